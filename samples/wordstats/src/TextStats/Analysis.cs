// The three analyses: prose, JSON documents and CSV tables. Each is a JsonObject, so a report can be text or JSON.
using System;
using System.Collections.Generic;
using System.Linq;

namespace TextStats;

public sealed class Options
{
    public int Top { get; set; } = 10;
    public bool Json { get; set; }
}

public static class Analysis
{
    private static readonly HashSet<string> StopWords = new(
        ("a an and are as at be been but by can did do does for from had has have he her his i if in into is it its more most no not of on " +
        "one only or our out she so some such than that the their them then there these they this those to too up was we were what when " +
        "which who will with would you your").Split(' '), StringComparer.Ordinal);

    public static JsonObject File(string name, string text, Options options)
    {
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return Document(text, options);
        if (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) return Table(text, options);
        return Prose(text, options);
    }

    public static JsonObject Prose(string text, Options options)
    {
        var words = new Counter<string>(StringComparer.Ordinal, StringComparer.Ordinal);
        var stems = new Counter<string>(StringComparer.Ordinal, StringComparer.Ordinal);
        var letters = new Counter<char>(EqualityComparer<char>.Default, Comparer<char>.Default);
        var punctuation = new Counter<string>(StringComparer.Ordinal, StringComparer.Ordinal);
        var lengths = new Summary();
        var sentenceLengths = new Summary();
        var sequence = new List<string>();
        var stemmer = new Stemmer();
        int sentences = 0, paragraphs = 0, syllables = 0, longWords = 0, letterCount = 0, inSentence = 0, numbers = 0, lines = 1;
        foreach (Token token in new Tokenizer(text).Tokens())
        {
            lines = token.Line;
            switch (token.Kind)
            {
                case TokenKind.Word:
                    string word = token.Text.ToLowerInvariant();
                    int s = Syllables.Count(word);
                    words.Add(word);
                    sequence.Add(word);
                    if (!StopWords.Contains(word)) stems.Add(stemmer.Stem(word));
                    letters.AddRange(word.Where(char.IsLetter));
                    lengths.Add(word.Length);
                    letterCount += word.Length;
                    syllables += s;
                    if (s >= 3) longWords++;
                    inSentence++;
                    break;
                case TokenKind.Number: numbers++; break;
                case TokenKind.Punctuation: punctuation.Add(token.Text); break;
                case TokenKind.ParagraphEnd: paragraphs++; break;
                case TokenKind.SentenceEnd:
                    punctuation.Add(token.Text);
                    sentenceLengths.Add(inSentence);
                    sentences++;
                    inSentence = 0;
                    break;
            }
        }
        if (inSentence > 0) sentenceLengths.Add(inSentence);
        var r = new Readability { Sentences = sentences, Words = words.Total, SyllableCount = syllables, LongWords = longWords, Letters = letterCount };
        return new JsonObject
        {
            ["kind"] = "prose",
            ["lines"] = lines,
            ["paragraphs"] = paragraphs + 1,
            ["sentences"] = sentences,
            ["words"] = words.Total,
            ["distinct words"] = words.Distinct,
            ["used once"] = words.Once,
            ["numbers"] = numbers,
            ["entropy"] = Round(words.Entropy()),
            ["word length"] = Describe(lengths),
            ["sentence length"] = Describe(sentenceLengths),
            ["reading"] = new JsonObject
            {
                ["ease"] = Round(r.FleschEase),
                ["grade"] = Round(r.FleschKincaid),
                ["fog"] = Round(r.GunningFog),
                ["automated"] = Round(r.Automated),
                ["level"] = r.Level,
            },
            ["top words"] = Top(words, options.Top),
            ["top stems"] = Top(stems, options.Top),
            ["top pairs"] = Pairs(sequence, options.Top),
            ["top letters"] = Top(letters, options.Top),
            ["punctuation"] = Top(punctuation, options.Top),
            ["look alike"] = LookAlike(words, options.Top),
            ["sound alike"] = SoundAlike(words, options.Top),
        };
    }

    private static JsonObject Pairs(List<string> sequence, int top)
    {
        var pairs = new Counter<string>(StringComparer.Ordinal, StringComparer.Ordinal);
        pairs.AddRange(NGrams.Of(sequence.Where(w => !StopWords.Contains(w)), 2));
        return Top(pairs, top);
    }

    private static JsonObject LookAlike(Counter<string> words, int top)
    {
        var tree = new WordTree();
        var result = new JsonObject();
        foreach ((string word, _) in words.Top(400)) if (word.Length > 4) tree.Add(word);
        int n = 0;
        foreach ((string word, _) in words.Top(400))
        {
            if (word.Length <= 4) continue;
            List<(string Word, int Distance)> near = tree.Near(word, 1);
            if (near.Count == 0 || string.CompareOrdinal(word, near[0].Word) > 0) continue;
            result[word] = string.Join(" ", near.Select(x => x.Word));
            if (++n == top) break;
        }
        return result;
    }

    private static JsonObject SoundAlike(Counter<string> words, int top)
    {
        var result = new JsonObject();
        var groups = words.Where(w => w.Item.Length > 4).GroupBy(w => Soundex.Of(w.Item)).Where(g => g.Count() > 2);
        foreach (IGrouping<string, Counted<string>> g in groups.OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(top))
            result[g.Key] = string.Join(" ", g.Select(w => w.Item).OrderBy(w => w, StringComparer.Ordinal).Take(6));
        return result;
    }

    public static JsonObject Document(string text, Options options)
    {
        var shape = new JsonShape();
        JsonValue root = JsonValue.Parse(text);
        int depth = root.Accept(shape, 1);
        return new JsonObject
        {
            ["kind"] = "json",
            ["depth"] = depth,
            ["values"] = shape.Kinds.Total,
            ["kinds"] = Top(shape.Kinds, options.Top),
            ["names"] = Top(shape.Names, options.Top),
            ["numbers"] = Describe(shape.Numbers),
            ["array length"] = Describe(shape.ArrayLengths),
            ["compact size"] = root.ToString().Length,
            ["text"] = Prose(string.Join("\n", shape.Texts), new Options { Top = Math.Min(options.Top, 5) }),
        };
    }

    public static JsonObject Table(string text, Options options)
    {
        CsvTable table = CsvTable.Parse(text);
        var columns = new JsonObject();
        foreach (Column c in table.Columns)
        {
            var o = new JsonObject { ["type"] = c.Type.ToString().ToLowerInvariant(), ["missing"] = c.Missing, ["distinct"] = c.Values.Distinct };
            if (c.Numbers.Count > 0) o["numbers"] = Describe(c.Numbers);
            else o["top"] = Top(c.Values, Math.Min(options.Top, 3));
            columns[c.Name] = o;
        }
        return new JsonObject { ["kind"] = "csv", ["rows"] = table.Rows, ["columns"] = columns };
    }

    private static double Round(double v) => Math.Round(v, 2);

    private static JsonObject Describe(Summary s)
    {
        var histogram = new JsonArray();
        foreach (int n in s.Histogram(8)) histogram.Add(n);
        return new JsonObject
        {
            ["count"] = s.Count,
            ["mean"] = Round(s.Mean),
            ["deviation"] = Round(s.Deviation),
            ["min"] = Round(s.Min),
            ["median"] = Round(s.Median),
            ["p90"] = Round(s.Percentile(0.9)),
            ["max"] = Round(s.Max),
            ["histogram"] = histogram,
        };
    }

    private static JsonObject Top<T>(Counter<T> counter, int n) where T : notnull
    {
        var o = new JsonObject();
        foreach ((T item, int count) in counter.Top(n)) o[item.ToString()] = count;
        return o;
    }
}

internal sealed class JsonShape : IJsonVisitor<int>
{
    public readonly Counter<string> Kinds = new(StringComparer.Ordinal, StringComparer.Ordinal);
    public readonly Counter<string> Names = new(StringComparer.Ordinal, StringComparer.Ordinal);
    public readonly Summary Numbers = new();
    public readonly Summary ArrayLengths = new();
    public readonly List<string> Texts = new();

    public int Literal(JsonLiteral v, int depth)
    {
        Kinds.Add(v == JsonLiteral.Null ? "null" : "boolean");
        return depth;
    }

    public int Number(JsonNumber v, int depth)
    {
        Kinds.Add("number");
        Numbers.Add(v.Value);
        return depth;
    }

    public int String(JsonString v, int depth)
    {
        Kinds.Add("string");
        Texts.Add(v.Value);
        return depth;
    }

    public int Array(JsonArray v, int depth)
    {
        Kinds.Add("array");
        ArrayLengths.Add(v.Items.Count);
        return v.Items.Aggregate(depth, (max, item) => Math.Max(max, item.Accept(this, depth + 1)));
    }

    public int Object(JsonObject v, int depth)
    {
        Kinds.Add("object");
        int max = depth;
        foreach (KeyValuePair<string, JsonValue> m in v.Members)
        {
            Names.Add(m.Key);
            max = Math.Max(max, m.Value.Accept(this, depth + 1));
        }
        return max;
    }
}
