// Renders an analysis for a terminal: aligned names, nested sections, and bars for histograms.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace TextStats;

public sealed class Report : IJsonVisitor<string>
{
    private readonly StringBuilder text = new();

    public static string Render(string title, JsonObject analysis)
    {
        var report = new Report();
        report.text.Append(title).Append('\n').Append('=', title.Length).Append('\n');
        analysis.Accept(report, 0);
        return report.text.ToString();
    }

    public string Literal(JsonLiteral v, int depth) => v.Text;

    public string Number(JsonNumber v, int depth) => v.ToString();

    public string String(JsonString v, int depth) => v.Value;

    public string Array(JsonArray v, int depth)
    {
        double max = v.Items.OfType<JsonNumber>().Select(n => n.Value).DefaultIfEmpty(0).Max();
        return string.Concat(v.Items.Select(item => Bar(item, max)));
    }

    public string Object(JsonObject v, int depth)
    {
        int width = v.Members.Select(m => m.Key.Length).DefaultIfEmpty(0).Max();
        foreach ((string name, JsonValue value) in v.Members)
        {
            text.Append(' ', depth * 2).Append(name);
            if (value is JsonObject nested)
            {
                text.Append('\n');
                nested.Accept(this, depth + 1);
                continue;
            }
            text.Append(' ', width - name.Length + 2).Append(value.Accept(this, depth)).Append('\n');
        }
        return "";
    }

    private static string Bar(JsonValue item, double max)
    {
        const string Levels = " .:-=+*#";
        if (item is not JsonNumber n || max <= 0) return item.ToString();
        int level = (int)Math.Ceiling(n.Value / max * (Levels.Length - 1));
        return "[" + Levels[level] + "]";
    }
}
