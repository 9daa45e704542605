// LINQ to objects and its parallel form.
using System;
using System.Collections.Generic;
using System.Linq;

internal static class Queries
{
    static string List<T>(IEnumerable<T> items) => string.Join(",", items);

    public static void Run(int size)
    {
        IEnumerable<int> range = Enumerable.Range(0, 40 * size);
        Out.P("sorted", List(range.Where(x => x % 3 == 0).OrderByDescending(x => x % 7).ThenBy(x => -x).Take(20)));
        foreach (IGrouping<int, int> group in range.GroupBy(x => x % 5))
            Out.P("group", $"{group.Key} {group.Sum()} {group.Average()} {group.Max()} {group.Count()}");
        Out.P("zip", List(range.Zip(range.Skip(1), (x, y) => x * y).Chunk(7).Select(chunk => chunk.Sum())));
        Out.P("join", List(range.Join(range, x => x, y => y * 2, (x, y) => x + y).Distinct().Reverse()));
        Out.P("group join", List(range.Take(9).GroupJoin(range, x => x, y => y % 9, (x, ys) => x + ":" + ys.Count())));
        Out.P("fold", range.Aggregate(1L, (total, x) => (total * 31 + x) % 1000003));
        Out.P("tuples", List(range.Select(x => (x % 4, "s" + x % 3)).Distinct().Order()));
        foreach (IGrouping<int, double> group in range.ToLookup(x => x % 3, x => (double)x / 3))
            Out.P("lookup " + group.Key, group.Sum());
        Out.P("decimals", List(range.Select(x => (decimal)x / 4).SkipWhile(x => x < 3).TakeWhile(x => x < 6)));
        Out.P("float average", range.Select(x => (float)x).Average());
        Out.P("extremes", range.Min(x => -x) + " " + range.MaxBy(x => x % 17) + " " + range.MinBy(x => x ^ 21));
        Out.P("of type", List(new object[] { 1, "a", 2.5, 'c', null }.OfType<IComparable>()));
        Out.P("sets", List(range.Take(20).Except(range.Skip(5)).Union(range.Take(2)).Concat(range.Take(1))));
        var pairs = from x in range from y in Enumerable.Range(0, x % 4) let sum = x + y where sum % 5 == 1 select (x, y, sum);
        Out.P("pairs", List(pairs.TakeLast(12)));
        Out.P("by key", List(range.Take(9).UnionBy(range, x => x % 11).Append(-1).Prepend(-2)));
        Out.P("defaults", range.Where(x => x > 1000).DefaultIfEmpty(7).Single());
        Out.P("equal", range.ToHashSet().SetEquals(range.ToDictionary(x => x).Keys));
    }

    public static void Parallel(int size)
    {
        Out.P("sum", ParallelEnumerable.Range(0, 4000 * size).Where(x => x % 3 == 0).Select(x => (long)x * x).Sum());
        ParallelQuery<int> ordered = Enumerable.Range(0, 100).AsParallel().AsOrdered();
        Out.P("ordered", List(ordered.Where(x => x % 7 == 1).Select(x => x * 2)));
        var groups = Enumerable.Range(0, 1000).AsParallel().GroupBy(x => x % 10).Select(g => (g.Key, g.Sum()));
        Out.P("groups", List(groups.OrderBy(pair => pair.Key)));
        ParallelQuery<int> left = Enumerable.Range(0, 300).AsParallel();
        Out.P("join", left.Join(ParallelEnumerable.Range(0, 300), x => x, y => y / 2, (x, y) => x ^ y).Sum());
        Out.P("sorted", List(ParallelEnumerable.Range(0, 200).OrderBy(x => x * 37 % 101).ThenBy(x => x).Take(10)));
        Out.P("folded", ParallelEnumerable.Range(1, 500).Aggregate(0L, (sum, x) => sum + x, (a, b) => a + b, sum => sum * 2));
        try
        {
            ParallelEnumerable.Range(0, 50).Select(x => 10 / (x - 25)).Sum();
        }
        catch (AggregateException e)
        {
            Out.P("error", e.Flatten().InnerExceptions[0].Message);
        }
    }
}
