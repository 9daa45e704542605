// Struct semantics beyond plain copies: nesting, generic structs, instance methods, interfaces, ref returns, layout.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

internal struct Point
{
    public int X, Y;
    public Point(int x, int y) { X = x; Y = y; }
    [MethodImpl(MethodImplOptions.NoInlining)] public int Dot(Point o) => X * o.X + Y * o.Y;
    [MethodImpl(MethodImplOptions.NoInlining)] public void Move(int dx, int dy) { X += dx; Y += dy; }
    [MethodImpl(MethodImplOptions.NoInlining)] public Point Plus(Point o) => new Point(X + o.X, Y + o.Y);
    [MethodImpl(MethodImplOptions.NoInlining)] public static Point operator -(Point a, Point b) => new Point(a.X - b.X, a.Y - b.Y);
    public override string ToString() => "(" + X.ToString() + "," + Y.ToString() + ")";
}

internal struct Line
{
    public Point A, B;
    public string Name;
    [MethodImpl(MethodImplOptions.NoInlining)] public Line Reverse() { Line r = this; r.A = B; r.B = A; return r; }
    public override string ToString() => Name + A.ToString() + B.ToString();
}

internal struct Deep
{
    public byte Tag;
    public Line L;
    public double W;
    public Point[] Ps;
}

internal struct Pair<A, B>
{
    public A First;
    public B Second;
    public Pair(A a, B b) { First = a; Second = b; }
    [MethodImpl(MethodImplOptions.NoInlining)] public Pair<B, A> Swap() => new Pair<B, A>(Second, First);
    public override string ToString() => "<" + First + "|" + Second + ">";
}

internal interface ICounter { int Next(); int Count { get; } }

internal struct Counter : ICounter
{
    int count;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Next() => ++count;
    public int Count { [MethodImpl(MethodImplOptions.NoInlining)] get => count; }
}

[StructLayout(LayoutKind.Explicit)]
internal struct Overlay
{
    [FieldOffset(0)] public long L;
    [FieldOffset(0)] public int Lo;
    [FieldOffset(4)] public int Hi;
    [FieldOffset(0)] public double D;
    [FieldOffset(3)] public byte B3;
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Packed { public byte A; public int B; public byte C; public long D; }

internal struct Empty { }

internal readonly struct ReadOnlyThing
{
    public readonly int A;
    public readonly string S;
    public ReadOnlyThing(int a, string s) { A = a; S = s; }
    [MethodImpl(MethodImplOptions.NoInlining)] public int Length() => A + S.Length;
}

internal ref struct Window
{
    public Span<int> Data;
    public int Start;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Sum() { int s = Start; foreach (int v in Data) s += v; return s; }
}

internal unsafe struct Fixed { public fixed int Values[10]; public int After; }

internal static class Structs
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static Point staticPoint;
    static Line staticLine;

    [MethodImpl(NI)] static Line MakeLine(string n, int k) { Line l; l.A = new Point(k, k + 1); l.B = new Point(k + 2, k + 3); l.Name = n; return l; }
    [MethodImpl(NI)] static Deep MakeDeep(int k) { Deep d = default; d.Tag = (byte)k; d.L = MakeLine("deep" + k, k); d.W = k * 1.5; d.Ps = new[] { d.L.A, d.L.B }; return d; }
    [MethodImpl(NI)] static string ShowDeep(Deep d) => d.Tag + d.L.ToString() + d.W + d.Ps[1];
    [MethodImpl(NI)] static int NestedField(Deep d) => d.L.B.Y + d.L.A.X;
    [MethodImpl(NI)] static void NestedStore(ref Deep d, int v) { d.L.B.Y = v; d.Ps[0].X = v; d.L.A = d.Ps[0]; }
    [MethodImpl(NI)] static int Instance(Point p) { p.Move(1, 2); Point q = p; q.Move(3, 4); return p.Dot(q) + p.Plus(q).X * 100 + (q - p).Y; }
    [MethodImpl(NI)] static void StaticFields(int k) { staticPoint = new Point(k, -k); staticPoint.Move(5, 5); staticLine = MakeLine("static", k); staticLine.B = staticPoint; }
    [MethodImpl(NI)] static string Generic(int k) { var p = new Pair<int, string>(k, "v" + k); var q = p.Swap(); var r = new Pair<Pair<int, string>, Point>(p, new Point(k, k)); return q.ToString() + r.Swap() + r.First.Second; }
    [MethodImpl(NI)] static int Constrained<T>(ref T c) where T : ICounter { c.Next(); c.Next(); return c.Count; }
    [MethodImpl(NI)] static int Boxed(ICounter c) { c.Next(); return c.Next() * 10 + c.Count; }
    [MethodImpl(NI)] static string ObjectCalls(Point p) => p.ToString() + p.Equals(new Point(p.X, p.Y)) + p.Equals("x") + p.GetType().Name;
    [MethodImpl(NI)] static long OverlayTest(int hi, int lo) { Overlay o = default; o.Hi = hi; o.Lo = lo; o.B3 ^= 0xFF; return o.L; }
    [MethodImpl(NI)] static double OverlayDouble(long l) { Overlay o = default; o.L = l; return o.D; }
    [MethodImpl(NI)] static long PackedTest(Packed p) { p.B += p.A; p.D += p.B; return p.D * 3 + p.C; }
    [MethodImpl(NI)] static Packed MakePacked(int k) => new Packed { A = (byte)k, B = k * 1000, C = (byte)(k + 1), D = 1L << k };
    [MethodImpl(NI)] static int EmptyArg(int a, Empty e, int b) => a * 10 + b;
    [MethodImpl(NI)] static Empty EmptyReturn() => default;
    [MethodImpl(NI)] static int InParam(in ReadOnlyThing t, in Point p) => t.Length() + p.Dot(p);
    [MethodImpl(NI)] static ref int RefReturn(int[] a, int i) => ref a[i];
    [MethodImpl(NI)] static ref Point RefPoint(Line[] ls, int i) => ref ls[i].B;
    [MethodImpl(NI)] static int RefLocals(int[] a) { ref int x = ref RefReturn(a, 1); x += 5; ref int y = ref x; y *= 2; return a[1]; }
    [MethodImpl(NI)] static int RefStruct(int[] a) { Window w = default; w.Data = a.AsSpan(1, 3); w.Start = 100; w.Data[0] = 7; return w.Sum(); }
    [MethodImpl(NI)] static unsafe int FixedBuffer(int k) { Fixed f = default; for (int i = 0; i < 10; i++) f.Values[i] = i * k; f.After = 3; int s = f.After; for (int i = 0; i < 10; i++) s += f.Values[i]; return s; }
    [MethodImpl(NI)] static (int, string, double) Tuple(int k) => (k, "t" + k, k / 2.0);
    [MethodImpl(NI)] static string TupleUse((int a, string b, double c) t) => t.a + t.b + t.c;
    [MethodImpl(NI)] static int? Add(int? a, int? b) => a + b;
    [MethodImpl(NI)] static Point? MaybePoint(bool b) => b ? new Point(1, 2) : null;
    [MethodImpl(NI)] static decimal Money(decimal a, decimal b) => a * b + 0.01m;
    [MethodImpl(NI)] static DateTime Later(DateTime d, TimeSpan t) => d + t;
    [MethodImpl(NI)] static Guid PassGuid(Guid g, int i) => i > 0 ? g : Guid.Empty;
    [MethodImpl(NI)] static KeyValuePair<string, int> Kv(string s) => new KeyValuePair<string, int>(s, s.Length);
    [MethodImpl(NI)] static int ArrayOfStructs(int n)
    {
        Line[] ls = new Line[n];
        for (int i = 0; i < n; i++) ls[i] = MakeLine("l", i);
        int s = 0;
        for (int i = 0; i < n; i++) { ls[i].A.Move(i, i); RefPoint(ls, i).X = s & 15; ls[i] = ls[i].Reverse(); s += ls[i].A.X * 3 + ls[i].B.Y; }
        return s;
    }
    [MethodImpl(NI)] static bool Eq(Point a, Point b) => a.X == b.X & a.Y == b.Y;
    [MethodImpl(NI)] static Point[,] Matrix(int n) { var m = new Point[n, n]; for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) m[i, j] = new Point(i, j); m[1, 2].X += 40; return m; }

    static int Main()
    {
        Families.Run();
        Out.P("MakeLine", MakeLine("a", 1).ToString());
        Out.P("Reverse", MakeLine("a", 1).Reverse().ToString());
        Deep d = MakeDeep(3);
        Out.P("ShowDeep", ShowDeep(d));
        Out.P("NestedField", NestedField(d));
        NestedStore(ref d, 99);
        Out.P("NestedStore", ShowDeep(d));
        Out.P("Instance", Instance(new Point(2, 3)));
        StaticFields(7);
        Out.P("StaticFields", staticPoint.ToString() + staticLine);
        Out.P("Generic", Generic(4));
        Counter c = default;
        Out.P("Constrained", Constrained(ref c) * 10 + Constrained(ref c));
        Out.P("Boxed", Boxed(c) * 100 + c.Count);
        Out.P("ObjectCalls", ObjectCalls(new Point(8, 9)));
        Out.P("Overlay", OverlayTest(0x1234, 0x5678));
        Out.P("OverlayDouble", OverlayDouble(0x4000000000000000));
        Out.P("Packed", PackedTest(MakePacked(5)));
        Out.P("Empty", EmptyArg(4, EmptyReturn(), 2));
        Out.P("InParam", InParam(new ReadOnlyThing(3, "abc"), new Point(2, 2)));
        int[] a = { 1, 2, 3, 4, 5 };
        Out.P("RefLocals", RefLocals(a));
        Out.P("RefStruct", RefStruct(a));
        Out.P("FixedBuffer", FixedBuffer(6));
        Out.P("Tuple", TupleUse(Tuple(9)));
        Out.P("Nullable", (Add(1, 2) ?? -1) + (Add(1, null) ?? -1));
        Out.P("MaybePoint", MaybePoint(true).HasValue + MaybePoint(true).Value.ToString() + MaybePoint(false).HasValue);
        Out.P("Money", Money(1.5m, 2.25m).ToString());
        Out.P("Later", Later(new DateTime(2020, 1, 31), TimeSpan.FromHours(25)).Ticks);
        Out.P("PassGuid", PassGuid(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 1).ToString() + PassGuid(Guid.Empty, 0));
        Out.P("Kv", Kv("four").Key + Kv("four").Value);
        Out.P("ArrayOfStructs", ArrayOfStructs(20));
        Out.P("Eq", Eq(new Point(1, 2), new Point(1, 2)));
        Out.P("Matrix", Matrix(3)[1, 2].ToString());
        return 0;
    }
}
