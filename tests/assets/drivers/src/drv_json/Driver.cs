// Exercises Newtonsoft.Json: serialisation of many shapes, LINQ to JSON, JSONPath, converters, streaming, merging, errors.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Dynamic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

public enum Colour { Red, [EnumMember(Value = "deep-green")] Green, Blue }

public interface IPart { string Id { get; } }
public abstract class Part : IPart { public string Id { get; set; } public double Weight { get; set; } }
public sealed class Bolt : Part { public int Length { get; set; } public Colour Colour { get; set; } }
public sealed class Plate : Part { public decimal Area { get; set; } public List<Bolt> Bolts { get; set; } = new List<Bolt>(); }

public struct Size { public int W, H; [JsonIgnore] public int Secret; }

[JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
public sealed class Machine
{
    public string SerialNumber { get; set; }
    [JsonProperty("parts", ItemTypeNameHandling = TypeNameHandling.Auto)] public List<Part> AllParts { get; set; }
    public Dictionary<string, Size> Sizes { get; set; }
    public DateTime Built { get; set; }
    public DateTimeOffset Shipped { get; set; }
    public TimeSpan Runtime { get; set; }
    public Guid Key { get; set; }
    public byte[] Data { get; set; }
    public int? Optional { get; set; }
    public Uri Link { get; set; }
    public Version Version { get; set; }
    [DefaultValue(7), JsonProperty(DefaultValueHandling = DefaultValueHandling.IgnoreAndPopulate)] public int Level { get; set; }
    [JsonConverter(typeof(StringEnumConverter))] public Colour Colour { get; set; }
    public (int, string) Pair { get; set; }
    public int[,] Matrix { get; set; }
    public object Anything { get; set; }
    [JsonExtensionData] public IDictionary<string, JToken> Extra { get; set; }
    [OnDeserialized] internal void Done(StreamingContext c) => Log += "done;";
    [JsonIgnore] public string Log { get; private set; } = "";
    public bool ShouldSerializeLink() => Link != null;
}

public sealed class Immutable
{
    public int A { get; }
    public string B { get; }
    [JsonConstructor] public Immutable(int a, string b) { A = a; B = b; }
}

public sealed class Tree { public string Name { get; set; } public Tree Parent { get; set; } public List<Tree> Children { get; } = new List<Tree>(); }

public sealed class SizeConverter : JsonConverter<Size>
{
    public override void WriteJson(JsonWriter w, Size v, JsonSerializer s) => w.WriteValue(v.W + "x" + v.H);
    public override Size ReadJson(JsonReader r, Type t, Size e, bool has, JsonSerializer s) { string[] p = ((string)r.Value).Split('x'); return new Size { W = int.Parse(p[0]), H = int.Parse(p[1]) }; }
}

internal static class Driver
{
    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static Machine Make(int i) => new Machine
    {
        SerialNumber = "SN-" + i, Built = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddHours(i), Shipped = new DateTimeOffset(2021, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)),
        Runtime = TimeSpan.FromSeconds(3661.5 + i), Key = new Guid(i, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Data = new byte[] { 1, 2, (byte)i }, Optional = i % 2 == 0 ? i : null,
        Link = i % 3 == 0 ? new Uri("https://example.org/" + i) : null, Version = new Version(1, 2, i), Level = i % 4 == 0 ? 7 : i, Colour = (Colour)(i % 3), Pair = (i, "p" + i), Matrix = new[,] { { 1, i }, { 3, 4 } },
        AllParts = new List<Part> { new Bolt { Id = "b" + i, Weight = 1.5 * i, Length = i, Colour = Colour.Green }, new Plate { Id = "pl", Weight = 0.1, Area = 12.50m, Bolts = { new Bolt { Id = "n", Length = 3 } } } },
        Sizes = new Dictionary<string, Size> { ["small"] = new Size { W = 1, H = 2 }, ["large " + i] = new Size { W = 100, H = 200 } },
        Anything = i % 2 == 0 ? new object[] { 1, "two", 3.5, null, true } : new { Name = "anon", Value = i },
    };

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        int n = brief ? 0 : 25;
        var auto = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto, Formatting = Formatting.Indented };
        for (int i = 0; i < n; i++)
        {
            string json = JsonConvert.SerializeObject(Make(i), auto);
            if (i < 3) Section("serialize " + i, () => json);
            Section("round trip " + i, () => { Machine m = JsonConvert.DeserializeObject<Machine>(json, auto); return (JsonConvert.SerializeObject(m, auto) == json) + m.Log + m.AllParts[0].GetType().Name + m.Pair.Item2 + m.Matrix[0, 1]; });
        }
        if (brief)
        {
            Section("short", () => JsonConvert.SerializeObject(new Size { W = 1, H = 2 }) + JsonConvert.DeserializeObject<Immutable>("{\"b\":\"text\",\"A\":42}").B + string.Join("|", JObject.Parse("{'a':[{'b':1.5},{'b':'x'}],'c':null}").SelectTokens("$.a[*].b")));
            Section("short error", () => JToken.Parse("[1,{]").ToString());
            return 0;
        }
        Section("immutable", () => { var v = JsonConvert.DeserializeObject<Immutable>("{\"b\":\"text\",\"A\":42}"); return v.A + v.B; });
        Section("extension", () => string.Join(",", JsonConvert.DeserializeObject<Machine>("{\"serial_number\":\"x\",\"unknown\":[1,2],\"more\":{\"a\":1}}").Extra.Select(k => k.Key + "=" + k.Value.ToString(Formatting.None))));
        Section("converter", () => JsonConvert.SerializeObject(new[] { new Size { W = 3, H = 4 } }, new SizeConverter()) + JsonConvert.DeserializeObject<Size[]>("[\"5x6\"]", new SizeConverter())[0].H);
        Section("camel", () => JsonConvert.SerializeObject(new { FirstName = "A", URLValue = 1, Nested = new { InnerValue = Colour.Blue } }, new JsonSerializerSettings { ContractResolver = new CamelCasePropertyNamesContractResolver(), Converters = { new StringEnumConverter(new KebabCaseNamingStrategy()) } }));
        Section("null handling", () => JsonConvert.SerializeObject(new Tree { Name = "t" }, new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore }));
        Section("references", () =>
        {
            var root = new Tree { Name = "root" };
            root.Children.Add(new Tree { Name = "kid", Parent = root });
            var settings = new JsonSerializerSettings { PreserveReferencesHandling = PreserveReferencesHandling.Objects };
            string s = JsonConvert.SerializeObject(root, settings);
            Tree back = JsonConvert.DeserializeObject<Tree>(s, settings);
            return s + ReferenceEquals(back.Children[0].Parent, back);
        });
        Section("loop", () => { var t = new Tree { Name = "loop" }; t.Parent = t; return JsonConvert.SerializeObject(t); });
        JObject store = JObject.Parse(@"{ 'store': { 'book': [ { 'category': 'reference', 'title': 'Sayings', 'price': 8.95 }, { 'category': 'fiction', 'title': 'Sword', 'price': 12.99, 'tags': ['a','b'] }, { 'category': 'fiction', 'title': 'Moby', 'isbn': '0-553', 'price': 8.99 } ], 'bicycle': { 'color': 'red', 'price': 19.95 } }, 'expensive': 10, 'when': '2020-02-03T04:05:06Z' }");
        foreach (string path in new[] { "$.store.book[*].title", "$..price", "$.store.book[?(@.price < 10)].title", "$..book[-1:].title", "$..book[0,1].category", "$..book[?(@.isbn)].isbn", "$.store.*", "$..book[?(@.category == 'fiction' && @.price > 10)].tags[1]", "$['store']['bicycle']", "$..book[?(@.title =~ /^S/)].title" })
            Section("path " + path, () => string.Join("|", store.SelectTokens(path).Select(t => t.ToString(Formatting.None))));
        Section("linq", () => new JObject(new JProperty("titles", new JArray(store["store"]["book"].OrderBy(b => (double)b["price"]).Select(b => b["title"]))), new JProperty("sum", store["store"]["book"].Sum(b => (decimal)b["price"])), new JProperty("when", ((DateTime)store["when"]).Year)).ToString(Formatting.None));
        Section("merge", () => { var a = JObject.Parse("{a:1,b:[1,2],c:{d:1}}"); a.Merge(JObject.Parse("{b:[2,3],c:{e:2},f:null}"), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Union }); return a.ToString(Formatting.None); });
        Section("mutate", () => { JObject c = (JObject)store.DeepClone(); c["store"]["book"][1].Remove(); c["store"]["book"][0]["price"].Replace(1); ((JArray)c["store"]["book"]).Insert(0, "first"); c.Property("expensive").AddAfterSelf(new JProperty("added", new[] { 1, 2 })); return c.ToString(Formatting.None) + JToken.DeepEquals(c, store) + c["store"]["book"][1]["title"].Path; });
        Section("to object", () => store["store"]["bicycle"].ToObject<Dictionary<string, object>>().Count + JObject.FromObject(Make(2)).Count.ToString());
        Section("dynamic", () => { dynamic d = JsonConvert.DeserializeObject<ExpandoObject>("{\"x\":{\"y\":[1,2,3]}}", new ExpandoObjectConverter()); var x = (IDictionary<string, object>)((IDictionary<string, object>)d)["x"]; return ((List<object>)x["y"]).Count.ToString(); });
        Section("reader", () =>
        {
            var r = new JsonTextReader(new StringReader("{'a':[1,2.5,1e3,null,true,'s\\u0041'],/*c*/b:new Date(123),'c':0x1F, d:undefined, e:NaN,}"));
            string s = "";
            while (r.Read()) s += r.TokenType + (r.Value == null ? "" : ":" + Convert.ToString(r.Value, CultureInfo.InvariantCulture)) + "@" + r.Path + " ";
            return s;
        });
        Section("writer", () =>
        {
            var sw = new StringWriter();
            using (var w = new JsonTextWriter(sw) { Formatting = Formatting.Indented, QuoteChar = '\'', StringEscapeHandling = StringEscapeHandling.EscapeNonAscii, Indentation = 1 })
            {
                w.WriteStartObject(); w.WritePropertyName("n\u00e4me"); w.WriteValue("v<\u20ac>\t"); w.WritePropertyName("arr"); w.WriteStartArray(); w.WriteValue(1.0); w.WriteValue(float.MaxValue); w.WriteValue(new DateTime(2000, 1, 1)); w.WriteNull(); w.WriteComment("hi"); w.WriteRawValue("{raw}"); w.WriteEndArray(); w.WriteEndObject();
            }
            return sw.ToString();
        });
        foreach (string bad in new[] { "{", "[1,", "{\"a\" 1}", "\"abc", "tru", "{\"a\":1}}", "[1 2]", "{\"serial_number\":{}}", "{\"built\":\"nope\"}", "{\"optional\":\"12x\"}" })
            Section("error " + bad, () => JsonConvert.DeserializeObject<Machine>(bad)?.SerialNumber ?? "null");
        Section("error handler", () => { var errors = new List<string>(); var list = JsonConvert.DeserializeObject<List<int>>("[1,'x',3,{},5]", new JsonSerializerSettings { Error = (o, e) => { errors.Add(e.ErrorContext.Path); e.ErrorContext.Handled = true; } }); return (list == null ? "null" : string.Join(",", list)) + ";" + string.Join(",", errors); });
        Section("missing member", () => JsonConvert.DeserializeObject<Immutable>("{\"zzz\":1}", new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error }).B);
        Section("xml", () => JsonConvert.DeserializeXNode("{\"root\":{\"@id\":\"1\",\"item\":[\"a\",{\"b\":null}]}}").ToString(System.Xml.Linq.SaveOptions.DisableFormatting) + JsonConvert.SerializeXNode(System.Xml.Linq.XElement.Parse("<r x='1'><a>t</a><a/></r>")));
        Section("collections", () => JsonConvert.SerializeObject(new object[] { new Stack<int>(new[] { 1, 2 }), new Queue<string>(new[] { "q" }), new SortedDictionary<int, string> { [2] = "b", [1] = "a" }, new HashSet<long> { 5 }, new KeyValuePair<string, int>("k", 1), Tuple.Create(1, "t"), new[] { new[] { 1 }, new[] { 2, 3 } }, new LinkedList<double>(new[] { 1.25, double.NaN, double.PositiveInfinity }), 'c', 1.10m, ulong.MaxValue, (float)1 / 3, 1.0 / 3 }));
        Section("big", () =>
        {
            var list = Enumerable.Range(0, 2000).Select(i => new { Id = i, Name = "item " + i, Values = Enumerable.Range(0, i % 7).ToArray(), Nested = new { Flag = i % 3 == 0, Ratio = i / 8.0 } }).ToList();
            string s = JsonConvert.SerializeObject(list);
            JArray a = JArray.Parse(s);
            return s.Length + "," + a.Sum(x => (int)x["Id"]) + "," + a.Sum(x => x["Values"].Count()) + "," + a.Where(x => (bool)x["Nested"]["Flag"]).Sum(x => (double)x["Nested"]["Ratio"]) + "," + JsonConvert.DeserializeAnonymousType(s, list).Sum(x => x.Values.Sum());
        });
        return 0;
    }
}
