// Serializers that write code of their own at run time: XmlSerializer and the data contract serializers.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Serialization;

public class Branch
{
    public int Size;
    [XmlAttribute] public string Name = "";
    public List<Branch> Twigs = new();
    [XmlElement("grown")] public DateTime Grown;
    [XmlArray("leaves"), XmlArrayItem("leaf")] public double[] Leaves = Array.Empty<double>();
    public Rank? Rank;
    [XmlIgnore] public int Hidden = 3;
}

[DataContract(Namespace = "urn:orders")]
[KnownType(typeof(Discount))]
public class Entry
{
    [DataMember(Order = 1)] public int Number;
    [DataMember(Order = 2, EmitDefaultValue = false)] public string Text;
    [DataMember] public List<Entry> Parts = new();
    [DataMember] public Dictionary<string, double> Rates = new();
    [DataMember(Name = "payload")] public object Payload;
    [OnDeserialized] void Loaded(StreamingContext context) => Number++;
}

[DataContract]
public struct Discount
{
    [DataMember] public decimal Percent;
    [DataMember] public Rank Rank;
}

internal static class Contracts
{
    public static void Xml(int size)
    {
        var branch = new Branch { Size = 1, Name = "<main>", Grown = new DateTime(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc) };
        for (int i = 0; i < size; i++)
            branch.Twigs.Add(new Branch { Size = i, Name = "twig" + i, Leaves = new[] { i / 2.0 }, Rank = (Rank)i });
        var serializer = new XmlSerializer(typeof(Branch));
        var writer = new StringWriter();
        serializer.Serialize(writer, branch);
        Out.P("written", writer.ToString());
        var back = (Branch)serializer.Deserialize(new StringReader(writer.ToString()));
        Out.P("read", back.Twigs.Count + " " + back.Grown.Ticks + " " + back.Name + " " + back.Twigs[0].Rank);
        try
        {
            serializer.Deserialize(new StringReader("<Branch><Size>many</Size></Branch>"));
        }
        catch (InvalidOperationException e)
        {
            Out.P("error", e.Message + " " + e.InnerException.Message);
        }
    }

    public static void Data(int size)
    {
        var entry = new Entry { Number = 1, Text = "t", Payload = new Discount { Percent = 2.5m, Rank = Rank.High } };
        for (int i = 0; i < size; i++)
        {
            entry.Parts.Add(new Entry { Number = i, Payload = i % 2 == 0 ? "text" : i });
            entry.Rates["rate" + i] = i / 3.0;
        }
        Store("xml", new DataContractSerializer(typeof(Entry)), entry);
        Store("json", new DataContractJsonSerializer(typeof(Entry)), entry);
        var stream = new MemoryStream();
        using (XmlDictionaryWriter writer = XmlDictionaryWriter.CreateBinaryWriter(stream))
            new DataContractSerializer(typeof(Entry)).WriteObject(writer, entry);
        using XmlDictionaryReader reader = XmlDictionaryReader.CreateBinaryReader(stream.ToArray(), XmlDictionaryReaderQuotas.Max);
        Out.P("binary", ((Entry)new DataContractSerializer(typeof(Entry)).ReadObject(reader)).Rates.Values.Sum());
    }

    static void Store(string name, XmlObjectSerializer serializer, Entry entry)
    {
        var stream = new MemoryStream();
        serializer.WriteObject(stream, entry);
        Out.P(name, Encoding.UTF8.GetString(stream.ToArray()));
        stream.Position = 0;
        var back = (Entry)serializer.ReadObject(stream);
        Out.P(name + " read", back.Number + " " + back.Parts.Count + " " + back.Rates.Count + " " + back.Payload.GetType());
    }
}
