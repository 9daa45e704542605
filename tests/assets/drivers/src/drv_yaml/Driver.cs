// Exercises YamlDotNet: parsing events, the representation model, (de)serialisation of objects, naming, anchors, errors.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Version = System.Version;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

public enum Kind { None, Fast, Slow }

public class Address { public string Street { get; set; } public string City { get; set; } public int? Zip { get; set; } }

public class Order
{
    public string Id { get; set; }
    public DateTime Date { get; set; }
    public decimal Total { get; set; }
    public double Ratio { get; set; }
    public bool Paid { get; set; }
    public Kind Kind { get; set; }
    public Address BillTo { get; set; }
    public Address ShipTo { get; set; }
    public List<Item> Items { get; set; }
    public Dictionary<string, object> Extra { get; set; }
    public string[] Tags { get; set; }
    [YamlMember(Alias = "note-text", ScalarStyle = ScalarStyle.Literal)] public string Note { get; set; }
    [YamlIgnore] public int Hidden { get; set; } = 5;
}

public class Item { public string Part { get; set; } public int Qty { get; set; } public float Price { get; set; } }

public sealed class ColonConverter : IYamlTypeConverter
{
    public bool Accepts(Type type) => type == typeof(Version);
    public object ReadYaml(IParser parser, Type type, ObjectDeserializer d) => Version.Parse(parser.Consume<Scalar>().Value.Replace(':', '.'));
    public void WriteYaml(IEmitter emitter, object value, Type type, ObjectSerializer s) => emitter.Emit(new Scalar(value.ToString().Replace('.', ':')));
}

internal static class Driver
{
    const string Document = @"%YAML 1.2
---
id: ORD-17
date: 2021-03-04T05:06:07Z
total: 1234.50
ratio: .5
paid: yes
kind: Fast
billTo: &addr
  street: |
    12 Long Lane
    Floor 2
  city: ""Port\u0061l \t tab""
  zip: 0x1F
shipTo: *addr
items:
  - part: A-1
    qty: 3
    price: 1.5
  - {part: 'B''2', qty: 12, price: 0.25}
  - part: >-
      folded text
      on two lines

      and a paragraph
    qty: -1
extra:
  key with spaces: value
  ? complex
  : simple
  list: [1, two, 3.0, null, ~, true, [nested, {a: b}]]
  empty: {}
tags: [x, y, 'z: w']
note-text: |+
  kept

...
---
second: document
!!str tagged: !custom {a: 1}
";

    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static string Show(object o) => o switch
    {
        null => "null",
        string s => "'" + s + "'",
        IDictionary<object, object> d => "{" + string.Join(",", d.Select(kv => Show(kv.Key) + ":" + Show(kv.Value))) + "}",
        IEnumerable<object> l => "[" + string.Join(",", l.Select(Show)) + "]",
        _ => o.GetType().Name + ":" + o,
    };

    static string Describe(YamlNode n, int depth) => n switch
    {
        YamlScalarNode s => s.Style + "(" + s.Value + ")" + (s.Tag.IsEmpty ? "" : s.Tag.Value) + s.Start.Line + ":" + s.Start.Column,
        YamlSequenceNode q => q.Style + "[" + string.Join(",", q.Children.Select(c => Describe(c, depth + 1))) + "]" + q.Anchor,
        YamlMappingNode m => m.Style + "{" + string.Join(",", m.Children.Select(c => Describe(c.Key, depth + 1) + "=" + Describe(c.Value, depth + 1))) + "}" + m.Anchor,
        _ => n.GetType().Name,
    };

    static Order Make(int i) => new Order
    {
        Id = "made " + i, Date = new DateTime(2020, 1, 1 + i % 28, 0, 0, 0, DateTimeKind.Utc), Total = 10.25m * i, Ratio = i / 4.0, Paid = i % 2 == 0, Kind = (Kind)(i % 3), BillTo = new Address { Street = "s: " + i + "\nline", City = "# c", Zip = i % 3 == 0 ? null : i },
        Items = Enumerable.Range(0, i % 4).Select(k => new Item { Part = "p" + k, Qty = k, Price = k / 2f }).ToList(), Extra = new Dictionary<string, object> { ["n"] = i, ["l"] = new List<int> { 1, i }, ["null"] = null, ["true"] = "true" }, Tags = new[] { "", "- dash", "123", "~", "@at" }, Note = "multi\nline " + i + "\n",
    };

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        Section("events", () =>
        {
            var p = new Parser(new StringReader(Document));
            string s = "";
            while (p.MoveNext()) s += p.Current.GetType().Name + (p.Current is Scalar c ? "(" + c.Value + ")" : p.Current is AnchorAlias a ? "*" + a.Value : "") + " ";
            return s;
        });
        Section("scanner", () => { var s = new Scanner(new StringReader("a: [b, \"c\"] # comment\n- d\n"), false); string r = ""; while (s.MoveNext()) r += s.Current.GetType().Name + " "; return r; });
        if (brief) return 0;
        var stream = new YamlStream();
        Section("model", () => { stream.Load(new StringReader(Document)); return string.Join("\n", stream.Documents.Select(d => Describe(d.RootNode, 0))); });
        Section("model lookups", () => { var root = (YamlMappingNode)stream.Documents[0].RootNode; return root["items"][1]["part"] + "," + root.Children.Count + "," + root.AllNodes.Count() + "," + ReferenceEquals(root["billTo"], root["shipTo"]); });
        Section("model save", () => { var w = new StringWriter(); var m = new YamlMappingNode(new YamlScalarNode("k"), new YamlSequenceNode("a", new YamlMappingNode("x", "y")) { Style = SequenceStyle.Flow }, new YamlScalarNode("lit"), new YamlScalarNode("two\nlines") { Style = ScalarStyle.Literal }); new YamlStream(new YamlDocument(m)).Save(w, false); return w.ToString(); });
        string first = Document.Substring(Document.IndexOf("id:"), Document.IndexOf("...") - Document.IndexOf("id:"));
        IDeserializer camel = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        ISerializer serializer = new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        Section("deserialize", () => { Order o = camel.Deserialize<Order>(first); return o.Id + o.Date.ToUniversalTime().Ticks + o.Total + o.Ratio + o.Paid + o.Kind + o.BillTo.City + o.BillTo.Zip + ReferenceEquals(o.BillTo, o.ShipTo) + o.Items[2].Part + o.Items.Count + Show(o.Extra["list"]) + o.Tags[2] + o.Note; });
        Section("untyped", () => Show(new DeserializerBuilder().Build().Deserialize(new StringReader(first))));
        for (int i = 0; i < 12; i++)
        {
            string yaml = serializer.Serialize(Make(i));
            if (i < 4) Section("serialize " + i, () => yaml);
            Section("round trip " + i, () => (serializer.Serialize(new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<Order>(yaml)) == yaml).ToString());
        }
        Section("json", () => new SerializerBuilder().JsonCompatible().Build().Serialize(Make(3)));
        Section("omit defaults", () => new SerializerBuilder().ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull | DefaultValuesHandling.OmitDefaults).DisableAliases().Build().Serialize(new Order { Id = "only" }));
        Section("conventions", () => string.Join(",", new INamingConvention[] { CamelCaseNamingConvention.Instance, PascalCaseNamingConvention.Instance, HyphenatedNamingConvention.Instance, UnderscoredNamingConvention.Instance, LowerCaseNamingConvention.Instance }.Select(c => c.Apply("someLongName"))));
        Section("converter", () => { string s = new SerializerBuilder().WithTypeConverter(new ColonConverter()).Build().Serialize(new Version(1, 2, 3)); return s + new DeserializerBuilder().WithTypeConverter(new ColonConverter()).Build().Deserialize<Version>(s); });
        Section("dictionaries", () => Show(new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<int>>>("a: [1, 2]\nb:\n- 3\n").Select(kv => (object)(kv.Key + kv.Value.Sum())).ToList()));
        Section("merge keys", () => { var p = new MergingParser(new Parser(new StringReader("base: &b {x: 1, y: 2}\nderived:\n  <<: *b\n  y: 3\n"))); return Show(new DeserializerBuilder().Build().Deserialize(p)); });
        foreach (string bad in new[] { "a: [1, 2", "a: b: c", "\t- x", "*unknown", "a: 'open", "{a: 1", "- a\nb: 1", "&a &b c", "id: {x: 1}", "items: 3", "total: abc", "kind: Nope", "unknown: 1" })
            Section("error " + bad.Replace("\n", "\\n").Replace("\t", "\\t"), () => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<Order>(bad)?.Id ?? "null");
        Section("large", () =>
        {
            var all = Enumerable.Range(0, 150).Select(Make).ToList();
            string yaml = serializer.Serialize(all);
            var back = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<List<Order>>(yaml);
            return yaml.Length + "," + back.Sum(o => o.Total) + "," + back.Sum(o => o.Items.Count) + "," + Out.Mix(1, yaml).ToString("x");
        });
        return 0;
    }
}
