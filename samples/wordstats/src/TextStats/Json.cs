// A small JSON document model with a reader that reports line and column of errors, and an indenting writer.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace TextStats;

public sealed class JsonException : Exception
{
    public JsonException(string message, int line, int column) : base(message + " at line " + line + ", column " + column) { }
}

public abstract class JsonValue
{
    public abstract void Write(JsonWriter writer);
    public abstract R Accept<R>(IJsonVisitor<R> visitor, int depth);

    public override string ToString()
    {
        var writer = new JsonWriter(false);
        Write(writer);
        return writer.ToString();
    }

    public static JsonValue Parse(string text) => new JsonReader(text).ReadDocument();
    public static implicit operator JsonValue(string s) => new JsonString(s);
    public static implicit operator JsonValue(double d) => new JsonNumber(d);
    public static implicit operator JsonValue(bool b) => b ? JsonLiteral.True : JsonLiteral.False;
}

public interface IJsonVisitor<out R>
{
    R Literal(JsonLiteral v, int depth);
    R Number(JsonNumber v, int depth);
    R String(JsonString v, int depth);
    R Array(JsonArray v, int depth);
    R Object(JsonObject v, int depth);
}

public sealed class JsonLiteral : JsonValue
{
    public static readonly JsonLiteral Null = new("null"), True = new("true"), False = new("false");
    public readonly string Text;
    private JsonLiteral(string text) => Text = text;
    public override void Write(JsonWriter writer) => writer.Raw(Text);
    public override R Accept<R>(IJsonVisitor<R> visitor, int depth) => visitor.Literal(this, depth);
}

public sealed class JsonNumber : JsonValue
{
    public readonly double Value;
    public JsonNumber(double value) => Value = value;
    public override void Write(JsonWriter writer) => writer.Raw(Value.ToString("R", CultureInfo.InvariantCulture));
    public override R Accept<R>(IJsonVisitor<R> visitor, int depth) => visitor.Number(this, depth);
}

public sealed class JsonString : JsonValue
{
    public readonly string Value;
    public JsonString(string value) => Value = value;
    public override void Write(JsonWriter writer) => writer.Quoted(Value);
    public override R Accept<R>(IJsonVisitor<R> visitor, int depth) => visitor.String(this, depth);
}

public sealed class JsonArray : JsonValue
{
    public readonly List<JsonValue> Items = new();

    public JsonArray Add(JsonValue v)
    {
        Items.Add(v);
        return this;
    }

    public override void Write(JsonWriter writer) => writer.List('[', ']', Items, static (w, item) => item.Write(w));
    public override R Accept<R>(IJsonVisitor<R> visitor, int depth) => visitor.Array(this, depth);
}

public sealed class JsonObject : JsonValue
{
    public readonly List<KeyValuePair<string, JsonValue>> Members = new();

    public JsonValue this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, JsonValue> m in Members) if (m.Key == name) return m.Value;
            return JsonLiteral.Null;
        }
        set => Members.Add(new KeyValuePair<string, JsonValue>(name, value));
    }

    public override void Write(JsonWriter writer) => writer.List('{', '}', Members, static (w, member) =>
    {
        w.Quoted(member.Key);
        w.Colon();
        member.Value.Write(w);
    });

    public override R Accept<R>(IJsonVisitor<R> visitor, int depth) => visitor.Object(this, depth);
}

public sealed class JsonWriter
{
    private readonly StringBuilder text = new();
    private readonly bool indent;
    private int depth;

    public JsonWriter(bool indent) => this.indent = indent;

    public void Raw(string s) => text.Append(s);

    public void Colon() => text.Append(indent ? ": " : ":");

    public void Quoted(string s)
    {
        text.Append('"');
        foreach (char c in s)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                default:
                    if (c < 0x20 || c == 0x2028) text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    else text.Append(c);
                    break;
            }
        }
        text.Append('"');
    }

    public void List<T>(char open, char close, IReadOnlyList<T> items, Action<JsonWriter, T> write)
    {
        text.Append(open);
        depth++;
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Append(',');
            Break();
            write(this, items[i]);
        }
        depth--;
        if (items.Count > 0) Break();
        text.Append(close);
    }

    private void Break()
    {
        if (indent) text.Append('\n').Append(' ', depth * 2);
    }

    public override string ToString() => text.ToString();
}

internal sealed class JsonReader
{
    private readonly string text;
    private int at;

    public JsonReader(string text) => this.text = text;

    public JsonValue ReadDocument()
    {
        JsonValue v = ReadValue(0);
        SkipSpace();
        if (at < text.Length) throw Error("unexpected text after the document");
        return v;
    }

    private JsonException Error(string message)
    {
        int line = 1, start = 0;
        for (int i = 0; i < at && i < text.Length; i++)
            if (text[i] == '\n') { line++; start = i + 1; }
        return new JsonException(message, line, at - start + 1);
    }

    private void SkipSpace()
    {
        while (at < text.Length && text[at] is ' ' or '\n' or '\r' or '\t') at++;
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private bool Take(char c)
    {
        SkipSpace();
        if (Peek() != c) return false;
        at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c)) throw Error("expected '" + c + "'");
    }

    private JsonValue ReadValue(int depth)
    {
        if (depth > 200) throw Error("too deep");
        SkipSpace();
        switch (Peek())
        {
            case '{': return ReadObject(depth);
            case '[': return ReadArray(depth);
            case '"': return new JsonString(ReadString());
            case 't': return ReadLiteral(JsonLiteral.True);
            case 'f': return ReadLiteral(JsonLiteral.False);
            case 'n': return ReadLiteral(JsonLiteral.Null);
            default: return ReadNumber();
        }
    }

    private JsonLiteral ReadLiteral(JsonLiteral literal)
    {
        if (string.CompareOrdinal(text, at, literal.Text, 0, literal.Text.Length) != 0) throw Error("expected " + literal.Text);
        at += literal.Text.Length;
        return literal;
    }

    private JsonNumber ReadNumber()
    {
        int start = at;
        while (Peek() is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E') at++;
        if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double v))
        {
            at = start;
            throw Error("expected a value");
        }
        return new JsonNumber(v);
    }

    private string ReadString()
    {
        Expect('"');
        var sb = new StringBuilder();
        while (true)
        {
            if (at >= text.Length) throw Error("unterminated string");
            char c = text[at++];
            if (c == '"') return sb.ToString();
            sb.Append(c == '\\' ? ReadEscape() : c);
        }
    }

    private char ReadEscape()
    {
        char c = Peek();
        at++;
        switch (c)
        {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u':
                if (at + 4 > text.Length || !int.TryParse(text.AsSpan(at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int v)) throw Error("bad escape");
                at += 4;
                return (char)v;
            case '"' or '\\' or '/': return c;
            default: throw Error("bad escape");
        }
    }

    private JsonArray ReadArray(int depth)
    {
        var array = new JsonArray();
        Expect('[');
        if (Take(']')) return array;
        do array.Add(ReadValue(depth + 1));
        while (Take(','));
        Expect(']');
        return array;
    }

    private JsonObject ReadObject(int depth)
    {
        var o = new JsonObject();
        Expect('{');
        if (Take('}')) return o;
        do
        {
            SkipSpace();
            string name = ReadString();
            Expect(':');
            o[name] = ReadValue(depth + 1);
        }
        while (Take(','));
        Expect('}');
        return o;
    }
}
