// Exercises FSharp.Core from C#: lists, options, maps, sets, sequences, functions, results, formatting, async, mailboxes.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;

internal static class Driver
{
    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static FSharpFunc<A, R> Fn<A, R>(Func<A, R> f) => FuncConvert.FromFunc(f);
    static FSharpFunc<A, FSharpFunc<B, R>> Fn<A, B, R>(Func<A, B, R> f) => FuncConvert.FromFunc(f);
    static string Join<T>(IEnumerable<T> xs) => string.Join(",", xs.Select(x => x?.ToString() ?? "null"));

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        int n = brief ? 4 : 500;
        FSharpList<int> list = ListModule.OfSeq(Enumerable.Range(1, n));
        FSharpList<string> words = ListModule.OfSeq("the quick brown fox jumps over the lazy dog again and again".Split(' '));
        Section("list", () => list.Length + "," + list.Head + "," + ListModule.Sum(list) + "," + ListModule.Fold(Fn<long, int, long>((a, x) => a * 31 + x), 7L, list) + "," + Join(ListModule.Take(5, ListModule.Reverse(list))));
        Section("list map", () => Join(ListModule.Take(8, ListModule.Map(Fn<int, string>(x => "m" + x), ListModule.Filter(Fn<int, bool>(x => x % 3 == 0), ListModule.Append(list, list))))));
        Section("list group", () => Join(ListModule.GroupBy(Fn<string, int>(w => w.Length), words).Select(t => t.Item1 + ":" + Join(t.Item2))));
        Section("list sort", () => Join(ListModule.SortWith(Fn<string, string, int>((a, b) => string.CompareOrdinal(b, a)), words)) + "|" + Join(ListModule.Sort(words)) + "|" + Join(ListModule.SortBy(Fn<string, int>(w => -w.Length), words)) + "|" + Join(ListModule.Distinct(words)));
        Section("list zip", () => Join(ListModule.Zip(words, ListModule.Take(words.Length, ListModule.Append(list, list)))) + Join(ListModule.Pairwise(words)) + Join(ListModule.ChunkBySize(5, words).Select(c => c.Length)) + Join(ListModule.Windowed(3, words).Select(w => Join(w))));
        Section("list fail", () => ListModule.Head(FSharpList<int>.Empty).ToString());
        Section("list fail 2", () => ListModule.Find(Fn<int, bool>(x => x < 0), list).ToString());
        Section("list text", () => ListModule.Take(4, list).ToString() + words.Tail.Tail + list.Equals(ListModule.OfSeq(Enumerable.Range(1, n))) + ListModule.Take(2, list).GetHashCode().Equals(ListModule.OfSeq(new[] { 1, 2 }).GetHashCode()));
        Section("cons", () => { FSharpList<double> l = FSharpList<double>.Empty; for (int i = 0; i < n; i++) l = FSharpList<double>.Cons(i / 2.0, l); double s = 0; while (!l.IsEmpty) { s = s * 0.5 + l.Head; l = l.Tail; } return s.ToString("F6"); });
        Section("option", () => { FSharpOption<int> some = FSharpOption<int>.Some(5), none = FSharpOption<int>.None; return some.Value + "," + OptionModule.IsSome(none) + "," + OptionModule.Map(Fn<int, string>(x => "o" + x), some).Value + "," + OptionModule.DefaultValue(9, none) + "," + OptionModule.Bind(Fn<int, FSharpOption<int>>(x => x > 3 ? some : none), some) + "," + OptionModule.ToList(some) + OptionModule.Count(none); });
        Section("valueoption", () => { var v = FSharpValueOption<string>.NewValueSome("vs"); return v.Value + ValueOption.IsNone(FSharpValueOption<string>.ValueNone) + v; });
        Section("result", () => { var ok = FSharpResult<int, string>.NewOk(4); var bad = FSharpResult<int, string>.NewError("bad"); return ResultModule.Map(Fn<int, int>(x => x * 2), ok).ResultValue + bad.ErrorValue + ResultModule.Bind(Fn<int, FSharpResult<int, string>>(x => bad), ok).IsError + ok; });
        FSharpMap<string, int> map = MapModule.Empty<string, int>();
        for (int i = 0; i < n; i++) map = map.Add("k" + i * 7919 % 1000, i);
        Section("map", () => map.Count + "," + map["k0"] + "," + map.ContainsKey("zz") + "," + MapModule.TryFind("k919", map) + "," + Join(map.Take(5)) + "," + MapModule.Fold(Fn3<long, string, int, long>((a, k, v) => a * 3 + k.Length + v), 1L, map) + "," + MapModule.Remove("k0", map).Count + "," + Join(MapModule.Filter(Fn<string, int, bool>((k, v) => v % 97 == 3), map)));
        Section("map missing", () => map["absent"].ToString());
        FSharpSet<int> set = SetModule.OfSeq(Enumerable.Range(0, n).Select(i => i * i % 101));
        Section("set", () => set.Count + "," + Join(set.Take(9)) + "," + SetModule.Union(set, SetModule.OfSeq(new[] { -5, 1000 })).MinimumElement + "," + SetModule.Intersect(set, SetModule.OfSeq(Enumerable.Range(0, 20))).Count + "," + SetModule.Difference(set, SetModule.OfSeq(Enumerable.Range(0, 50))).Count + "," + set.IsSubsetOf(set.Add(7777)) + "," + Join(SetModule.Map(Fn<int, int>(x => x / 10), set)) + "," + set.Remove(0).Contains(0));
        Section("set tuples", () => Join(SetModule.OfSeq(new[] { Tuple.Create(2, "b"), Tuple.Create(1, "z"), Tuple.Create(2, "a"), Tuple.Create(1, "z") })));
        Section("seq", () => Join(SeqModule.Truncate(6, SeqModule.Map(Fn<int, int>(x => x * x), SeqModule.Filter(Fn<int, bool>(x => x % 7 == 1), list)))) + "|" + Join(SeqModule.Unfold(Fn<(int, int), FSharpOption<Tuple<int, (int, int)>>>(s => s.Item1 > 500 ? null : FSharpOption<Tuple<int, (int, int)>>.Some(Tuple.Create(s.Item1, (s.Item2, s.Item1 + s.Item2)))), (0, 1))) + "|" + Join(SeqModule.Scan(Fn<int, int, int>((a, b) => a + b), 0, SeqModule.Take(5, list))) + "|" + SeqModule.Fold(Fn<int, int, int>((a, b) => a ^ b), 0, SeqModule.InitializeInfinite(Fn<int, int>(i => i)).Take(n)));
        Section("seq 2", () => Join(SeqModule.CountBy(Fn<string, char>(w => w[0]), words)) + Join(SeqModule.Collect<int, IEnumerable<int>, int>(Fn<int, IEnumerable<int>>(x => Enumerable.Repeat(x, x)), new[] { 1, 2, 3 })) + SeqModule.MaxBy(Fn<string, int>(w => w.Length), words) + SeqModule.Average(new[] { 1.0, 2.5 }) + Join(SeqModule.Cache(SeqModule.Skip(2, words))) + Join(SeqModule.Zip(words, list)) + SeqModule.ExactlyOne(new[] { "x" }) + Join(SeqModule.Distinct(words)) + SeqModule.Reduce(Fn<string, string, string>((a, b) => a + b[0]), words));
        Section("array", () => { int[] a = ArrayModule.OfList(list); return Join(ArrayModule.Take(5, ArrayModule.SortDescending(a))) + ArrayModule.Sum(a) + Join(ArrayModule.Partition(Fn<int, bool>(x => x < 3), a).Item1) + ArrayModule.FoldBack(Fn<int, long, long>((x, s) => s * 3 + x), a, 1L); });
        Section("array2d", () => { int[,] a = Array2DModule.Initialize(3, 4, Fn<int, int, int>((i, j) => i * 10 + j)); return Array2DModule.Length2(a) + Join(Array2DModule.Map(Fn<int, string>(x => "c" + x), a).Cast<string>()); });
        Section("functions", () => { FSharpFunc<int, FSharpFunc<int, int>> add = Fn<int, int, int>((a, b) => a * 10 + b); FSharpFunc<int, int> add3 = add.Invoke(3); return add3.Invoke(4) + "," + FSharpFunc<int, int>.InvokeFast(add, 5, 6) + "," + FuncConvert.ToFSharpFunc<int, string>(x => "c" + x).Invoke(8); });
        Section("ref", () => { var r = new FSharpRef<int>(5); r.Value += 10; return r.Value + r.ToString(); });
        Section("lazy", () => { int calls = 0; Lazy<int> l = LazyExtensions.Create(Fn<Unit, int>(u => ++calls * 7)); return l.Value + l.Value + "," + calls; });
        Section("choice", () => { FSharpChoice<int, string> c = FSharpChoice<int, string>.NewChoice2Of2("two"); return c.IsChoice2Of2 + ((FSharpChoice<int, string>.Choice2Of2)c).Item; });
        Section("strings", () => StringModule.Map(Fn<char, char>(c => (char)(c + 1)), "HAL") + StringModule.Replicate(3, "ab") + StringModule.Concat("-", words) + StringModule.Collect(Fn<char, string>(c => c + "."), "xyz") + StringModule.Exists(Fn<char, bool>(char.IsDigit), "a1"));
        Section("compare", () => LanguagePrimitives.GenericEquality(ListModule.Take(3, list), ListModule.OfSeq(new[] { 1, 2, 3 })) + "," + LanguagePrimitives.GenericComparison(Tuple.Create(1, "b"), Tuple.Create(1, "a")) + "," + LanguagePrimitives.GenericEquality(new[] { 1, 2 }, new[] { 1, 2 }) + "," + LanguagePrimitives.GenericLessThan("a", "b") + "," + LanguagePrimitives.GenericMaximum(3.5, 2.5) + "," + LanguagePrimitives.GenericComparison(map, map.Add("a", 1)) + "," + LanguagePrimitives.ParseInt32("0x1F"));
        Section("operators", () => Operators.Compare(3, 4) + "," + Operators.Max("a", "b") + "," + Join(Operators.OperatorIntrinsics.RangeInt32(1, 3, 10)) + "," + Join(Operators.OperatorIntrinsics.RangeDouble(0, 0.5, 2)) + "," + Operators.OperatorIntrinsics.PowDouble(2.0, 10) + "," + BigInteger.Pow(new BigInteger(7), 40));
        if (!brief) Section("printf", () => ExtraTopLevelOperators.PrintFormatToString(new PrintfFormat<FSharpFunc<int, FSharpFunc<string, string>>, Unit, string, string, Tuple<int, string>>("%05d|%-6s|")).Invoke(42).Invoke("ab") + ExtraTopLevelOperators.PrintFormatToString(new PrintfFormat<FSharpFunc<double, FSharpFunc<FSharpList<int>, string>>, Unit, string, string, Tuple<double, FSharpList<int>>>("%8.3f %A")).Invoke(3.14159).Invoke(ListModule.Take(4, list)));
        if (!brief) Section("print any", () => { var f = new PrintfFormat<FSharpFunc<object, string>, Unit, string, string, object>("%A"); FSharpFunc<object, string> p = ExtraTopLevelOperators.PrintFormatToString(f); return string.Join("\n", new object[] { FSharpOption<int>.Some(3), Tuple.Create(1, "two", 3.5), new[] { "x", "y" }, MapModule.OfSeq(new[] { Tuple.Create(1, "one") }), SetModule.OfSeq(new[] { 3, 1 }), FSharpResult<int, string>.NewOk(1), DayOfWeek.Friday, 1.5m }.Select(p.Invoke)); });
        if (brief) return 0;
        Section("async", () =>
        {
            FSharpAsyncBuilder b = ExtraTopLevelOperators.DefaultAsyncBuilder;
            FSharpAsync<int> one = b.Delay(Fn<Unit, FSharpAsync<int>>(u => b.Bind(b.Return(20), Fn<int, FSharpAsync<int>>(x => b.Return(x * 2)))));
            FSharpAsync<int> failing = b.TryWith(b.Delay(Fn<Unit, FSharpAsync<int>>(u => throw new InvalidOperationException("async"))), Fn<Exception, FSharpAsync<int>>(e => b.Return(e.Message.Length)));
            FSharpAsync<int[]> all = FSharpAsync.Parallel(Enumerable.Range(0, 8).Select(i => b.Bind(b.Return(i), Fn<int, FSharpAsync<int>>(x => b.Return(x * x)))));
            return FSharpAsync.RunSynchronously(one, null, null) + "," + FSharpAsync.RunSynchronously(failing, null, null) + "," + Join(FSharpAsync.RunSynchronously(all, null, null)) + "," + FSharpAsync.StartAsTask(one, null, null).Result;
        });
        Section("event", () => { var e = new FSharpEvent<int>(); int total = 0; EventModule.Add(Fn<int, Unit>(x => { total += x; return null; }), EventModule.Filter<int, FSharpHandler<int>>(Fn<int, bool>(x => x > 2), e.Publish)); for (int i = 0; i < 6; i++) e.Trigger(i); return total.ToString(); });
        Section("query", () => Join(ListModule.Unzip(ListModule.Map(Fn<string, Tuple<int, char>>(w => Tuple.Create(w.Length, w[0])), words)).Item1) + ListModule.Contains("fox", words) + ListModule.FindIndex(Fn<string, bool>(w => w == "fox"), words) + Join(ListModule.Transpose(new[] { ListModule.OfSeq(new[] { 1, 2 }), ListModule.OfSeq(new[] { 3, 4 }) }).Select(x => Join(x))) + Join(ListModule.MapFold(Fn<int, int, Tuple<int, int>>((s, x) => Tuple.Create(s + x, s * x)), 1, ListModule.Take(4, list)).Item1));
        Section("large", () => { FSharpMap<int, FSharpList<int>> m = MapModule.Empty<int, FSharpList<int>>(); for (int i = 0; i < n * 4; i++) { int k = i * 31 % 57; m = m.Add(k, FSharpList<int>.Cons(i, OptionModule.DefaultValue(FSharpList<int>.Empty, MapModule.TryFind(k, m)))); } return MapModule.Fold(Fn3<long, int, FSharpList<int>, long>((a, k, v) => a * 7 + k * v.Length + ListModule.Sum(v)), 0L, m).ToString(); });
        return 0;
    }

    static FSharpFunc<A, FSharpFunc<B, FSharpFunc<C, R>>> Fn3<A, B, C, R>(Func<A, B, C, R> f) => FuncConvert.FromFunc(f);
}
