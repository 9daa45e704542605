// Small callees: what must not change when their bodies take the place of the calls.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

internal struct Pair
{
    public int A;
    public string Name;
    public long B;
    public Pair(int a, string name, long b) { A = a; Name = name; B = b; }
    public int Sum() => A + (int)B;
    public void Grow(int by) { A += by; B *= 2; }
    public Pair With(string name) => new Pair(A, name, B);
}

internal struct Small
{
    public short Value;
    public Small(int value) { Value = (short)value; }
    public static Small operator +(Small x, Small y) => new Small(x.Value + y.Value);
}

internal sealed class Precise
{
    public static readonly List<string> Log = new List<string>();
    public static int Count;
    static Precise() { Log.Add("cctor"); Count = 10; }
    public static int Next() => ++Count;
}

internal class Node
{
    public Node Left;
    public int Weight;
    public int GetWeight() => Weight;
    public Node GetLeft() => Left;
    public int this[int i] { get => Weight + i; set => Weight = value - i; }
}

internal sealed class Box<T>
{
    public T Value;
    public Box(T value) { Value = value; }
    public T Get() => Value;
    public bool Is<U>() => Value is U;
    public string Describe() => Name() + ":" + Get();
    string Name() => typeof(T).Name;
    public T[] Twice() => Make(2);
    T[] Make(int n) { var all = new T[n]; for (int i = 0; i < n; i++) all[i] = Get(); return all; }
}

internal static class Inlining
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static int seen;

    static int Add(int a, int b) => a + b;
    static int Max(int a, int b) => a > b ? a : b;
    static int Sign(int a) { if (a < 0) return -1; if (a > 0) return 1; return 0; }
    static int Reassign(int a) { a = a * 3; a++; return a; }
    static byte Truncate(int a) => (byte)a;
    static int TakeByte(byte b) => b;
    static int Note(int value) { seen = seen * 31 + value; return value; }
    static void Swap(ref int a, ref int b) { int t = a; a = b; b = t; }
    static int AddressOf(int a) { Bump(ref a); return a; }
    static void Bump(ref int a) => a++;
    static ref int Element(int[] all, int i) => ref all[i];
    static int Fact(int n) => n < 2 ? 1 : n * Fact(n - 1);
    static int Local(int a) { int zero; unsafe { int fresh = default; zero = fresh; fresh += a; Bump(ref fresh); return fresh + zero; } }
    static Pair Choose(bool first, Pair x, Pair y) => first ? x : y;
    static int ChangeCopy(Pair p) { p.A = 100; p.Grow(1); return p.Sum(); }
    static T Same<T>(T value) => value;
    static int Checked(int a, int b) => checked(a + b);
    static string Text(object o) => o == null ? "null" : o.ToString();
    static double Half(float f) => f / 2;
    static long Widen(int a) => a;
    static bool Between(uint x, uint low, uint high) => x >= low && x <= high;

    [MethodImpl(NI)]
    static int Order(int n)
    {
        seen = 1;
        int sum = Add(Note(n), Add(Note(n + 1), Note(n + 2))) + Max(Note(3), Note(4));
        return sum * 1000 + seen;
    }

    [MethodImpl(NI)]
    static int Loop(int n)
    {
        int sum = 0;
        for (int i = 0; i < n; i++) sum += Local(i) + Sign(i - 3) + Reassign(i) + AddressOf(i);
        return sum;
    }

    [MethodImpl(NI)]
    static string Structs(int n)
    {
        var p = new Pair(n, "p", 7);
        var q = p.With("q" + n);
        int changed = ChangeCopy(p);
        q.Grow(n);
        var r = Choose(n % 2 == 0, p, q);
        var s = new Small(n) + new Small(32767);
        return $"{p.Sum()} {q.Name} {q.Sum()} {changed} {r.Name} {r.A} {s.Value} {Same(q).Name} {Same(q).B}";
    }

    [MethodImpl(NI)]
    static string Throws(Node node, int[] all, int i)
    {
        string log = "";
        try { log += node.GetWeight(); } catch (NullReferenceException) { log += "null "; } finally { log += "f "; }
        try { log += node.GetLeft().GetLeft() == null; } catch (NullReferenceException) { log += "left "; }
        try { log += Element(all, i); Element(all, i)++; } catch (IndexOutOfRangeException) { log += "index "; }
        try { log += Checked(int.MaxValue - 1, i); } catch (OverflowException) { log += "overflow "; }
        try { node[i] = 5; log += node[i]; } catch (NullReferenceException) { log += "indexer "; }
        return log;
    }

    [MethodImpl(NI)]
    static string Statics()
    {
        Precise.Log.Add("before");
        int a = Precise.Next();
        return a + Precise.Next() + string.Join(",", Precise.Log);
    }

    [MethodImpl(NI)]
    static string Generic<T>(T value)
    {
        var box = new Box<T>(value);
        return box.Describe() + " " + box.Is<string>() + box.Is<int>() + " " + box.Twice().GetType().Name + Same(box).Get() + Text(Same<object>(value));
    }

    [MethodImpl(NI)]
    static int Garbage(int n)
    {
        int sum = 0;
        for (int i = 0; i < n; i++)
        {
            var p = new Pair(i, new string('x', i % 50), i).With("y" + i);
            var q = Choose(i % 3 == 0, p, new Pair(i, Same(p.Name + p.A), 2));
            GC.KeepAlive(new byte[100]);
            sum += q.Name.Length + q.Sum() + new Box<Pair>(q).Get().Name.Length;
        }
        return sum;
    }

    [MethodImpl(NI)]
    static string Text(string text, int at)
    {
        string log = "";
        int sum = 0;
        for (int i = 0; i < text.Length; i++) sum = sum * 31 + text[i];
        log += sum + " ";
        try { log += text[at]; } catch (IndexOutOfRangeException) { log += "index "; }
        try { log += text[text.Length]; } catch (IndexOutOfRangeException) { log += "length "; }
        return log;
    }

    [MethodImpl(NI)]
    static string Nulls(string text)
    {
        string log = "";
        try { log += text.Length; } catch (NullReferenceException) { log += "null "; }
        try { log += text[0]; } catch (NullReferenceException) { log += "null "; }
        return log;
    }

    [MethodImpl(NI)]
    static long Spans(Span<int> numbers, ReadOnlySpan<char> text, Span<Pair> pairs, ReadOnlySpan<string> names, int at)
    {
        long sum = numbers.IsEmpty ? 1 : 0;
        for (int i = 0; i < numbers.Length; i++) { numbers[i] += i; sum += numbers[i]; }
        foreach (char c in text) sum = sum * 7 + c;
        for (int i = 0; i < pairs.Length; i++) { pairs[i].Grow(i); pairs[i].Name += names[i]; sum += pairs[i].Sum() + pairs[i].Name.Length; }
        try { sum += numbers[at]; } catch (IndexOutOfRangeException) { sum += 1000; }
        try { sum += names[at].Length; } catch (IndexOutOfRangeException) { sum += 10000; }
        return sum;
    }

    [MethodImpl(NI)]
    static string Numbers(double d, float f, long bits) =>
        $"{Math.Sqrt(d)} {MathF.Sqrt(f)} {Math.Abs(d)} {Math.Abs(f)} {MathF.Abs(-f)} {BitConverter.DoubleToInt64Bits(d)} " +
        $"{BitConverter.Int64BitsToDouble(bits)} {BitConverter.SingleToInt32Bits(f)} {BitConverter.Int32BitsToSingle((int)bits)} " +
        $"{BitConverter.DoubleToUInt64Bits(-d)} {BitConverter.UInt32BitsToSingle((uint)bits)}";

    static int Main(string[] args)
    {
        int n = args.Length > 0 ? 40 : 4000;
        Console.WriteLine(Order(5) + " " + Loop(20) + " " + Fact(10));
        for (int i = 0; i < 4; i++) Console.WriteLine(Structs(i));
        int x = 1, y = 2;
        Swap(ref x, ref y);
        Console.WriteLine($"{x}{y} {Truncate(300)} {TakeByte(Truncate(-1))} {Half(3)} {Widen(-5)} {Between(5, 1, 9)} {Between(uint.MaxValue, 1, 9)}");
        var all = new[] { 1, 2, 3 };
        Console.WriteLine(Throws(new Node { Weight = 4, Left = new Node() }, all, 1) + "|" + Throws(null, all, 7) + "|" + all[1]);
        Console.WriteLine(Statics());
        Console.WriteLine(Generic("text") + " " + Generic(5) + " " + Generic<object>(null) + " " + Generic(2.5));
        Console.WriteLine(Garbage(n) > 0);
        Console.WriteLine(Text("some text", 3) + "|" + Text("", 0) + "|" + Text("x", -1) + "|" + Nulls(null) + "|" + Nulls("ab"));
        var pairs = new[] { new Pair(1, "a", 2), new Pair(3, null, 4) };
        Console.WriteLine(Spans(all, "span", pairs, new[] { "x", "yz" }, 1) + " " + Spans(default, default, default, default, 0) + " " + Spans(all, "s", pairs, new[] { "x", "yz" }, -1));
        Console.WriteLine(Numbers(2.25, -0.0f, 4611686018427387904) + " " + Numbers(double.NaN, float.NegativeInfinity, -1) + " " + Numbers(-0.0, 9, 1));
        return 0;
    }
}
