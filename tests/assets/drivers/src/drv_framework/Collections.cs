// Mutable, specialised, concurrent, immutable and frozen collections.
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Linq;

internal static class Collections
{
    public static void Run(int size)
    {
        Sorted(size);
        Queues(size);
        Specialised(size);
    }

    static IEnumerable<int> Scattered(int size) => Enumerable.Range(0, 40 * size).Select(i => i * 7919 % 101);

    static void Sorted(int size)
    {
        var dictionary = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var list = new SortedList<int, string>();
        var set = new SortedSet<decimal>();
        var pairs = new HashSet<(int, string)>();
        foreach (int key in Scattered(size))
        {
            dictionary["key" + key] = key;
            list[key] = "value" + key;
            set.Add(key / 2m);
            pairs.Add((key, "s" + key % 7));
        }
        Out.P("sorted dictionary", string.Join(",", dictionary.Select(pair => pair.Key + pair.Value)));
        Out.P("sorted list", string.Join(",", list.Values) + list.IndexOfKey(15));
        Out.P("sorted set", string.Join(",", set.GetViewBetween(5, 9)) + set.Max + string.Join(",", set.Reverse().Take(3)));
        pairs.SymmetricExceptWith(new[] { (1, "s1"), (999, "x") });
        Out.P("hash set", pairs.Count + " " + pairs.Contains((999, "x")) + pairs.RemoveWhere(pair => pair.Item1 > 50));
    }

    static void Queues(int size)
    {
        var linked = new LinkedList<double>();
        var priority = new PriorityQueue<string, int>();
        var stack = new Stack<Guid>();
        var queue = new Queue<char>();
        foreach (int key in Scattered(size))
        {
            linked.AddLast(key / 3.0);
            if (key % 5 == 0) linked.RemoveFirst();
            priority.Enqueue("job" + key, key * 1000 + priority.Count);
            stack.Push(new Guid(key, 1, 2, new byte[8]));
            queue.Enqueue((char)('a' + key % 26));
            if (key % 3 == 0) queue.Dequeue();
        }
        Out.P("linked", linked.Sum());
        while (priority.TryDequeue(out string job, out int order)) Console.Write(job + ":" + order + " ");
        Console.WriteLine();
        Out.P("stack", string.Join(",", stack.Take(2)));
        Out.P("queue", string.Concat(queue));
    }

    static void Specialised(int size)
    {
        var bits = new BitArray(100);
        var ordered = new OrderedDictionary();
        var names = new NameValueCollection();
        var old = new Hashtable();
        foreach (int key in Scattered(size))
        {
            bits[key % 100] ^= true;
            ordered[(object)("key" + key)] = key;
            names.Add("key" + key % 5, "value" + key);
            old[key] = key.ToString();
        }
        Out.P("bits", string.Concat(bits.Cast<bool>().Select(bit => bit ? 1 : 0)));
        foreach (DictionaryEntry entry in ordered) Console.Write(entry.Key + "=" + entry.Value + " ");
        Console.WriteLine();
        foreach (string key in names) Out.P(key, names[key]);
        Out.P("hashtable", old.Values.Cast<string>().Order(StringComparer.Ordinal).First());
        var observed = new ObservableCollection<int>();
        observed.CollectionChanged += (_, e) => Out.P("changed", e.Action + " " + e.NewStartingIndex);
        observed.Add(5);
        observed.Insert(0, 6);
        observed.Move(0, 1);
        observed.RemoveAt(0);
        var concurrent = new ConcurrentDictionary<string, int>();
        for (int i = 0; i < 50; i++) concurrent.AddOrUpdate("k" + i % 7, 1, (_, count) => count + i);
        Out.P("concurrent", string.Join(",", concurrent.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        var vector = new BitVector32(0);
        vector[4] = true;
        Out.P("vector", vector.ToString());
    }

    public static void Frozen(int size)
    {
        ImmutableList<int> list = ImmutableList<int>.Empty;
        ImmutableDictionary<string, int> dictionary = ImmutableDictionary<string, int>.Empty;
        ImmutableSortedSet<string> set = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        ImmutableArray<double>.Builder array = ImmutableArray.CreateBuilder<double>();
        foreach (int key in Scattered(size))
        {
            list = key % 4 == 0 ? list.Insert(list.Count / 2, key) : list.Add(key);
            dictionary = dictionary.SetItem("k" + key % 13, key);
            set = set.Add("s" + key % 29);
            array.Add(key / 8.0);
        }
        Out.P("list", string.Join(",", list.RemoveAll(x => x % 3 == 0).Sort()));
        Out.P("dictionary", string.Join(",", dictionary.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        Out.P("set", string.Join(",", set) + set.IndexOf("s5"));
        Out.P("array", array.ToImmutable().Slice(2, 6).Sum() + array.Count);
        Out.P("queue", string.Join(",", ImmutableQueue.CreateRange(list).Dequeue().Take(5)));
        FrozenDictionary<string, int> frozen = dictionary.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Out.P("frozen", frozen["K3"] + " " + frozen.ContainsKey("none") + " " + frozen.Count);
        FrozenSet<int> numbers = list.ToFrozenSet();
        Out.P("frozen set", numbers.Contains(50) + " " + numbers.Count + " " + numbers.IsSupersetOf(list));
    }
}
