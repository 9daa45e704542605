// Delegates: static, instance, virtual and interface targets, closures, multicast, generic ones, events, equality.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

internal delegate int IntOp(int a);
internal delegate long BigOp(long a, double b, string c, S d, int e, int f, int g, int h);
internal delegate void RefOp(ref int a, out string s);
internal delegate T Make<T>(T seed);
internal delegate S StructOp(S s);

internal struct S
{
    public string Text; public int N; public double D;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Get() => N;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Add(int k) => N + k;
}

internal interface IAct { int Act(int x); }
internal class Base : IAct
{
    protected int k = 3;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Plain(int x) => x + k;
    public virtual int Virt(int x) => x * 10 + k;
    public virtual int Act(int x) => x - k;
    public IntOp BaseOp() => Virt;
    [MethodImpl(MethodImplOptions.NoInlining)] public T Generic<T>(T v) => v;
    public virtual T VirtualGeneric<T>(T v) => v;
}
internal sealed class Sub : Base
{
    public override int Virt(int x) => x * 100 + k;
    public override int Act(int x) => x - 2 * k;
    public IntOp ParentOp() => base.Virt;
    public override T VirtualGeneric<T>(T v) => default;
}
internal sealed class Publisher
{
    public event Action<string> Changed;
    public Func<int, int> Field = x => x + 1;
    public void Raise(string s) => Changed?.Invoke(s);
}
internal static class Extensions { public static int Len(this string s, int k) => s.Length + k; }

internal sealed class Gen<T>
{
    public T Value;
    public static string Describe(T v) => typeof(T).Name + v;
    public string Instance(T v) => typeof(T).Name + Value + v;
    public Func<T, string> StaticOp() => Describe;
    public Func<T, string> InstanceOp() => Instance;
    public Func<T> Closure(T v) => () => v;
}

internal static class Delegates
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static string log = "";

    [MethodImpl(NI)] static int Twice(int a) => a * 2;
    [MethodImpl(NI)] static int Apply(IntOp op, int a) => op(a);
    [MethodImpl(NI)] static IntOp MakeStatic() => Twice;
    [MethodImpl(NI)] static IntOp MakeCached() => static x => x * 3;
    [MethodImpl(NI)] static IntOp MakeInstance(Base b) => b.Plain;
    [MethodImpl(NI)] static IntOp MakeVirtual(Base b) => b.Virt;
    [MethodImpl(NI)] static IntOp MakeInterface(IAct a) => a.Act;
    [MethodImpl(NI)] static IntOp MakeBoxed(S s) => s.Add;
    [MethodImpl(NI)] static Func<int, int> MakeExtension(string s) => s.Len;
    [MethodImpl(NI)] static Func<string> MakeToString(object o) => o.ToString;
    [MethodImpl(NI)] static IntOp Closure(int a, string s) => x => { a += x; return a + s.Length; };
    [MethodImpl(NI)] static Func<int, Func<int, Func<int, int>>> Curry() => a => b => c => a * 100 + b * 10 + c;
    [MethodImpl(NI)] static List<Func<int>> LoopClosures(int n) { var l = new List<Func<int>>(); for (int i = 0; i < n; i++) { int j = i; l.Add(() => i * 100 + j); } return l; }
    [MethodImpl(NI)] static long Big(long a, double b, string c, S d, int e, int f, int g, int h) => a + (long)b + c.Length + d.N + d.Text.Length + e * 2 + f * 3 + g * 4 + h * 5;
    [MethodImpl(NI)] static void Refs(ref int a, out string s) { a++; s = "r" + a; log += s; }
    [MethodImpl(NI)] static S Struct(S s) => new S { Text = s.Text + "!", N = s.N + 1, D = s.D * 2 };
    [MethodImpl(NI)] static T MakeGeneric<T>(Make<T> m, T seed) => m(m(seed));
    [MethodImpl(NI)] static T Same<T>(T v) => v;
    [MethodImpl(NI)] static Func<T, T> GenericGroup<T>() => Same<T>;
    [MethodImpl(NI)] static void LogA(string s) => log += "A" + s;
    [MethodImpl(NI)] static void LogB(string s) => log += "B" + s;
    [MethodImpl(NI)] static string Multicast() { Action<string> a = LogA; a += LogB; a += LogA; a("1"); a -= LogA; a("2"); Action<string> none = a - LogA - LogB; string r = log + (none == null) + a.GetInvocationList().Length; log = ""; return r; }
    [MethodImpl(NI)] static int MulticastResult() { IntOp op = Twice; op += x => x + 1000; op += new Base().Plain; return op(5); }
    [MethodImpl(NI)] static string MulticastThrow() { Action<string> a = LogA; a += s => throw new InvalidOperationException(s); a += LogB; try { a("x"); } catch (InvalidOperationException e) { log += e.Message; } string r = log; log = ""; return r; }
    [MethodImpl(NI)] static string Events() { var p = new Publisher(); p.Raise("none"); int n = 0; Action<string> h = s => n += s.Length; p.Changed += LogA; p.Changed += h; p.Raise("ev"); p.Changed -= LogA; p.Raise("again"); string r = log + n + p.Field(4); log = ""; return r; }
    [MethodImpl(NI)] static bool Equality(Base b) { IntOp x = b.Plain, y = b.Plain, z = new Base().Plain; return x == y && x != z && x.Equals(y) && x.Method == z.Method; }
    [MethodImpl(NI)] static int Local(int n) { int total = 0; void Add(int k) { total += k; if (k > 0) Add(k - 1); } Add(n); int Fact(int k) => k <= 1 ? 1 : k * Fact(k - 1); return total + Fact(n); }
    [MethodImpl(NI)] static string Linq(int n) => string.Join(",", Enumerable.Range(1, n).Where(x => x % 3 != 0).Select(x => x * x).OrderByDescending(x => x % 10).ThenBy(x => x).Take(8)) + Enumerable.Range(0, n).Aggregate(1L, (a, x) => a * 3 + x) + Enumerable.Range(0, n).GroupBy(x => x % 4).Select(g => g.Key + ":" + g.Sum()).Aggregate((a, b) => a + ";" + b);
    [MethodImpl(NI)] static string Sorting() { string[] a = { "pear", "fig", "banana", "kiwi" }; Array.Sort(a, (x, y) => x.Length != y.Length ? x.Length - y.Length : string.CompareOrdinal(x, y)); return string.Join(",", a) + Array.Find(a, s => s[0] == 'b') + Array.ConvertAll(a, s => s.Length).Sum(); }
    [MethodImpl(NI)] static string Covariance() { Func<string> s = () => "cov"; Func<object> o = s; Action<object> ao = v => log += v; Action<string> a = ao; a("contra"); string r = (string)o() + log; log = ""; return r; }
    [MethodImpl(NI)] static int NullDelegate(IntOp op) { try { return op(1); } catch (NullReferenceException) { return -1; } }
    [MethodImpl(NI)] static int NullTarget(Base b) { try { return MakeInstance(b)(1); } catch (ArgumentException) { return -1; } catch (NullReferenceException) { return -2; } }
    [MethodImpl(NI)] static int NullVirtualTarget(Base b) { try { return MakeVirtual(b)(1); } catch (NullReferenceException) { return -2; } }
    [MethodImpl(NI)] static unsafe int FunctionPointer(int k) { delegate*<int, int> p = &Twice; return p(k) + Through(p, k); }
    [MethodImpl(NI)] static unsafe int Through(delegate*<int, int> p, int k) => p(p(k));
    [MethodImpl(NI)] static unsafe string FunctionPointer2(S s) { delegate*<S, S> p = &Struct; delegate*<string, string> q = &Same<string>; return p(p(s)).Text + q("q"); }
    [MethodImpl(NI)] static object Dynamic() => ((Delegate)(IntOp)Twice).DynamicInvoke(21);
    [MethodImpl(NI)] static int ManyInvocations(int n) { Func<int, int> f = x => x + 1; Func<int, int> g = x => f(x) * 2; int s = 0; for (int i = 0; i < n; i++) s ^= g(s + i); return s; }

    static int Main()
    {
        Out.P("MakeStatic", Apply(MakeStatic(), 21));
        Out.P("MakeCached", Apply(MakeCached(), 7));
        Out.P("MakeInstance", Apply(MakeInstance(new Base()), 7));
        Out.P("MakeVirtual", Apply(MakeVirtual(new Base()), 7) + Apply(MakeVirtual(new Sub()), 7));
        Out.P("MakeInterface", Apply(MakeInterface(new Base()), 7) * 1000 + Apply(MakeInterface(new Sub()), 7));
        Out.P("BaseOp", new Base().BaseOp()(5) + new Sub().BaseOp()(5) + new Sub().ParentOp()(5));
        Out.P("MakeBoxed", Apply(MakeBoxed(new S { N = 40 }), 2));
        Out.P("MakeExtension", MakeExtension("four")(3));
        Out.P("MakeToString", MakeToString(42)() + MakeToString("s")());
        IntOp c = Closure(5, "abc");
        Out.P("Closure", c(1) * 100 + c(2));
        Out.P("Curry", Curry()(1)(2)(3));
        int sum = 0;
        foreach (Func<int> f in LoopClosures(5)) sum = sum * 3 + f();
        Out.P("LoopClosures", sum);
        S s = new S { Text = "txt", N = 7, D = 1.5 };
        BigOp big = Big;
        Out.P("Big", big(1L << 35, 2.5, "four", s, 1, 2, 3, 4));
        BigOp bigClosure = (a, b, cc, d, e, f, g, h) => a + sum + (long)b + d.N + h;
        Out.P("Big closure", bigClosure(1L << 35, 2.5, "four", s, 1, 2, 3, 4));
        RefOp r = Refs;
        r += Refs;
        int k = 1;
        r(ref k, out string o);
        Out.P("Refs", k + o + log);
        log = "";
        StructOp so = Struct;
        S s2 = so(so(s));
        Out.P("Struct", s2.Text + s2.N + s2.D);
        Out.P("MakeGeneric", MakeGeneric(x => x + 1, 5) + MakeGeneric(x => x + "g", "s") + MakeGeneric(Struct, s).Text);
        Out.P("GenericGroup", GenericGroup<int>()(5) + GenericGroup<string>()("x") + GenericGroup<S>()(s).Text);
        var b1 = new Sub();
        Func<string, string> vg = b1.VirtualGeneric<string>;
        Func<int, int> vgi = ((Base)new Base()).VirtualGeneric<int>;
        Func<string, string> ig = b1.Generic<string>;
        Out.P("Generic members", (vg("v") ?? "null") + vgi(8) + ig("i"));
        Out.P("Gen", new Gen<int> { Value = 1 }.InstanceOp()(2) + new Gen<int>().StaticOp()(3) + new Gen<string> { Value = "v" }.InstanceOp()("w") + new Gen<string>().StaticOp()("x") + new Gen<object>().Closure("cl")() + new Gen<long>().Closure(9)());
        Out.P("Multicast", Multicast());
        Out.P("MulticastResult", MulticastResult());
        Out.P("MulticastThrow", MulticastThrow());
        Out.P("Events", Events());
        Out.P("Equality", Equality(new Base()));
        Out.P("Local", Local(6));
        Out.P("Linq", Linq(20));
        Out.P("Sorting", Sorting());
        Out.P("Covariance", Covariance());
        Out.P("NullDelegate", NullDelegate(null));
        Out.P("NullTarget", NullTarget(null));
        Out.P("NullVirtualTarget", NullVirtualTarget(null));
        Out.P("FunctionPointer", FunctionPointer(3));
        Out.P("FunctionPointer2", FunctionPointer2(s));
        Out.P("Dynamic", Dynamic().ToString());
        Out.P("ManyInvocations", ManyInvocations(1000));
        return 0;
    }
}
