// Exceptions that the framework throws, and deep stacks of handlers.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Xml;

internal static class Faults
{
    static int Deep(int depth)
    {
        try
        {
            if (depth == 0) throw new ArgumentException("deep");
            return Deep(depth - 1) + 1;
        }
        catch (ArgumentException e) when (e.Message == "shallow")
        {
            return 0;
        }
        finally
        {
            if (depth % 10 == 0) Console.Write(depth + " ");
        }
    }

    public static void Run(int size)
    {
        Expect(() => Deep(20 * size));
        Expect(() => new Dictionary<string, int>()["missing"]);
        Expect(() => Enumerable.Empty<int>().First());
        Expect(() => Enumerable.Range(0, 2).Single());
        Expect(() => default(ImmutableArray<int>).Length);
        Expect(() => XmlConvert.ToInt32("zz"));
        Expect(() => new Queue<int>().Dequeue());
        Expect(() => ImmutableStack<int>.Empty.Pop());
        Expect(() => new SortedList<int, int> { { 1, 1 }, { 1, 2 } });
        Expect(() => JsonDocument.Parse("{}").RootElement.GetProperty("none"));
        Expect(() => typeof(Faults).GetMethod(nameof(Throws), BindingFlags.NonPublic | BindingFlags.Static).Invoke(null, null));
        Expect(() => new List<int> { 1, 2, 3 }.Select(x => x / (x - 2)).ToList());
        Expect(() => new PriorityQueue<int, int>(-1));
        var list = new List<int> { 1 };
        Expect(() => list.Aggregate(0, (_, x) => { list.Add(x); return x; }));
        try
        {
            ExceptionDispatchInfo.Capture(new TimeoutException("kept")).Throw();
        }
        catch (TimeoutException e)
        {
            Out.P("rethrown", e.Message + " " + e.StackTrace.Contains(nameof(Run)));
        }
    }

    static void Throws() => throw new NotSupportedException("inner");

    static void Expect<T>(Func<T> action)
    {
        try
        {
            Out.P("no exception", action().ToString());
        }
        catch (Exception e)
        {
            Out.P(e.GetType().Name, e.Message + (e.InnerException is { } inner ? " / " + inner.Message : ""));
        }
    }
}
