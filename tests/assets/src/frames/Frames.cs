// What small methods may not lose when they are imported into their callers.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

internal struct V3 { public int A, B; public long C; public int Sum() => A + B; public V3 With(int a) { A = a; return this; } public void Set(int a) => A = a; public readonly V3 Copy() => this; public int Inc() => A++; }
internal class Holder { public V3 V; public readonly V3 R = new V3 { A = 1 }; public int F; public Holder Next; public int Get() => F; public int GetNext() => Next.F; public V3 GetV() => V; public ref V3 RefV() => ref V; public void Put(V3 v) => V = v; public void Swap(ref int x) { int t = x; x = F; F = t; } public bool IsNull() => this == null; public virtual int Virt() => 1; public sealed override string ToString() => "h" + F; }
internal sealed class Sealed : Holder { public override int Virt() => 2; public int Call() => Virt() + base.Virt(); }
internal class Init { public static int N; static Init() { N = 5; Program.Log += "init "; } public static int Get() => N; public static int Const() => 3; public int Inst() => 4; }
internal class Lazy { public static int N = Program.Note("lazy "); public static int Get() => N; public static int Const() => 3; }
internal class G<T> { public T V; public static int Count; public T Get() => V; public Type Type() => typeof(T); public T[] Array() => new T[2]; public static int Next() => ++Count; public G<T> Self() => this; public bool Is(object o) => o is T; public string Both(T a) => Pair(a, V); static string Pair(T a, T b) => a + "" + b; public void Set(T v) => V = v; }

internal static class Program
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining, AI = MethodImplOptions.AggressiveInlining;
    public static string Log = "";
    public static int Note(string s) { Log += s; return 7; }
    static void P(string name, object v) { Console.WriteLine(name + " = " + v + " | " + Log); Log = ""; }
    static string Try(Func<object> f) { try { return f() + ""; } catch (Exception e) { return e.GetType().Name; } }

    // who is asking
    static string Current() => MethodBase.GetCurrentMethod().Name;
    static string Calling() => Assembly.GetCallingAssembly().GetName().Name;
    static string Executing() => Assembly.GetExecutingAssembly().GetName().Name;
    static string Named() => Type.GetType("Holder").Name;
    [MethodImpl(NI)] static string Frame() => new StackFrame(1).GetMethod().Name;
    [MethodImpl(NI)] static string AskCurrent() => Current();
    [MethodImpl(NI)] static string AskCalling() => Calling();
    [MethodImpl(NI)] static string AskExecuting() => Executing() + Named();
    [MethodImpl(NI)] static string AskFrame() => Frame();
    static string Caller([CallerMemberName] string s = "") => s;

    // arguments are copies, locals are fresh
    static int Change(int x) { x += 5; return x; }
    static V3 ChangeV(V3 v) { v.A = 50; return v; }
    static int Address(int x) { Bump(ref x); return x; }
    static void Bump(ref int x) => x++;
    [AI2] [MethodImpl(AI)] static int Fresh(int i) { int n = 0; int[] a = null; V3 v = default; if (i > 0) { n += i; v.A += i; a = new int[1]; } return n + v.A + (a == null ? 100 : 0); }
    sealed class AI2 : Attribute { }
    [MethodImpl(AI)] static int FreshByRef(int i) { int n = 0; Bump(ref n); if (i > 1) Bump(ref n); return n; }
    [MethodImpl(NI)] static string Args() { int x = 1; var v = new V3 { A = 2, B = 3 }; int y = Change(x); V3 w = ChangeV(v); int z = Address(x); return x + " " + y + " " + z + " " + v.A + w.A + v.With(9).A + v.A + v.Copy().Sum() + v.Inc() + v.Inc() + v.A; }
    [MethodImpl(NI)] static string Loops() { string s = ""; for (int i = 0; i < 4; i++) s += Fresh(i) + "," + FreshByRef(i) + ";"; return s; }
    [MethodImpl(NI)] static string Readonly() { var h = new Holder(); h.R.Set(7); int a = h.R.Inc(); h.V.Set(8); h.GetV().Set(9); h.RefV().Inc(); h.Put(h.GetV()); return a + "" + h.R.A + h.V.A; }
    [MethodImpl(NI)] static string Alias() { var h = new Holder { F = 3 }; h.Swap(ref h.F); int x = 9; h.Swap(ref x); var v = h.GetV(); h.V.A = 77; return h.F + " " + x + " " + v.A + h.V.A; }
    static int First(int a, int b) => a;
    static int Second(int a, int b) => b;
    [MethodImpl(NI)] static int Order() => First(Note("a"), Note("b")) - Second(Note("c"), Note("d"));
    static int Unused(int a) => 1;
    [MethodImpl(NI)] static int UnusedArg(int[] a, int i) => Unused(a[i]) + Unused(10 / i);

    // null and errors
    [MethodImpl(NI)] static int NullGet(Holder h) => h.Get();
    [MethodImpl(NI)] static int NullNext(Holder h) => h.GetNext();
    [MethodImpl(NI)] static bool NullThis(Holder h) => h.IsNull();
    [MethodImpl(NI)] static int NullVirt(Sealed h) => h.Virt();
    [MethodImpl(NI)] static int NullOrder(Holder h) => h.Get() + Note("x");
    [MethodImpl(NI)] static int NullStatic(Init i) => i.Inst();
    static int Div(int a, int b) => a / b;
    static int Caught(int b) { try { return Div(1, b); } catch (DivideByZeroException e) { return e.StackTrace.Contains("Caught") ? 1 : 2; } finally { Note("f"); } }

    // class constructors
    [MethodImpl(NI)] static int InitConst(bool b) => b ? Init.Const() : 0;
    [MethodImpl(NI)] static int InitGet() => Init.Get();
    [MethodImpl(NI)] static int LazyConst() => Lazy.Const();

    // generics
    [MethodImpl(NI)] static string Shared<T>(T x) { var g = new G<T> { V = x }; g.Set(g.Get()); return g.Self().Get() + g.Type().Name + g.Array().GetType().Name + G<T>.Next() + g.Is("s") + g.Both(x); }
    static T Id<T>(T x) => x;
    static T Pick<T>(bool b, T x, T y) => b ? x : y;
    static string TypeOf<T>() => typeof(T).Name;
    [MethodImpl(NI)] static string Ids() => Id(1) + Id("s") + Id(2.5) + Pick(true, "a", "b") + Pick(false, 1L, 2L) + TypeOf<int>() + TypeOf<string>() + Id(new V3 { A = 4 }).A;
    static sbyte Small(int x) => (sbyte)x;
    static bool Flag(int x) => (x & 4) != 0;
    static float Half(float x) => x / 3;
    [MethodImpl(NI)] static string Smalls(int x) => Small(x) + " " + (Small(x) + Small(x + 1)) + Flag(x) + Half(x) * 3 + (ushort)Small(x);
    static bool Even(int n) => n == 0 || Odd(n - 1);
    static bool Odd(int n) => n != 0 && Even(n - 1);
    static int Fact(int n) => n < 2 ? 1 : n * Fact(n - 1);
    [MethodImpl(NI)] static string Recursion() => Even(10) + "" + Odd(10) + Fact(10);
    static ref int Ref(int[] a, int i) => ref a[i];
    static ref readonly V3 RefRo(in V3 v) => ref v;
    [MethodImpl(NI)] static string Refs() { var a = new[] { 1, 2, 3 }; Ref(a, 1) += 10; ref int r = ref Ref(a, 2); GC.Collect(); r = Ref(a, 0) + Ref(a, 1); var v = new V3 { A = 5 }; return a[1] + " " + a[2] + " " + RefRo(v).A + RefRo(in v).Sum(); }

    static int Main(string[] args)
    {
        P("who", AskCurrent() + AskCalling() + AskExecuting() + AskFrame() + Caller());
        P("Args", Args()); P("Loops", Loops()); P("Readonly", Readonly()); P("Alias", Alias()); P("Order", Order());
        P("Unused", Try(() => UnusedArg(new int[2], 1)) + Try(() => UnusedArg(new int[2], 2)) + Try(() => UnusedArg(null, 0)) + Try(() => UnusedArg(new int[1], 0)));
        P("Null", Try(() => NullGet(null)) + Try(() => NullNext(null)) + Try(() => NullNext(new Holder())) + Try(() => NullThis(null)) + Try(() => NullVirt(null)) + Try(() => NullOrder(null)) + Try(() => NullStatic(null)));
        P("Caught", Caught(0) + Caught(1)); P("Sealed", new Sealed().Call() + new Sealed().ToString());
        P("InitConst", InitConst(false)); P("InitConst", InitConst(true)); P("InitGet", InitGet()); P("LazyConst", LazyConst());
        P("Shared", Shared("s") + Shared(1) + Shared<object>("o") + Shared(new List<int>().Count == 0)); P("Ids", Ids()); P("Smalls", Smalls(130) + Smalls(-1)); P("Recursion", Recursion()); P("Refs", Refs());
        return 0;
    }
}
