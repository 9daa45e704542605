// Regular expressions in every engine: interpreted, compiled, from the right, non-backtracking.
using System;
using System.Linq;
using System.Text.RegularExpressions;

internal static class Patterns
{
    static readonly string[] All =
    {
        @"\b(\w+)\b", @"(\d+)-(\d+)-(\d+)", @"<(?<tag>\w+)>(.*?)</\k<tag>>", @"(?i)ORDER|ship", @"(?<=a)r",
        @"^.*?(?:tea|cat).*$", @"(a|ab)(c|bcd)(d*)", @"[^aeiou\s]{3,}", @"((?<open>\()[^()]*(?<-open>\)))+",
        @"(?<year>\d{4})(?=-)", @"[\p{Lu}-[O]]\w*", @"(?>a+)b|\$\d+(?:\.\d\d)?", @"\w+?(?!\w)",
    };

    static readonly RegexOptions[] Engines =
    {
        RegexOptions.None, RegexOptions.IgnoreCase, RegexOptions.Compiled, RegexOptions.RightToLeft,
        RegexOptions.NonBacktracking, RegexOptions.Compiled | RegexOptions.IgnoreCase | RegexOptions.Multiline,
    };

    public static void Run(int size)
    {
        const string sentence = "Order 66 (tea, black) for $12.50 shipped 2021-03-04 to <b>Ann</b>; abcd aaab carried far! ";
        string text = string.Concat(Enumerable.Repeat(sentence, size));
        foreach (string pattern in All)
            foreach (RegexOptions engine in Engines) Match(text, pattern, engine);
        Out.P("replaced", Regex.Replace(text, @"(\w)(\w*)", match => match.Groups[2].Value + match.Groups[1].Value));
        Out.P("template", Regex.Replace(text, @"(?<d>\d+)-(\d+)", "${d}/$1"));
        Out.P("split", string.Join("|", Regex.Split(text, @"[\s,]+")));
        Out.P("escaped", Regex.Escape("a.b*(c)") + Regex.Unescape(@"\t\x41"));
        foreach (string wrong in new[] { "(ab", "[z-a]", @"\k<no>", "a**" })
        {
            try
            {
                Regex.IsMatch(text, wrong);
            }
            catch (ArgumentException e)
            {
                Out.P("error", e.Message);
            }
        }
    }

    static void Match(string text, string pattern, RegexOptions engine)
    {
        try
        {
            MatchCollection matches = Regex.Matches(text, pattern, engine);
            string last = matches.Count == 0 ? "" : string.Join("|", matches[^1].Groups.Values.Select(group => group.Value));
            Out.P(pattern + " " + engine, matches.Count + " " + last);
        }
        catch (NotSupportedException)
        {
            Out.P(pattern + " " + engine, "not supported");
        }
    }
}
