// Class constructors: when they run, what they change, and what they throw.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

internal static class Log
{
    public static int Count;
    public static string Text = "";
    public static void Add(string s) { Count++; Text += s + " "; }
    public static string Take() { string t = Text; Text = ""; return t; }
}

internal class Precise { public static int X; public int F; static Precise() { Log.Add("Precise"); X = 7; } public static void M() { } public void I() { } }
internal class Precise2 { public static readonly string S; static Precise2() { Log.Add("Precise2"); S = "s"; } }
internal class Precise3 { public static int X; static Precise3() { Log.Count = 100; X = 1; } }
internal class Precise4 { public static int[] A = { 1, 2 }; static Precise4() { Log.Count = 200; } }
internal class Precise5 { static Precise5() { Log.Add("Precise5"); } public static void M() { Log.Add("M"); } }
internal class Precise6 { static Precise6() { Log.Add("Precise6"); } public Precise6() { Log.Add("new"); } }
internal class Base7 { static Base7() { Log.Add("Base7"); } public static int B; }
internal class Derived7 : Base7 { static Derived7() { Log.Add("Derived7"); } public static int D; public Derived7() { Log.Add("ctor"); } }
internal struct Value8 { public static int X; public int F; static Value8() { Log.Add("Value8"); } public int Get() => F; public Value8(int f) { F = f; } }
internal class Lazy9 { public static object O = Log9("Lazy9"); static object Log9(string s) { Log.Add(s); return s; } }
internal class Throws { public static int X; static Throws() { Log.Add("Throws"); throw new InvalidOperationException("no"); } public static void M() { } }
internal class Gen<T> { public static int Count; public static T Last; static Gen() { Log.Add("Gen<" + typeof(T).Name + ">"); } public static int Next() => ++Count; }
internal class GenField<T> { public static List<T> Items = new List<T>(); public static string Name = typeof(T).Name; }
internal class Cycle1 { public static int X = Cycle2.Y + 1; public static int Z = 5; static Cycle1() { } }
internal class Cycle2 { public static int Y = Cycle1.Z + 10; static Cycle2() { } }
internal class Slow { public static readonly int X; static Slow() { Thread.Sleep(60); X = 42; } }
internal class SlowSum { public static int X; static SlowSum() { for (int i = 0; i < 40; i++) { X += i; Thread.Sleep(1); } } }
internal class ThreadOwn { [ThreadStatic] public static int T; [ThreadStatic] public static string S; }

internal static class Program
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static void P(string name, object v) => Console.WriteLine(name + " = " + v + " | " + Log.Take());

    [MethodImpl(NI)] static int ReadAround() { int a = Log.Count; int b = Precise3.X; int c = Log.Count; return a + b * 1000 + c * 10000; }
    [MethodImpl(NI)] static int WriteAround() { Log.Count = 3; int b = Precise4.A[1]; return Log.Count + b; }
    [MethodImpl(NI)] static void Unused() { _ = Precise.X; }
    [MethodImpl(NI)] static void UnusedString() { string s = Precise2.S; }
    [MethodImpl(NI)] static int Branch(bool b) { int r = 0; if (b) r = Precise5X.X; return r; }
    internal class Precise5X { public static int X; static Precise5X() { Log.Add("Precise5X"); X = 3; } }
    [MethodImpl(NI)] static int Loop(int n) { int sum = 0; for (int i = 0; i < n; i++) sum += LoopInit.X; return sum; }
    internal class LoopInit { public static int X; static LoopInit() { Log.Add("LoopInit"); X = 2; } }
    [MethodImpl(NI)] static int StoreOrder() { StoreInit.X = Value("value"); return StoreInit.X; }
    [MethodImpl(NI)] static int Value(string s) { Log.Add(s); return 5; }
    internal class StoreInit { public static int X; static StoreInit() { Log.Add("StoreInit"); X = 2; } }
    [MethodImpl(NI)] static int Catching(int k)
    {
        int r = 0;
        for (int i = 0; i < k; i++)
        {
            try { r += Throws.X; }
            catch (TypeInitializationException e) { r += 10; Log.Add(e.InnerException.Message + (e.TypeName)); }
        }
        return r;
    }
    [MethodImpl(NI)] static int CatchCall() { try { Throws.M(); return 1; } catch (TypeInitializationException e) { return e.InnerException.GetType() == typeof(InvalidOperationException) ? 2 : 3; } }
    [MethodImpl(NI)] static int ArgsFirst() { return Sum(Value("first"), ArgInit.X, Value("last")); }
    internal class ArgInit { public static int X; static ArgInit() { Log.Add("ArgInit"); X = 2; } }
    [MethodImpl(NI)] static int Sum(int a, int b, int c) => a + b + c;
    [MethodImpl(NI)] static object ByRef() { ref int r = ref RefInit.X; Log.Add("got"); r = 9; return RefInit.X; }
    internal class RefInit { public static int X; static RefInit() { Log.Add("RefInit"); X = 2; } }
    [MethodImpl(NI)] static string Generic<T>() { return Gen<T>.Next() + " " + Gen<T>.Count; }
    [MethodImpl(NI)] static string GenericField<T>(T x) { GenField<T>.Items.Add(x); return GenField<T>.Name + GenField<T>.Items.Count; }

    static int Main(string[] args)
    {
        P("ReadAround", ReadAround());
        P("WriteAround", WriteAround());
        Unused(); P("Unused", 0);
        UnusedString(); P("UnusedString", 0);
        P("Branch", Branch(false)); P("Branch", Branch(true));
        P("Loop", Loop(0)); P("Loop", Loop(3));
        P("StoreOrder", StoreOrder());
        Precise5.M(); P("Call", 0);
        P("new", new Precise6() != null);
        P("Derived", Derived7.B); P("Derived", Derived7.D); P("Derived", new Derived7() != null);
        P("Value8", default(Value8).Get()); P("Value8", new Value8(4).Get()); P("Value8", Value8.X);
        P("Lazy9", Lazy9.O);
        P("Catching", Catching(3)); P("CatchCall", CatchCall());
        P("ArgsFirst", ArgsFirst());
        P("ByRef", ByRef());
        P("Generic", Generic<int>()); P("Generic", Generic<string>()); P("Generic", Generic<object>()); P("Generic", Generic<string>());
        P("GenericField", GenericField("x")); P("GenericField", GenericField(1)); P("GenericField", GenericField("y")); P("GenericField", GenericField(new object()));
        P("Cycle", Cycle1.X + " " + Cycle2.Y);
        int bad = 0;
        var threads = new Thread[6];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() => { if (Slow.X != 42 || SlowSum.X != 780) Interlocked.Increment(ref bad); ThreadOwn.T++; ThreadOwn.S += "t"; if (ThreadOwn.T != 1 || ThreadOwn.S != "t") Interlocked.Increment(ref bad); });
            threads[i].Start();
        }
        foreach (Thread t in threads) t.Join();
        P("Threads", bad);
        ThreadOwn.T = 5; P("ThreadOwn", ThreadOwn.T + (ThreadOwn.S ?? "null"));
        return 0;
    }
}
