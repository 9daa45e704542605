// Exceptions: every clause kind, nesting, leaving through finally, rethrow, filters, hardware faults, through frames.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

internal class MyException : Exception
{
    public readonly int Code;
    public MyException(string m, int code) : base(m) => Code = code;
}

internal sealed class Derived : MyException
{
    public Derived(int code) : base("derived", code) { }
}

internal sealed class GenericException<T> : Exception
{
    public readonly T Payload;
    public GenericException(T p) => Payload = p;
}

internal sealed class Resource : IDisposable
{
    readonly string name;
    public Resource(string n) { name = n; Eh.Log("+" + n); }
    public void Dispose() => Eh.Log("-" + name);
}

internal static class Eh
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static string log = "";
    public static void Log(string s) => log += s;
    static string Take() { string s = log; log = ""; return s; }
    static int zero;
    static object nothing;
    static int[] Three() => new[] { 1, 2, 3 };

    [MethodImpl(NI)] static int Throw(int k)
    {
        switch (k)
        {
            case 0: return 100;
            case 1: throw new MyException("one", 1);
            case 2: throw new Derived(2);
            case 3: throw new InvalidOperationException("three");
            case 4: return 1 / zero;
            case 5: return nothing.GetHashCode();
            case 6: return Three()[3 + zero] + Three()[zero - 1];
            case 7: return checked(int.MaxValue + k);
            case 8: return ((string)(object)new object[k]).Length;
            case 9: throw new GenericException<string>("payload");
            case 10: throw new GenericException<int>(55);
            case 11: return int.MinValue / (zero - 1);
            case 12: return new int[zero - 5].Length;
            case 13: throw null;
            default: throw new ArgumentException("bad", nameof(k));
        }
    }

    [MethodImpl(NI)] static int CatchAll(int k) { try { return Throw(k); } catch { return -1; } }
    [MethodImpl(NI)] static string CatchTyped(int k)
    {
        try { return "v" + Throw(k); }
        catch (Derived d) { return "Derived" + d.Code; }
        catch (MyException m) { return "My" + m.Code + m.Message; }
        catch (NullReferenceException) { return "null"; }
        catch (ArithmeticException a) { return a.GetType().Name; }
        catch (GenericException<string> g) { return "gs" + g.Payload; }
        catch (GenericException<int> g) { return "gi" + g.Payload; }
        catch (Exception e) { return "other " + e.GetType().Name; }
    }

    [MethodImpl(NI)] static int Finally(int k) { int r = 0; try { r = Throw(k); Log("a"); } finally { Log("f" + k); r += 5; } return r; }
    [MethodImpl(NI)] static int TryFinallyReturn(int k) { try { if (k == 0) return 1; Log("body"); return 2; } finally { Log("fin"); } }
    [MethodImpl(NI)] static int TryCatchFinally(int k)
    {
        int r = k;
        try { r += Throw(k); }
        catch (MyException e) { r += e.Code * 1000; Log("c"); }
        finally { r *= 2; Log("f"); }
        return r;
    }

    [MethodImpl(NI)] static string Filter(int k, int want)
    {
        try { return "v" + Throw(k); }
        catch (MyException e) when (e.Code == want) { return "filtered" + e.Code; }
        catch (Exception e) when (Test(e, want)) { return "test " + e.GetType().Name; }
        catch (Exception e) { return "rest " + e.GetType().Name; }
    }
    [MethodImpl(NI)] static bool Test(Exception e, int want) { Log("t"); if (want == 99) throw new Exception("inside filter"); return want > 5; }

    [MethodImpl(NI)] static string FilterOrder(int k)
    {
        try
        {
            try { Throw(k); return "none"; }
            finally { Log("inner;"); }
        }
        catch (Exception e) when (Say("filter;", e)) { return Take() + e.GetType().Name; }
    }
    [MethodImpl(NI)] static bool Say(string s, Exception e) { Log(s); return e != null; }

    [MethodImpl(NI)] static string Nested(int k)
    {
        string r = "";
        try
        {
            r += "1";
            try
            {
                r += "2";
                try { r += Throw(k); }
                catch (Derived) { r += "d"; throw; }
                finally { r += "f1"; }
                r += "3";
            }
            catch (MyException e) { r += "m" + e.Code; if (e.Code == 2) throw new InvalidOperationException("wrapped", e); }
            finally { r += "f2"; }
            r += "4";
        }
        catch (InvalidOperationException e) { r += "i" + e.Message + (e.InnerException == null ? "" : e.InnerException.Message); }
        catch (Exception e) { r += e.GetType().Name; }
        finally { r += "f3"; }
        return r;
    }

    [MethodImpl(NI)] static void Rethrow(int k) { try { Throw(k); } catch (Exception) { Log("r"); throw; } }
    [MethodImpl(NI)] static void RethrowObject(int k) { try { Throw(k); } catch (MyException e) { Log("o"); throw new Derived(e.Code + 10); } }
    [MethodImpl(NI)] static void Through1(int k) { try { Rethrow(k); } finally { Log("1"); } }
    [MethodImpl(NI)] static void Through2(int k) { Through1(k); Log("not"); }
    [MethodImpl(NI)] static string Through3(int k) { try { Through2(k); return "none" + Take(); } catch (Exception e) { return e.GetType().Name + Take(); } }

    [MethodImpl(NI)] static int CatchInLoop(int n)
    {
        int s = 0;
        for (int i = 0; i < n; i++)
        {
            try
            {
                if (i % 5 == 4) continue;
                if (i == 17) break;
                s += Throw(i % 4);
            }
            catch (MyException e) { s += e.Code; }
            catch (InvalidOperationException) { s += 7; continue; }
            finally { s += 1; }
            s += 1000;
        }
        return s;
    }

    [MethodImpl(NI)] static int ReturnFromNested(int k)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                try { if (i == k) return i * 10; Throw(i % 3); }
                finally { Log("x"); }
            }
            catch (MyException) { Log("c"); if (i > k) return -1; }
            finally { Log("y"); }
        }
    }

    [MethodImpl(NI)] static int FinallyThrows(int k)
    {
        try
        {
            try { Throw(k); }
            finally { Log("ft"); Throw(3); }
        }
        catch (InvalidOperationException) { return 3; }
        catch (MyException) { return 1; }
        return 0;
    }

    [MethodImpl(NI)] static string Using(int k)
    {
        try
        {
            using (new Resource("a"))
            using (var b = new Resource("b"))
            {
                Throw(k);
                Log("body");
            }
        }
        catch (Exception e) { Log(e.GetType().Name); }
        return Take();
    }

    [MethodImpl(NI)] static string Lock(object o, int k)
    {
        try { lock (o) { Throw(k); Log("in"); } }
        catch (MyException) { Log("my"); }
        return Take() + System.Threading.Monitor.IsEntered(o);
    }

    [MethodImpl(NI)] static string LiveAcross(int k, string a, object b, long c, double d)
    {
        string l1 = a + k;
        string l2 = "second" + c;
        long n = c * 3;
        double x = d;
        try { n += Throw(k); x += 1; l1 += "!"; }
        catch (MyException e) { n += e.Code; x *= 2; l2 += e.Message; }
        catch (Exception) when (l1.Length > 1 && n > 0) { n = -n; l1 = l2; }
        finally { x += n; l2 += b; }
        return l1 + l2 + n + x;
    }

    [MethodImpl(NI)] static T GenericCatch<T>(int k, T fallback) where T : class { try { Throw(k); return null; } catch (GenericException<T> e) { return e.Payload; } catch (Exception) { return fallback; } }
    [MethodImpl(NI)] static int GenericCatchType<E>(int k) where E : Exception { try { return Throw(k); } catch (E) { return -7; } }
    [MethodImpl(NI)] static int Recurse(int n) { if (n == 0) return Throw(1); try { return Recurse(n - 1); } finally { zeroDepth++; } }
    static int zeroDepth;
    [MethodImpl(NI)] static int CatchDeep(int n) { zeroDepth = 0; try { Recurse(n); } catch (MyException e) { return zeroDepth * 10 + e.Code; } return -1; }
    [MethodImpl(NI)] static int ThrowInCatch(int k) { try { try { Throw(k); } catch (MyException) { try { Throw(3); } catch (InvalidOperationException) { Log("in"); } throw; } } catch (MyException e) { return e.Code; } return 0; }
    [MethodImpl(NI)] static int CatchInFinally(int k) { int r = 0; try { Throw(k); } catch (MyException) { r = 1; } finally { try { Throw(4); } catch (DivideByZeroException) { r += 10; } } return r; }
    [MethodImpl(NI)] static void OutInTry(int k, out string s) { s = "before"; try { Throw(k); s = "after"; } catch (MyException e) { s += e.Message; } }
    [MethodImpl(NI)] static int NullField(AllKinds a, int which) { try { switch (which) { case 0: return a.I; case 1: a.I = 3; return 1; case 2: return (int)a.D; case 3: a.S = "x"; return 2; case 4: return a.Big[0]; case 5: return a.V(); default: return a.Length; } } catch (NullReferenceException) { return -which - 1; } }
    [MethodImpl(NI)] static int Many(int n) { int c = 0; for (int i = 0; i < n; i++) { try { Throw(1 + i % 8); } catch (Exception e) { c += e.Message.Length > 0 ? 1 : 0; } } return c; }
    [MethodImpl(NI)] static string Stack(int k) { try { Through2(k); return ""; } catch (Exception e) { Take(); string s = ""; foreach (string line in e.StackTrace.Split('\n')) { int i = line.IndexOf("Eh."); if (i >= 0) s += line.Substring(i, line.IndexOf('(') - i) + ";"; } return s; } }

    [MethodImpl(NI)] static IEnumerable<int> Iterator(int k) { try { yield return 1; Throw(k); yield return 2; } finally { Log("itfin"); } }
    [MethodImpl(NI)] static string UseIterator(int k) { int s = 0; try { foreach (int v in Iterator(k)) s += v; } catch (Exception e) { Log(e.GetType().Name); } return Take() + s; }

    static string Name(Func<int, string> f, int k)
    {
        try { return f(k); }
        catch (Exception e) { return "escaped " + e.GetType().Name; }
    }

    static int Main()
    {
        for (int k = 0; k <= 14; k++)
        {
            Out.P("CatchAll " + k, CatchAll(k));
            Out.P("CatchTyped " + k, CatchTyped(k));
            Out.P("Finally " + k, Name(i => Finally(i).ToString(), k) + Take());
            Out.P("TryCatchFinally " + k, Name(i => TryCatchFinally(i).ToString(), k) + Take());
            Out.P("Filter " + k, Filter(k, 1) + Filter(k, 6) + Filter(k, 99) + Take());
            Out.P("FilterOrder " + k, FilterOrder(k) + Take());
            Out.P("Nested " + k, Nested(k));
            Out.P("Through3 " + k, Through3(k));
            Out.P("RethrowObject " + k, Name(i => { RethrowObject(i); return "none"; }, k) + Take());
            Out.P("LiveAcross " + k, Name(i => LiveAcross(i, "a", "b", 5, 1.5), k));
        }
        Out.P("TryFinallyReturn", TryFinallyReturn(0) + TryFinallyReturn(1) + Take());
        Out.P("CatchInLoop", CatchInLoop(30));
        Out.P("ReturnFromNested", ReturnFromNested(5) + Take());
        for (int k = 0; k < 4; k++)
        {
            Out.P("FinallyThrows", FinallyThrows(k) + Take());
            Out.P("Using", Using(k));
            Out.P("Lock", Lock(new object(), Math.Min(k, 2)));
            Out.P("ThrowInCatch", Name(i => ThrowInCatch(i).ToString(), k) + Take());
            Out.P("CatchInFinally", Name(i => CatchInFinally(i).ToString(), k) + Take());
            Out.P("UseIterator", UseIterator(k));
        }
        Out.P("GenericCatch", GenericCatch(9, "fb") + GenericCatch(10, "fb") + GenericCatch<object>(9, "fo"));
        Out.P("GenericCatchType", GenericCatchType<MyException>(2) + GenericCatchType<DivideByZeroException>(4) + GenericCatchType<Exception>(0));
        Out.P("GenericCatchType miss", Name(i => GenericCatchType<Derived>(i).ToString(), 1));
        Out.P("CatchDeep", CatchDeep(50));
        OutInTry(1, out string s);
        OutInTry(0, out string t);
        Out.P("OutInTry", s + t);
        for (int i = 0; i < 7; i++) Out.P("NullField", NullField(null, i) * 1000 + NullField(new AllKinds(), i));
        Out.P("Many", Many(80));
        Out.P("Stack", Stack(1));
        return 0;
    }
}

internal class AllKinds
{
    public int I = 1; public double D = 2; public string S; public int[] Big = { 9 };
    public virtual int V() => 8;
    public int Length => I + 6;
}
