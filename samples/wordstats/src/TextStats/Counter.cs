// Counting things: a multiset with the most frequent entries, and n-grams over a sliding window.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace TextStats;

public readonly struct Counted<T>
{
    public readonly T Item;
    public readonly int Count;

    public Counted(T item, int count)
    {
        Item = item;
        Count = count;
    }

    public void Deconstruct(out T item, out int count) => (item, count) = (Item, Count);
}

public sealed class Counter<T> : IEnumerable<Counted<T>> where T : notnull
{
    private readonly Dictionary<T, int> counts;
    private readonly IComparer<T> order;

    public Counter(IEqualityComparer<T> equality, IComparer<T> order)
    {
        counts = new Dictionary<T, int>(equality);
        this.order = order;
    }

    public int Total { get; private set; }

    public int Distinct => counts.Count;

    public int this[T item] => counts.TryGetValue(item, out int n) ? n : 0;

    public void Add(T item, int times = 1)
    {
        counts[item] = this[item] + times;
        Total += times;
    }

    public void AddRange(IEnumerable<T> items)
    {
        foreach (T item in items) Add(item);
    }

    public Counter<T> Merge(Counter<T> other)
    {
        foreach (Counted<T> c in other) Add(c.Item, c.Count);
        return this;
    }

    public IReadOnlyList<Counted<T>> Top(int n)
    {
        List<Counted<T>> all = this.ToList();
        all.Sort((a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : order.Compare(a.Item, b.Item));
        return all.Count <= n ? all : all.GetRange(0, n);
    }

    public double Entropy()
    {
        double h = 0;
        foreach (Counted<T> c in Top(int.MaxValue))
        {
            double p = (double)c.Count / Total;
            h -= p * Math.Log2(p);
        }
        return h;
    }

    public int Once => counts.Values.Count(v => v == 1);

    public IEnumerator<Counted<T>> GetEnumerator()
    {
        foreach (KeyValuePair<T, int> kv in counts) yield return new Counted<T>(kv.Key, kv.Value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public static class NGrams
{
    public static IEnumerable<string> Of(IEnumerable<string> words, int n)
    {
        var window = new Queue<string>(n);
        foreach (string word in words)
        {
            window.Enqueue(word);
            if (window.Count > n) window.Dequeue();
            if (window.Count == n) yield return string.Join(" ", window);
        }
    }

    public static Counter<string> Letters(string word, int n)
    {
        var counter = new Counter<string>(StringComparer.Ordinal, StringComparer.Ordinal);
        string padded = " " + word + " ";
        for (int i = 0; i + n <= padded.Length; i++) counter.Add(padded.Substring(i, n));
        return counter;
    }
}
