// System.Text.Json: the serializer, documents, nodes, polymorphism, converters, and errors.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

internal static class Json
{
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Box), "box")]
    public abstract class Shape { public string Label { get; set; } }
    public sealed class Circle : Shape { public float Radius { get; set; } }
    public sealed class Box : Shape { public int Width { get; set; } public int? Height { get; set; } }

    public record Settings(string Host, int Port = 80, [property: JsonPropertyName("use-tls")] bool Tls = false);

    sealed class HexConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Convert.ToInt32(reader.GetString(), 16);

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
            writer.WriteStringValue("0x" + value.ToString("x"));
    }

    public static void Run(int size)
    {
        for (int depth = 0; depth <= size; depth++) RoundTrip(depth);
        Shapes();
        Reader();
        Errors();
    }

    static void RoundTrip(int depth)
    {
        var options = new JsonSerializerOptions { WriteIndented = depth % 2 == 0 };
        string text = JsonSerializer.Serialize(Person.Chain(depth), options);
        Out.P("text", text);
        Person back = JsonSerializer.Deserialize<Person>(text);
        Out.P("same", JsonSerializer.Serialize(back, options) == text);
        using JsonDocument document = JsonDocument.Parse(text);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
            Out.P(property.Name, property.Value.ValueKind.ToString());
        JsonObject node = JsonNode.Parse(text).AsObject();
        node["Extra"] = new JsonArray(1, 2.5, "x", null, true);
        node.Remove("Friend");
        Out.P("node", node.ToJsonString());
    }

    static void Shapes()
    {
        var shapes = new List<Shape> { new Circle { Label = "c", Radius = 1.5f }, new Box { Label = "b", Width = 3 } };
        string text = JsonSerializer.Serialize(shapes);
        Out.P("shapes", text);
        foreach (Shape shape in JsonSerializer.Deserialize<List<Shape>>(text)) Out.P(shape.Label, shape.GetType().Name);
        Out.P("settings", JsonSerializer.Deserialize<Settings>("{\"Host\":\"h\",\"use-tls\":true}").ToString());
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        options.Converters.Add(new HexConverter());
        options.Converters.Add(new JsonStringEnumConverter());
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        string snake = JsonSerializer.Serialize(Person.Chain(1), options);
        Out.P("snake", snake);
        Out.P("snake back", JsonSerializer.Deserialize<Person>(snake, options).Friend.Rank.ToString());
    }

    static void Reader()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("{\"a\":[1,-2.5e3,\"\\u00e9\\n\"], /* why */ \"b\":{\"c\":null}}");
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow };
        var reader = new Utf8JsonReader(bytes, options);
        while (reader.Read()) Console.Write(reader.TokenType + "@" + reader.TokenStartIndex + " ");
        Console.WriteLine();
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("price", 12.50m);
            writer.WriteBase64String("data", bytes.AsSpan(0, 5));
            writer.WriteEndObject();
        }
        Out.P("written", Encoding.UTF8.GetString(stream.ToArray()));
    }

    static void Errors()
    {
        foreach (string wrong in new[] { "{\"Id\":\"x\"}", "{\"Scores\":[1,2,}", "[]", "{\"Id\":99999999999}", "" })
        {
            try
            {
                JsonSerializer.Deserialize<Person>(wrong);
            }
            catch (JsonException e)
            {
                Out.P("error", e.Message);
            }
        }
    }
}
