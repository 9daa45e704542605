// Steady state: building and taking apart strings (tokens, escapes, number formatting, edit distance, Base64).
// usage: text [rounds]; the checksum goes to stdout, the kernel's milliseconds to stderr.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

internal sealed class Token
{
    public readonly char Kind;
    public readonly string Text;
    public Token(char kind, string text) { Kind = kind; Text = text; }
}

internal static class Text
{
    const int Rounds = 400;
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    [MethodImpl(NI)]
    static string MakeSource(int lines)
    {
        var sb = new StringBuilder();
        for (int i = 0; i < lines; i++)
        {
            sb.Append("let value").Append(i).Append(" = (").Append(i * 7).Append(" + name").Append(i % 13).Append(") * \"text ");
            sb.Append(i).Append("\\n\"; // comment ").Append(i).Append('\n');
        }
        return sb.ToString();
    }

    [MethodImpl(NI)]
    static List<Token> Tokenize(string s)
    {
        var tokens = new List<Token>();
        int i = 0;
        while (i < s.Length)
        {
            char c = s[i];
            int start = i;
            if (char.IsWhiteSpace(c)) { i++; continue; }
            if (char.IsLetter(c)) { while (i < s.Length && char.IsLetterOrDigit(s[i])) i++; tokens.Add(new Token('w', s.Substring(start, i - start))); }
            else if (c >= '0' && c <= '9') { while (i < s.Length && s[i] >= '0' && s[i] <= '9') i++; tokens.Add(new Token('n', s.Substring(start, i - start))); }
            else if (c == '"') { i++; while (s[i] != '"') i += s[i] == '\\' ? 2 : 1; i++; tokens.Add(new Token('s', s.Substring(start, i - start))); }
            else if (c == '/' && s[i + 1] == '/') { while (s[i] != '\n') i++; }
            else { i++; tokens.Add(new Token('p', c.ToString())); }
        }
        return tokens;
    }

    [MethodImpl(NI)]
    static string Escape(string s)
    {
        var sb = new StringBuilder(s.Length + 16);
        foreach (char c in s)
        {
            switch (c)
            {
                case '"': sb.Append("\\\""); break;
                case '\\': sb.Append("\\\\"); break;
                case '\n': sb.Append("\\n"); break;
                default:
                    if (c < ' ') sb.Append("\\u").Append(((int)c).ToString("x4"));
                    else sb.Append(c);
                    break;
            }
        }
        return sb.ToString();
    }

    [MethodImpl(NI)]
    static int Distance(string a, string b)
    {
        int[] prev = new int[b.Length + 1], cur = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) prev[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            cur[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int d = prev[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                if (prev[j] + 1 < d) d = prev[j] + 1;
                if (cur[j - 1] + 1 < d) d = cur[j - 1] + 1;
                cur[j] = d;
            }
            (prev, cur) = (cur, prev);
        }
        return prev[b.Length];
    }

    [MethodImpl(NI)]
    static string Encode(string s)
    {
        var o = new char[(s.Length + 2) / 3 * 4];
        int k = 0;
        for (int i = 0; i < s.Length; i += 3)
        {
            int v = (s[i] & 0xFF) << 16 | (i + 1 < s.Length ? (s[i + 1] & 0xFF) << 8 : 0) | (i + 2 < s.Length ? s[i + 2] & 0xFF : 0);
            o[k++] = Alphabet[v >> 18];
            o[k++] = Alphabet[(v >> 12) & 63];
            o[k++] = i + 1 < s.Length ? Alphabet[(v >> 6) & 63] : '=';
            o[k++] = i + 2 < s.Length ? Alphabet[v & 63] : '=';
        }
        return new string(o);
    }

    [MethodImpl(NI)]
    static string Wrap(string s, int width)
    {
        var sb = new StringBuilder();
        int column = 0;
        foreach (string word in s.Split(' '))
        {
            if (column + word.Length > width) { sb.Append('\n'); column = 0; }
            else if (column > 0) { sb.Append(' '); column++; }
            sb.Append(word);
            column += word.Length;
        }
        return sb.ToString();
    }

    [MethodImpl(NI)]
    static string Join(List<Token> tokens)
    {
        string line = "";
        var parts = new List<string>();
        foreach (Token t in tokens)
        {
            line = line + t.Kind + ":" + t.Text.ToUpperInvariant() + " ";
            if (line.Length > 70) { parts.Add(line.TrimEnd()); line = ""; }
        }
        return string.Join("|", parts);
    }

    [MethodImpl(NI)]
    static ulong Fold(string s)
    {
        ulong h = 5381;
        for (int i = 0; i < s.Length; i++) h = h * 33 ^ s[i];
        return h;
    }

    [MethodImpl(NI)]
    static ulong Kernel(int rounds)
    {
        ulong h = 1;
        for (int r = 0; r < rounds; r++)
        {
            string source = MakeSource(200 + r % 3);
            List<Token> tokens = Tokenize(source);
            h = h * 31 + (ulong)tokens.Count;
            h ^= Fold(Escape(source));
            h += Fold(Encode(source));
            h ^= Fold(Wrap(source, 60));
            h += Fold(Join(tokens));
            for (int i = 0; i < 40; i++) h += (ulong)Distance(tokens[i].Text + source.Substring(i, 30), source.Substring(i * 50, 40));
        }
        return h;
    }

    static int Main(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0]) : Rounds;
        Kernel(1);
        var watch = Stopwatch.StartNew();
        ulong checksum = Kernel(rounds);
        watch.Stop();
        Console.WriteLine("text " + rounds + " " + checksum.ToString("x16"));
        Console.Error.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("F1"));
        return 0;
    }
}
