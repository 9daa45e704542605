// Words that look or sound alike: edit distance in a metric tree, and the Soundex code.
using System;
using System.Collections.Generic;

namespace TextStats;

public static class Distance
{
    public static int Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<int> row = b.Length < 64 ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}

public static class Soundex
{
    private const string Codes = "01230120022455012623010202";

    public static string Of(string word)
    {
        Span<char> code = stackalloc char[4] { '0', '0', '0', '0' };
        int n = 0;
        char last = '0';
        foreach (char raw in word)
        {
            char c = char.ToLowerInvariant(raw);
            if (c is < 'a' or > 'z') continue;
            char digit = Codes[c - 'a'];
            if (n == 0) code[n++] = char.ToUpperInvariant(c);
            else if (digit != '0' && digit != last) code[n++] = digit;
            if (c != 'h' && c != 'w') last = digit;
            if (n == 4) break;
        }
        return new string(code);
    }
}

public sealed class WordTree
{
    private sealed class Node
    {
        public readonly string Word;
        public readonly SortedDictionary<int, Node> Children = new();
        public Node(string word) => Word = word;
    }

    private Node root;
    public int Count { get; private set; }

    public void Add(string word)
    {
        if (root == null)
        {
            root = new Node(word);
            Count = 1;
            return;
        }
        Node node = root;
        while (true)
        {
            int d = Distance.Between(word, node.Word);
            if (d == 0) return;
            if (!node.Children.TryGetValue(d, out Node next))
            {
                node.Children.Add(d, new Node(word));
                Count++;
                return;
            }
            node = next;
        }
    }

    public List<(string Word, int Distance)> Near(string word, int limit)
    {
        var found = new List<(string Word, int Distance)>();
        var pending = new Stack<Node>();
        if (root != null) pending.Push(root);
        while (pending.TryPop(out Node node))
        {
            int d = Distance.Between(word, node.Word);
            if (d <= limit && d > 0) found.Add((node.Word, d));
            foreach (KeyValuePair<int, Node> child in node.Children)
                if (Math.Abs(child.Key - d) <= limit) pending.Push(child.Value);
        }
        found.Sort((x, y) => x.Distance != y.Distance ? x.Distance - y.Distance : string.CompareOrdinal(x.Word, y.Word));
        return found;
    }
}
