// Generic code that is shared between instantiations, delegates of every shape, interfaces, spans and references.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

internal interface IShape { int Area(); string Name() => "shape" + Area(); static string Kind => "k"; }
internal interface INamed<out T> { T Get(); string Describe() => typeof(T).Name + Get(); }
internal interface ISink<in T> { string Put(T x); }
internal interface IGen { string Call<T>(T x); }
internal struct Square : IShape { public int S; public int Area() => S++ * S; }
internal struct Circle : IShape { public int R; public int Area() => R; public string Name() => "circle" + R; }
internal class Named<T> : INamed<T>, ISink<T>, IGen { public T V; public T Get() => V; public string Put(T x) { V = x; return typeof(T).Name + "<" + x; } public string Call<U>(U x) => typeof(T).Name + typeof(U).Name + x; }
internal class GenVirt { public virtual string Do<T>(T x) => "base" + typeof(T).Name + x; public virtual T Id<T>(T x) => x; public string Twice<T>(T x) => Do(x) + Do(new List<T> { x }.Count); }
internal class GenVirt2 : GenVirt { public override string Do<T>(T x) => "derived" + typeof(T).Name + x + base.Do(x); public override T Id<T>(T x) => default; }
internal abstract class Node<T> where T : IComparable<T> { public T Key; public Node<T> L, R; public abstract Node<T> Make(T k); public void Add(T k) { if (k.CompareTo(Key) < 0) { if (L == null) L = Make(k); else L.Add(k); } else { if (R == null) R = Make(k); else R.Add(k); } } public IEnumerable<T> Walk() { if (L != null) foreach (T x in L.Walk()) yield return x; yield return Key; if (R != null) foreach (T x in R.Walk()) yield return x; } }
internal class Tree<T> : Node<T> where T : IComparable<T> { public override Node<T> Make(T k) => new Tree<T> { Key = k }; }
internal class Statics<T> { public static int N; public static T Last; public static readonly T[] Empty = new T[0]; public static Dictionary<string, T> Map = new(); public static void Touch(T x) { N++; Last = x; Map[N + ""] = x; } public static string Show => N + ":" + Last + ":" + Map.Count + Empty.Length; }
internal struct Wrap<T> { public T V; public int N; public Wrap(T v) { V = v; N = 1; } public override string ToString() => "<" + V + N + ">"; public Wrap<U> To<U>(Func<T, U> f) => new Wrap<U>(f(V)); public static implicit operator Wrap<T>(T v) => new(v); }
internal class Outer<T> { public class Inner<U> { public string Show(T t, U u) => typeof(T).Name + typeof(U).Name + t + u; public Func<string> Later(T t, U u) => () => Show(t, u); public static U[] Fill(U u, int n) { var a = new U[n]; for (int i = 0; i < n; i++) a[i] = u; return a; } } }

internal static unsafe class Program
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static void P(string name, Func<object> f)
    {
        string r;
        try { r = (f() ?? "null").ToString(); } catch (Exception e) { r = e.GetType().Name; }
        Console.WriteLine(name + " = " + r);
    }

    [MethodImpl(NI)] static int AreaOf<T>(T s) where T : IShape { int a = s.Area(); return a * 100 + s.Area(); }
    [MethodImpl(NI)] static string NameOf<T>(T s) where T : IShape => s.Name() + s.Area();
    [MethodImpl(NI)] static string NameOfRef(IShape s) => s.Name() + s.Area() + IShape.Kind;
    [MethodImpl(NI)] static string Variance(INamed<object> n) => n.Get() + n.Describe();
    [MethodImpl(NI)] static string Contra(ISink<string> s) => s.Put("str");
    [MethodImpl(NI)] static string GenericInterface(IGen g) => g.Call(1) + g.Call("s") + g.Call(new object() != null);
    [MethodImpl(NI)] static string GenericVirtual(GenVirt g) => g.Do(1) + g.Do("s") + g.Id(5) + g.Id("x") + g.Twice(2.5) + g.Twice("z");
    [MethodImpl(NI)] static string SharedVirtual<T>(GenVirt g, T x) => g.Do(x) + g.Do(new[] { x }.Length) + g.Do(new List<T>().Count);
    [MethodImpl(NI)] static T[] MakeArray<T>(int n) => new T[n];
    [MethodImpl(NI)] static object BoxIt<T>(T x) => x;
    [MethodImpl(NI)] static T Unbox<T>(object o) => (T)o;
    [MethodImpl(NI)] static bool Is<T>(object o) => o is T;
    [MethodImpl(NI)] static T As<T>(object o) where T : class => o as T;
    [MethodImpl(NI)] static string TypeName<T>() => typeof(T).Name + typeof(List<T>).Name + typeof(T[]).Name + typeof(Dictionary<,>).Name + (typeof(T) == typeof(string));
    [MethodImpl(NI)] static T New<T>() where T : new() => new T();
    [MethodImpl(NI)] static Func<T, string> MakeDelegate<T>() => Text<T>;
    static string Text<T>(T x) => typeof(T).Name + x;
    [MethodImpl(NI)] static void SetRef<T>(ref T r, T v) => r = v;
    [MethodImpl(NI)] static ref T Element<T>(T[] a, int i) => ref a[i];
    [MethodImpl(NI)] static int SizeOf<T>() => Unsafe.SizeOf<T>();
    [MethodImpl(NI)] static Dictionary<K, List<V>> Group<K, V>(IEnumerable<V> xs, Func<V, K> key) { var d = new Dictionary<K, List<V>>(); foreach (V x in xs) { if (!d.TryGetValue(key(x), out var l)) d[key(x)] = l = new List<V>(); l.Add(x); } return d; }
    [MethodImpl(NI)] static string StaticFields<T>(T x) { Statics<T>.Touch(x); Statics<T[]>.Touch(new[] { x }); return Statics<T>.Show; }
    [MethodImpl(NI)] static int Depth<T>(int n) => n == 0 ? typeof(T).Name.Length : Depth<T>(n - 1) + 1;

    // delegates

    internal class Program2 { public string S = "p2"; public virtual string Virt(int x) => S + x; public string Inst(int x) => S + x; public static string Stat(int x) => "st" + x; public static string Ext(string s, int x) => s + x; }
    internal class Program3 : Program2 { public override string Virt(int x) => "over" + x; public Func<int, string> Base() => base.Virt; }
    delegate string Open(Program2 p, int x); delegate void RefAction(ref int x); delegate T Fun<T>(T x); delegate Wrap<T> WrapFun<T>(Wrap<T> a, in Wrap<T> b, out T c);
    [MethodImpl(NI)] static string Delegates(Program2 p)
    {
        Func<int, string> a = p.Virt, b = p.Inst, c = Program2.Stat; Func<int, string> d = "ext".Extend;
        Open e = (Open)Delegate.CreateDelegate(typeof(Open), typeof(Program2).GetMethod("Inst"));
        Func<int, string> all = a + b; all += c;
        return a(1) + b(2) + c(3) + d(4) + e(p, 5) + all(6) + all.GetInvocationList().Length + (all - b)(7) + (a == (Func<int, string>)p.Virt);
    }
    static string Extend(this string s, int x) => s + x;
    [MethodImpl(NI)] static string Closures() { var l = new List<Func<int>>(); for (int i = 0; i < 3; i++) { int j = i; l.Add(() => j++ * 10 + i); } return string.Join(",", l.Select(g => g() + g())); }
    [MethodImpl(NI)] static int RefDelegate() { RefAction r = (ref int x) => x *= 2; r += (ref int x) => x += 5; int v = 4; r(ref v); return v; }
    [MethodImpl(NI)] static string GenericDelegates<T>(T x) { Fun<T> g = y => y; Fun<Wrap<T>> w = y => { y.N++; return y; }; WrapFun<T> h = (Wrap<T> a, in Wrap<T> b, out T c) => { c = b.V; a.N += b.N; return a; }; var r = h(x, w(x), out T o); return g(x) + r.ToString() + o; }

    // references, spans, pointers
    [MethodImpl(NI)] static int SumSpan(ReadOnlySpan<int> s) { int t = 0; foreach (ref readonly int x in s) t += x; foreach (int x in s.Slice(1)) t += x * 100; return t; }
    [MethodImpl(NI)] static ref int Max(int[] a) { ref int m = ref a[0]; for (int i = 1; i < a.Length; i++) if (a[i] > m) m = ref a[i]; return ref m; }
    [MethodImpl(NI)] static string RefsAcrossGC() { var a = new string[10]; ref string r = ref a[3]; for (int i = 0; i < 50; i++) { GC.Collect(0); a = new string[10]; r = "x" + i; } return r; }
    [MethodImpl(NI)] static string RefField() { var h = new Holder { W = new Wrap<string>("q") }; ref Wrap<string> w = ref h.W; GC.Collect(); w.N = 5; w.V += "z"; ref int n = ref w.N; GC.Collect(); n++; return h.W.ToString(); }
    class Holder { public Wrap<string> W; public fixed2 B; } internal unsafe struct fixed2 { public fixed short V[8]; }
    [MethodImpl(NI)] static string Bytes() { Span<byte> s = new byte[16]; BitConverter.TryWriteBytes(s, 0x1122334455667788); MemoryMarshal.Cast<byte, int>(s)[3] = -2; return Convert.ToHexString(s) + MemoryMarshal.Read<short>(s.Slice(2)); }
    [MethodImpl(NI)] static string Pointers() { int* p = stackalloc int[4]; for (int i = 0; i < 4; i++) p[i] = i * i; int* q = p + 3; return (q - p) + " " + *q + " " + p[1] + " " + *(short*)q + " " + (q > p) + (long)((byte*)q - (byte*)p); }
    [MethodImpl(NI)] static string Pinned(string t) { fixed (char* c = t) { char* e = c + t.Length; int n = 0; for (char* k = c; k < e; k++) n += *k; GC.Collect(); return n + "" + c[0]; } }
    [MethodImpl(NI)] static string PinnedArrays(int[] a, fixed2 b) { int n = 0; fixed (int* p = a) { GC.Collect(); if (p != null) n += p[0]; } b.V[2] = -5; return n + "" + b.V[2]; }
    [MethodImpl(NI)] static int SkipInit() { Unsafe.SkipInit(out int x); x = 4; return x; }
    [MethodImpl(NI)] static string InArgs(in Wrap<int> a, in Wrap<int> b) { ref Wrap<int> m = ref Unsafe.AsRef(in a); m.V++; return a + "" + b; }
    [MethodImpl(NI)] static string Params(params object[] a) => a.Length + string.Concat(a);
    [MethodImpl(NI)] static string Optional(int a = 5, string b = "d", decimal c = 1.5m, DateTime d = default) => a + b + c + d.Year;
    [MethodImpl(NI)] static string Arrays2() { var a = new int[2, 3]; a[1, 2] = 5; var j = new int[3][]; j[1] = new[] { 7 }; return a[1, 2] + "" + j[1][0] + a.Length + j.Length; }
    [MethodImpl(NI)] static string Covariant(object[] a) { try { a[0] = "s"; return "ok"; } catch (ArrayTypeMismatchException) { return "mismatch"; } }
    [MethodImpl(NI)] static string RefCovariant(object[] a) { try { ref object r = ref a[0]; r = "s"; return "ok"; } catch (ArrayTypeMismatchException) { return "mismatch"; } }
    [MethodImpl(NI)] static string EnumText<T>(T e) where T : struct, Enum => e + " " + e.HasFlag(e) + Enum.IsDefined(e) + Convert.ToInt32(e) + e.CompareTo(e) + e.GetHashCode();
    [Flags] enum Flags8 : byte { A = 1, B = 200 } enum Long : long { Min = long.MinValue, X = 5 }
    [MethodImpl(NI)] static string Decimals(decimal a, decimal b) => (a + b) + " " + (a * b) + " " + (a / b) + " " + (a % b) + " " + (int)a + " " + (a > b) + decimal.Round(a, 1) + (double)b + (decimal)2.5f + -a;
    [MethodImpl(NI)] static string Longs(long a, ulong b) => (a * 3) + " " + Math.BigMul(a, 5, out long lo) + lo + " " + (b / 7) + " " + (b % 10) + " " + (a / -7) + " " + (a >> 67) + " " + (b >> 3) + " " + (a << 65) + " " + (double)b + " " + (float)a + " " + (uint)a + (short)a + (a ^ (long)b) + ~a + -a;
    [MethodImpl(NI)] static string Overflow64(long a, ulong b) { string s = ""; try { s += checked(a * 2); } catch (OverflowException) { s += "o"; } try { s += checked(b * 2); } catch (OverflowException) { s += "o"; } try { s += checked(a - 5); } catch (OverflowException) { s += "o"; } try { s += checked(b + 5); } catch (OverflowException) { s += "o"; } try { s += checked(-a); } catch (OverflowException) { s += "o"; } try { s += checked((nint)b); } catch (OverflowException) { s += "o"; } return s; }
    [MethodImpl(NI)] static string Dyn(IEnumerable e) { string s = ""; foreach (object o in e) s += o; return s; }

    static int Main(string[] args)
    {
        P("Area", () => AreaOf(new Square { S = 3 }) + " " + AreaOf(new Circle { R = 4 }) + " " + AreaOf<IShape>(new Square { S = 5 })); P("Name", () => NameOf(new Square { S = 3 }) + NameOf(new Circle { R = 4 }) + NameOfRef(new Square { S = 2 }) + NameOfRef(new Circle { R = 2 }));
        P("Variance", () => Variance(new Named<string> { V = "v" }) + Contra(new Named<object>()) + Contra(new Named<string>()) + GenericInterface(new Named<int>()) + GenericInterface(new Named<string>()));
        P("GenericVirtual", () => GenericVirtual(new GenVirt()) + GenericVirtual(new GenVirt2())); P("SharedVirtual", () => SharedVirtual(new GenVirt2(), "s") + SharedVirtual(new GenVirt2(), 1) + SharedVirtual(new GenVirt(), new object[0]));
        P("Tree", () => { var t = new Tree<string> { Key = "m" }; foreach (string s in "q a z c b x".Split(' ')) t.Add(s); var u = new Tree<int> { Key = 5 }; for (int i = 0; i < 10; i++) u.Add(i * 7 % 11); return string.Join(",", t.Walk()) + string.Join(",", u.Walk()); });
        P("Arrays", () => MakeArray<string>(2).GetType().Name + MakeArray<int>(3).Length + MakeArray<Wrap<string>>(1)[0] + MakeArray<List<int>>(4).GetType().Name); P("Arrays", () => MakeArray<string>(-1));
        P("Box", () => BoxIt(5).GetType().Name + BoxIt("s") + BoxIt((int?)5).GetType().Name + (BoxIt((int?)null) == null) + BoxIt(new Wrap<string>("w"))); P("Unbox", () => Unbox<int>(5) + Unbox<string>("s") + Unbox<int?>(null) + Unbox<int?>(6) + Unbox<Wrap<string>>(new Wrap<string>("w")) + Unbox<IComparable>("c")); P("Unbox", () => Unbox<int>("s")); P("Unbox", () => Unbox<string>(5)); P("Unbox", () => Unbox<int>(null)); P("Unbox", () => Unbox<DayOfWeek>(3)); P("Unbox", () => Unbox<int>(DayOfWeek.Friday)); P("Unbox", () => Unbox<uint>(3));
        P("Is", () => Is<int>(5) + "" + Is<string>(5) + Is<IComparable>(5) + Is<int?>(5) + Is<int[]>(new uint[1]) + Is<object[]>(new string[1]) + Is<IEnumerable<object>>(new List<string>()) + Is<Func<object>>((Func<string>)(() => "")) + Is<Wrap<string>>(new Wrap<object>()) + (As<string>("q") ?? "n") + (As<IList>("q") == null));
        P("Type", () => TypeName<int>() + TypeName<string>() + TypeName<object>() + TypeName<Wrap<string>>()); P("New", () => New<object>().GetType().Name + New<int>() + New<Wrap<string>>() + New<List<string>>().Count); P("Delegate", () => MakeDelegate<string>()("s") + MakeDelegate<int>()(4) + MakeDelegate<Wrap<string>>()(new("w")));
        P("Ref", () => { int x = 1; string s = "a"; SetRef(ref x, 2); SetRef(ref s, "b"); var a = new string[2]; Element(a, 1) = "e"; var b = new Wrap<int>[2]; Element(b, 1).N = 4; return x + s + a[1] + b[1]; }); P("Ref", () => Element(new string[1], 1)); P("Ref", () => { object[] o = new string[1]; Element(o, 0) = new object(); return 0; });
        P("SizeOf", () => SizeOf<int>() + " " + SizeOf<string>() + " " + SizeOf<Wrap<byte>>() + " " + SizeOf<Wrap<string>>() + " " + SizeOf<decimal>()); P("Group", () => string.Join(";", Group(new[] { "aa", "b", "cc", "d" }, s => s.Length).Select(kv => kv.Key + string.Join("", kv.Value))) + Group(new[] { 1, 2, 3 }, x => x % 2 == 0 ? "e" : "o").Count);
        P("Statics", () => StaticFields("a") + StaticFields(1) + StaticFields("b") + StaticFields(2.5) + StaticFields(new object() == null) + Statics<string>.Show + Statics<int>.Show + Statics<string[]>.N); P("Depth", () => Depth<string>(50) + Depth<List<int>>(3));
        P("Nested", () => new Outer<string>.Inner<int>().Show("a", 1) + new Outer<int>.Inner<string>().Later(1, "b")() + new Outer<object>.Inner<object>().Later("x", "y")() + string.Join("", Outer<int>.Inner<string>.Fill("f", 3)) + new Wrap<int>(4).To(x => x + "s").To(s => s.Length));
        P("Delegates", () => Delegates(new Program2()) + Delegates(new Program3()) + new Program3().Base()(9)); P("Closures", Closures); P("RefDelegate", () => RefDelegate()); P("GenericDelegates", () => GenericDelegates("s") + GenericDelegates(4));
        P("Span", () => SumSpan(new[] { 1, 2, 3 }) + SumSpan(stackalloc int[] { 4, 5 })); P("Max", () => { var a = new[] { 3, 9, 2 }; Max(a) = -1; return string.Join(",", a); }); P("RefsAcrossGC", RefsAcrossGC); P("RefField", RefField); P("Bytes", Bytes); P("Pointers", Pointers); P("Pinned", () => Pinned("hello") + PinnedArrays(new[] { 5 }, default) + PinnedArrays(new int[0], default) + PinnedArrays(null, default)); P("SkipInit", () => SkipInit());
        P("In", () => { Wrap<int> w = 3; return InArgs(w, w) + InArgs(5, w); }); P("Params", () => Params() + Params(1, "s", null) + Params(new object[] { 1 }) + Optional() + Optional(b: "x", a: 1)); P("Arrays2", Arrays2); P("Covariant", () => Covariant(new object[1]) + Covariant(new string[1]) + Covariant(new Uri[1]) + RefCovariant(new object[1]) + RefCovariant(new string[1]) + RefCovariant(new Uri[1]));
        P("Enum", () => EnumText(Flags8.A | Flags8.B) + EnumText(Long.X) + EnumText(DayOfWeek.Monday)); P("Decimals", () => Decimals(10.25m, -3m)); P("Longs", () => Longs(-123456789012345, 18446744073709551557)); P("Overflow64", () => Overflow64(long.MaxValue, ulong.MaxValue) + Overflow64(long.MinValue, 1) + Overflow64(4, 4)); P("Dyn", () => Dyn(new ArrayList { 1, "s" }) + Dyn("abc") + Dyn(new Dictionary<int, int> { [1] = 2 }));
        return 0;
    }
}
