// Steady state: generic code over dictionaries, lists and own collections, with value-type and reference arguments.
// usage: dictionaries [rounds]; the checksum goes to stdout, the kernel's milliseconds to stderr.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;

internal readonly struct Key : IEquatable<Key>
{
    public readonly int A, B;
    public Key(int a, int b) { A = a; B = b; }
    public bool Equals(Key o) => A == o.A && B == o.B;
    public override bool Equals(object o) => o is Key k && Equals(k);
    public override int GetHashCode() => A * 397 ^ B;
}

internal sealed class Table<K, V>
{
    struct Slot { public K Key; public V Value; public int Next; }
    int[] buckets = new int[16];
    Slot[] slots = new Slot[16];
    readonly Func<K, int> hash;
    public int Count { get; private set; }
    public Table(Func<K, int> hash) => this.hash = hash;

    public ref V this[K key]
    {
        get
        {
            int h = hash(key) & 0x7FFFFFFF;
            for (int i = buckets[h % buckets.Length]; i != 0; i = slots[i - 1].Next)
                if (EqualityComparer<K>.Default.Equals(slots[i - 1].Key, key)) return ref slots[i - 1].Value;
            if (Count == slots.Length) Grow();
            int b = h % buckets.Length;
            slots[Count].Key = key;
            slots[Count].Next = buckets[b];
            buckets[b] = ++Count;
            return ref slots[Count - 1].Value;
        }
    }

    void Grow()
    {
        Array.Resize(ref slots, slots.Length * 2);
        buckets = new int[slots.Length];
        for (int i = 0; i < Count; i++)
        {
            int b = (hash(slots[i].Key) & 0x7FFFFFFF) % buckets.Length;
            slots[i].Next = buckets[b];
            buckets[b] = i + 1;
        }
    }

    public IEnumerable<(K, V)> Items() { for (int i = 0; i < Count; i++) yield return (slots[i].Key, slots[i].Value); }
}

internal sealed class Heap<T> where T : IComparable<T>
{
    readonly List<T> items = new List<T>();
    public int Count => items.Count;

    public void Push(T v)
    {
        items.Add(v);
        int i = items.Count - 1;
        while (i > 0 && items[(i - 1) / 2].CompareTo(items[i]) > 0)
        {
            (items[i], items[(i - 1) / 2]) = (items[(i - 1) / 2], items[i]);
            i = (i - 1) / 2;
        }
    }

    public T Pop()
    {
        T top = items[0];
        items[0] = items[items.Count - 1];
        items.RemoveAt(items.Count - 1);
        for (int i = 0; ;)
        {
            int c = 2 * i + 1;
            if (c >= items.Count) return top;
            if (c + 1 < items.Count && items[c + 1].CompareTo(items[c]) < 0) c++;
            if (items[c].CompareTo(items[i]) >= 0) return top;
            (items[c], items[i]) = (items[i], items[c]);
            i = c;
        }
    }
}

internal static class Dictionaries
{
    const int Rounds = 100;
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)]
    static Dictionary<K, int> CountBy<T, K>(List<T> items, Func<T, K> key)
    {
        var counts = new Dictionary<K, int>();
        foreach (T item in items)
        {
            K k = key(item);
            counts.TryGetValue(k, out int n);
            counts[k] = n + 1;
        }
        return counts;
    }

    [MethodImpl(NI)]
    static long Total<K, V>(Dictionary<K, V> d, Func<K, V, long> f)
    {
        long s = 0;
        foreach (KeyValuePair<K, V> kv in d) s += f(kv.Key, kv.Value);
        return s;
    }

    [MethodImpl(NI)]
    static T Best<T>(List<T> items) where T : IComparable<T>
    {
        T best = items[0];
        for (int i = 1; i < items.Count; i++) if (items[i].CompareTo(best) > 0) best = items[i];
        return best;
    }

    [MethodImpl(NI)]
    static long HeapSort<T>(List<T> items, Func<T, long> f) where T : IComparable<T>
    {
        var heap = new Heap<T>();
        foreach (T v in items) heap.Push(v);
        long h = 0;
        while (heap.Count > 0) h = h * 3 + f(heap.Pop());
        return h;
    }

    [MethodImpl(NI)]
    static ulong Kernel(int rounds)
    {
        var numbers = new List<int>();
        var words = new List<string>();
        var longs = new List<long>();
        uint seed = 99;
        for (int i = 0; i < 5000; i++)
        {
            seed = seed * 1664525 + 1013904223;
            numbers.Add((int)(seed >> 10) % 3000);
            words.Add("w" + (seed >> 12) % 700);
            longs.Add((long)seed << 20);
        }
        ulong h = 1;
        for (int r = 0; r < rounds; r++)
        {
            h = h * 31 + (ulong)Total(CountBy(numbers, x => x % 1000), (k, v) => k * v);
            h += (ulong)Total(CountBy(words, w => w), (k, v) => k.Length * v);
            h += (ulong)Total(CountBy(numbers, x => new Key(x % 50, x / 100)), (k, v) => k.A * v - k.B);
            h += (ulong)Total(CountBy(words, w => w.Length), (k, v) => k * v);
            h += (ulong)CountBy(longs, x => (x >> 30) % 500).Count;
            var table = new Table<Key, long>(k => k.A * 31 + k.B);
            foreach (int x in numbers) table[new Key(x & 63, x >> 6)] += x;
            foreach ((Key k, long v) in table.Items()) h += (ulong)(k.A ^ v);
            var names = new Table<string, List<int>>(s => s.Length * 31 + s[s.Length - 1]);
            for (int i = 0; i < 300; i++) (names[words[i]] ??= new List<int>()).Add(i);
            foreach ((string k, List<int> v) in names.Items()) h += (ulong)(k.Length * v.Count + v[0]);
            h += (ulong)HeapSort(numbers, x => x) + (ulong)HeapSort(longs, x => x >> 20);
            h += (ulong)(Best(numbers) + Best(longs) + string.CompareOrdinal(Best(words), "w"));
            var set = new HashSet<Key>();
            foreach (int x in numbers) set.Add(new Key(x, x & 7));
            h += (ulong)set.Count;
            h += (ulong)numbers.Where(x => x % 3 == 0).Select(x => (long)x * x).Sum();
            h += (ulong)words.GroupBy(w => w[w.Length - 1]).OrderBy(g => g.Key).Select(g => g.Count() * g.Key).Aggregate(0, (a, b) => a * 7 + b);
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
        Console.WriteLine("dictionaries " + rounds + " " + checksum.ToString("x16"));
        Console.Error.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("F1"));
        return 0;
    }
}
