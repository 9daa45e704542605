// The order of evaluation, of checks and of exceptions.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

internal class Box { public int F; public long L; public string S; public Box Next; public int[] A; public Vec V; public virtual int Virt(int x) => F + x; public int Inst(int x) => x; }
[StructLayout(LayoutKind.Sequential, Size = 66000)] internal struct Wide { public int First; }
internal class Far { public Wide Wide; public int Away; }
internal struct Vec { public int X, Y; public string S; public Vec(int x, int y) { X = x; Y = y; S = "v"; } public int Bump() => ++X; public static Vec operator +(Vec a, Vec b) => new Vec(a.X + b.X, a.Y + b.Y); public override string ToString() => X + "," + Y + S; }
internal struct NoText { public int X; }
internal struct Equ : IEquatable<Equ> { public int X; public bool Equals(Equ o) => o.X == X; public override bool Equals(object o) => o is Equ e && Equals(e); public override int GetHashCode() => X * 3; }

internal static class Program
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static string log = "";
    [MethodImpl(NI)] static T L<T>(string s, T v) { log += s + " "; return v; }
    static void P(string name, Func<object> f)
    {
        string r;
        try { object o = f(); r = o == null ? "null" : o.ToString(); }
        catch (Exception e) { r = e.GetType().Name; }
        Console.WriteLine(name + " = " + r + " | " + log);
        log = "";
    }

    // order of operands, null and bounds checks
    [MethodImpl(NI)] static object StoreField(Box b) { L("b", b).F = L("v", 3); return b.F; }
    [MethodImpl(NI)] static object StoreElement(int[] a, int i) { L("a", a)[L("i", i)] = L("v", 3); return a[i]; }
    [MethodImpl(NI)] static object StoreRef(object[] a, int i, object v) { L("a", a)[L("i", i)] = L("v", v); return a[i]; }
    [MethodImpl(NI)] static object StoreStruct(Vec[] a, int i) { L("a", a)[L("i", i)] = L("v", new Vec(1, 2)); return a[i].ToString(); }
    [MethodImpl(NI)] static object StoreStructField(Vec[] a, int i) { a[i].X = L("v", 3); return a[i].X; }
    [MethodImpl(NI)] static object Compound(int[] a, int i) { a[L("i", i)] += L("v", 5); return a[i]; }
    [MethodImpl(NI)] static object CompoundField(Box b) { b.F += L("v", 5); return b.F; }
    [MethodImpl(NI)] static object CallNull(Box b) => b.Virt(L("x", 1));
    [MethodImpl(NI)] static object InstNull(Box b) => b.Inst(L("x", 1));
    [MethodImpl(NI)] static object DelegateNull(Func<int, int> f) => f(L("x", 1));
    [MethodImpl(NI)] static object DivOrder(int a, int b) => L("a", a) / L("b", b) + L("c", 1);
    [MethodImpl(NI)] static object Chain(Box b) => b.Next.Next.F;
    [MethodImpl(NI)] static object FarField(Far f) => f.Away;
    [MethodImpl(NI)] static object FarStore(Far f) { f.Away = L("v", 1); return f.Away; }
    [MethodImpl(NI)] static unsafe object FarAddress(Far f) { ref int r = ref f.Away; return L("r", 1) + r; }
    [MethodImpl(NI)] static object FieldAddress(Box b) { ref int r = ref b.F; L("r", 1); return r; }
    [MethodImpl(NI)] static object Length(int[] a) { int n = a.Length; L("n", 1); return n; }
    [MethodImpl(NI)] static object UnusedLength(int[] a) { _ = a.Length; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedElement(int[] a, int i) { _ = a[i]; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedField(Box b) { _ = b.F; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedDiv(int a, int b) { _ = a / b; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedRem(long a, long b) { _ = a % b; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedCast(object o) { _ = (string)o; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedUnbox(object o) { _ = (int)o; return L("n", 1); }
    [MethodImpl(NI)] static object UnusedNew() { _ = new int[L("n", -1)]; return 1; }
    [MethodImpl(NI)] static object UnusedOverflow(int a) { _ = checked(a + 1); return L("n", 1); }
    [MethodImpl(NI)] static object UnusedConv(long a) { _ = checked((int)a); return L("n", 1); }
    [MethodImpl(NI)] static object StructNull(Box b) { Vec v = b.V; return v.X; }
    [MethodImpl(NI)] static object StructStoreNull(Box b) { b.V = L("v", new Vec(1, 2)); return b.V.X; }
    [MethodImpl(NI)] static object ArrayOfNull(Box b) { b.A[L("i", 0)] = L("v", 1); return 0; }
    [MethodImpl(NI)] static object LockNull(object o) { lock (o) { return L("in", 1); } }
    [MethodImpl(NI)] static object ThrowNull() { Exception e = null; throw e; }
    [MethodImpl(NI)] static object ThisNull(string s) => s.Length;
    [MethodImpl(NI)] static object ForeachNull(int[] a) { int n = 0; foreach (int x in a) n += x; return n; }
    [MethodImpl(NI)] static object IncDec(int[] a) { int i = 0; a[i++] = a[i++] + i++; return a[0] + " " + i; }
    [MethodImpl(NI)] static object SelfAssign(int x) { x = x++ + ++x; return x; }
    [MethodImpl(NI)] static object TupleSwap(int[] a) { (a[0], a[1]) = (a[1], a[0]); return a[0] + "," + a[1]; }
    [MethodImpl(NI)] static object Cast(object o) => ((string[])o).Length;
    [MethodImpl(NI)] static object Loop64(long n) { long i = n; int k = 0; while (i-- > n - 5) k++; return k; }

    // structs and aliasing
    [MethodImpl(NI)] static Vec Swap(Vec v) => new Vec(v.Y, v.X);
    [MethodImpl(NI)] static void SwapOut(in Vec v, out Vec r) { r = default; r.X = v.Y; r.Y = v.X; }
    [MethodImpl(NI)] static object Alias() { var v = new Vec(1, 2); v = Swap(v); v = v + v; return v; }
    [MethodImpl(NI)] static object AliasOut() { var v = new Vec(1, 2); SwapOut(v, out v); return v; }
    [MethodImpl(NI)] static object AliasCtor() { var v = new Vec(1, 2); v = new Vec(v.Y, v.X); return v; }
    [MethodImpl(NI)] static object AliasInit() { var v = new Vec(1, 2); v = new Vec { X = v.Y, Y = v.X }; return v; }
    [MethodImpl(NI)] static object AliasArray(Vec[] a) { a[0] = a[1]; a[1] = new Vec(a[0].Y, a[0].X); a[0] = Swap(a[0]); return a[0] + " " + a[1]; }
    [MethodImpl(NI)] static object CopyBeforeCall() { var v = new Vec(1, 2); return Two(v, v.Bump(), v); }
    [MethodImpl(NI)] static string Two(Vec a, int b, Vec c) => a + " " + b + " " + c;
    [MethodImpl(NI)] static object LoadThenStore(Vec[] a) { Vec old = a[0]; a[0].X = 50; return old.X + " " + a[0].X; }
    [MethodImpl(NI)] static object VarThenCall(int x) { int y = x; Change(ref x); return y + x; }
    [MethodImpl(NI)] static void Change(ref int x) => x = 100;
    [MethodImpl(NI)] static object ThrowInCtor() { Vec v = new Vec(1, 2); try { v = Thrower(v); } catch (Exception) { } return v; }
    [MethodImpl(NI)] static Vec Thrower(Vec v) { v.X = 9; throw new Exception(); }
    [MethodImpl(NI)] static object ReturnInFinally() { Vec v = new Vec(1, 2); return Fin(ref v) + " " + v; }
    [MethodImpl(NI)] static Vec Fin(ref Vec v) { try { return v; } finally { v.X = 77; } }

    // exceptions
    [MethodImpl(NI)] static int FinallyReturn(int n) { for (int i = 0; i < n; i++) { try { if (i == 3) return L("ret", i); if (i == 1) continue; L("t" + i, 0); } finally { L("f" + i, 0); } } return -1; }
    [MethodImpl(NI)] static int Nested(int k)
    {
        int r = 0;
        try
        {
            try { r += 1; if (k == 1) throw new ArgumentException(); if (k == 2) throw new InvalidOperationException(); if (k == 4) return r; }
            catch (ArgumentException) when (L("filter", r) == 1 && k < 3) { r += 10; if (k == 1) throw; }
            finally { r += 100; L("inner", 0); }
        }
        catch (Exception e) when (e is ArgumentException || L("second", false)) { r += 1000; }
        finally { r += 10000; L("outer", 0); }
        return r;
    }
    [MethodImpl(NI)] static int FilterThrows(Box b) { try { throw new ArgumentException(); } catch (ArgumentException) when (b.F > 0) { return 1; } catch (Exception) when (checked(int.MaxValue + L("o", 1)) > 0) { return 2; } catch { return 3; } }
    [MethodImpl(NI)] static string FilterLocals(int n) { int x = n; string s = "a"; Vec v = new Vec(n, 1); try { x++; s += "b"; v.X += 10; Throw(n); x++; } catch (Exception e) when ((x += 100) > 0 && (s += e.Message) != null && v.Bump() > 0) { x++; return s + x + v; } return s + x + v; }
    [MethodImpl(NI)] static void Throw(int n) { if (n > 0) throw new Exception("t" + n); }
    [MethodImpl(NI)] static int FinallyThrows() { try { try { throw new ArgumentException(); } finally { L("fin", 0); throw new InvalidOperationException(); } } catch (ArgumentException) { return 1; } catch (InvalidOperationException) { return 2; } }
    [MethodImpl(NI)] static int EmptyTry(double d) { int r = 1; try { if (d > 5) r = 2; try { } finally { r += checked((byte)d); L("e", 0); } } catch (OverflowException) { r += 100; } return r; }
    [MethodImpl(NI)] static int DeadTry(int n) { int off = 0; if (off != 0) { try { Throw(n); } catch (Exception) { try { Throw(n); } catch (ArgumentException) { try { n++; } finally { n++; } } } } return n; }
    [MethodImpl(NI)] static int LeaveMany(int k) { int r = 0; while (true) { try { try { try { r++; if (r > k) break; if ((r & 1) == 0) continue; } finally { r += 10; } } finally { r += 100; } } finally { r += 1000; } } return r; }
    [MethodImpl(NI)] static int StargLoop(int n) { int s = 0; while (n > 0) { try { n--; if (n == 5) throw new Exception(); s += n; } catch { n -= 2; } } return s; }
    [MethodImpl(NI)] static string LiveIn(string a, int b) { string r = a; try { r = a + b; Throw(b); r += "no"; } catch { r += a; } finally { r += b; } return r; }
    [MethodImpl(NI)] static int Rethrow(int k) { try { try { Throw(k); return 0; } catch (Exception) { L("c", 0); throw; } } catch (Exception e) { return e.StackTrace.Contains("Throw") ? 1 : 2; } }
    [MethodImpl(NI)] static int CatchInLoop(int n) { int c = 0; for (int i = 0; i < n; i++) { try { int[] a = new int[i]; a[3] = i; c += a[3]; } catch (IndexOutOfRangeException) { c -= 1; } } return c; }
    [MethodImpl(NI)] static int Deep(int n) { try { return n == 0 ? Zero(n) : Deep(n - 1) + 1; } finally { if (n % 3 == 0) L("d", n); } }
    [MethodImpl(NI)] static int Zero(int n) => 10 / n;
    [MethodImpl(NI)] static object Recursive() { try { return Deep(7); } catch (DivideByZeroException) { return "div"; } }
    [MethodImpl(NI)] static int Using(bool t) { using var d = new Disp("1"); using (new Disp("2")) { if (t) throw new Exception(); } return 5; }
    class Disp : IDisposable { readonly string s; public Disp(string s) { this.s = s; } public void Dispose() => L("dispose" + s, 0); }
    [MethodImpl(NI)] static int GotoCase(int x) { switch (x) { case 0: L("0", 0); goto case 2; case 1: return 1; case 2: L("2", 0); goto default; default: return 9; } }
    [MethodImpl(NI)] static int SwitchEdge(int x) { switch (x) { case -1: return 1; case 0: return 2; case 1: return 3; case 2: return 4; case 3: return 5; case int.MaxValue: return 6; case int.MinValue: return 7; } return 0; }
    [MethodImpl(NI)] static int SwitchLong(long x) { switch (x) { case -1: return 1; case 0: return 2; case 4294967296: return 3; case 1: return 4; case 2: return 5; case 3: return 6; } return 0; }
    [MethodImpl(NI)] static int SwitchString(string s) { switch (s) { case "": return 0; case null: return 1; case "alpha": return 2; case "beta": return 3; case "gamma": return 4; case "delta": return 5; case "epsilon": return 6; case "zeta": return 7; case "eta": return 8; } return -1; }
    [MethodImpl(NI)] static string Pattern(object o) => o switch { int i when i > 5 => "big" + i, int i => "int" + i, string { Length: 3 } s => "three" + s, string s => s, Vec { X: 1, Y: var y } => "vec" + y, null => "null", int[] and [1, .., 9] => "list", _ => "other" };

    // text of boxed and constrained values
    [MethodImpl(NI)] static string Text<T>(T v) => v.ToString() + v.GetHashCode().Equals(0) + v.Equals(v);
    [MethodImpl(NI)] static string Const(NoText v) => v.ToString() + v.Equals(new NoText { X = v.X });
    [MethodImpl(NI)] static bool Eq<T>(T a, T b) where T : IEquatable<T> => a.Equals(b);
    [MethodImpl(NI)] static string NullableText(int? v) => v.ToString() + v.HasValue + v.GetValueOrDefault() + (v + 1) + (v == 3) + v.GetHashCode() + v.Equals(3) + ((object)v == null);
    [MethodImpl(NI)] static object NullableUnbox(object o) { int? x = (int?)o; return x.HasValue ? x.Value : "none"; }
    [MethodImpl(NI)] static object NullableCast(object o) => o is int? ? "yes" : "no";
    [MethodImpl(NI)] static object NullType(int? v) => v.GetType().Name;
    [MethodImpl(NI)] static T Default<T>() => default;
    [MethodImpl(NI)] static bool IsNull<T>(T x) => x == null;

    static async Task<int> Async(int n) { int s = 0; for (int i = 0; i < n; i++) { await Task.Yield(); try { s += await Inner(i); } catch (InvalidOperationException) when (i > 1) { s += 100; } finally { s++; } } return s; }
    static async ValueTask<int> Inner(int i) { if (i == 2) throw new InvalidOperationException(); await Task.Delay(1); return i; }
    static IEnumerable<int> Iter(int n) { try { for (int i = 0; i < n; i++) { if (i == 3) yield break; yield return i * i; } } finally { L("iter", 0); } }
    record Person(string Name, int Age) { public string Tag { get; init; } = "t"; }
    record struct Point(int X, double Y);

    static int Main(string[] args)
    {
        var b = new Box { F = 1, A = new[] { 1, 2, 3 } };
        P("StoreField", () => StoreField(b)); P("StoreField", () => StoreField(null));
        P("StoreElement", () => StoreElement(b.A, 1)); P("StoreElement", () => StoreElement(null, 1)); P("StoreElement", () => StoreElement(b.A, 3)); P("StoreElement", () => StoreElement(b.A, -1));
        P("StoreRef", () => StoreRef(new object[2], 1, "x")); P("StoreRef", () => StoreRef(new string[2], 1, "x")); P("StoreRef", () => StoreRef(new string[2], 1, new object())); P("StoreRef", () => StoreRef(new string[2], 2, new object()));
        P("StoreRef", () => StoreRef(null, 2, new object())); P("StoreRef", () => StoreRef(new string[2], 1, null)); P("StoreRef", () => StoreRef(new IComparable[2], 0, "c")); P("StoreRef", () => StoreRef(new IComparable[2], 0, new object()));
        P("StoreStruct", () => StoreStruct(new Vec[1], 0)); P("StoreStruct", () => StoreStruct(new Vec[1], 1)); P("StoreStruct", () => StoreStruct(null, 1));
        P("StoreStructField", () => StoreStructField(new Vec[1], 0)); P("StoreStructField", () => StoreStructField(new Vec[1], 1)); P("StoreStructField", () => StoreStructField(null, 1));
        P("Compound", () => Compound(new int[2], 1)); P("Compound", () => Compound(new int[2], 2)); P("Compound", () => Compound(null, 2));
        P("CompoundField", () => CompoundField(b)); P("CompoundField", () => CompoundField(null));
        P("CallNull", () => CallNull(null)); P("InstNull", () => InstNull(null)); P("DelegateNull", () => DelegateNull(null)); P("DelegateNull", () => DelegateNull(x => x + 1));
        P("DivOrder", () => DivOrder(1, 0)); P("DivOrder", () => DivOrder(int.MinValue, -1)); P("DivOrder", () => DivOrder(7, -2));
        P("Chain", () => Chain(b)); P("Chain", () => Chain(null));
        P("FarField", () => FarField(null)); P("FarField", () => FarField(new Far())); P("FarStore", () => FarStore(null)); P("FarAddress", () => FarAddress(null)); P("FieldAddress", () => FieldAddress(null));
        P("Length", () => Length(null)); P("UnusedLength", () => UnusedLength(null)); P("UnusedElement", () => UnusedElement(null, 0)); P("UnusedElement", () => UnusedElement(new int[1], 1)); P("UnusedField", () => UnusedField(null));
        P("UnusedDiv", () => UnusedDiv(1, 0)); P("UnusedDiv", () => UnusedDiv(int.MinValue, -1)); P("UnusedRem", () => UnusedRem(1, 0)); P("UnusedRem", () => UnusedRem(long.MinValue, -1));
        P("UnusedCast", () => UnusedCast(1)); P("UnusedUnbox", () => UnusedUnbox("s")); P("UnusedUnbox", () => UnusedUnbox(null)); P("UnusedNew", () => UnusedNew()); P("UnusedOverflow", () => UnusedOverflow(int.MaxValue)); P("UnusedConv", () => UnusedConv(long.MaxValue));
        P("StructNull", () => StructNull(null)); P("StructStoreNull", () => StructStoreNull(null)); P("ArrayOfNull", () => ArrayOfNull(new Box())); P("LockNull", () => LockNull(null)); P("LockNull", () => LockNull(b)); P("ThrowNull", () => ThrowNull());
        P("ThisNull", () => ThisNull(null)); P("ForeachNull", () => ForeachNull(null)); P("IncDec", () => IncDec(new[] { 4, 5, 6 })); P("SelfAssign", () => SelfAssign(3)); P("TupleSwap", () => TupleSwap(new[] { 1, 2 }));
        P("Cast", () => Cast(new object[1])); P("Cast", () => Cast(new string[3])); P("Loop64", () => Loop64(long.MinValue + 6));
        P("Alias", Alias); P("AliasOut", AliasOut); P("AliasCtor", AliasCtor); P("AliasInit", AliasInit); P("AliasArray", () => AliasArray(new[] { new Vec(1, 2), new Vec(3, 4) })); P("CopyBeforeCall", CopyBeforeCall);
        P("LoadThenStore", () => LoadThenStore(new Vec[1])); P("VarThenCall", () => VarThenCall(5)); P("ThrowInCtor", ThrowInCtor); P("ReturnInFinally", ReturnInFinally);
        P("FinallyReturn", () => FinallyReturn(2)); P("FinallyReturn", () => FinallyReturn(6));
        for (int k = 0; k < 5; k++) { int kk = k; P("Nested", () => Nested(kk)); }
        P("FilterThrows", () => FilterThrows(null)); P("FilterThrows", () => FilterThrows(b)); P("FilterLocals", () => FilterLocals(0)); P("FilterLocals", () => FilterLocals(3)); P("FinallyThrows", () => FinallyThrows());
        P("DeadTry", () => DeadTry(3));
        P("EmptyTry", () => EmptyTry(3) + EmptyTry(300));
        P("LeaveMany", () => LeaveMany(3000)); P("StargLoop", () => StargLoop(20)); P("LiveIn", () => LiveIn("a", 0)); P("LiveIn", () => LiveIn("a", 1)); P("Rethrow", () => Rethrow(1)); P("CatchInLoop", () => CatchInLoop(9));
        P("Recursive", Recursive); P("Using", () => Using(true)); P("Using", () => Using(false)); P("GotoCase", () => GotoCase(0) + GotoCase(1) + GotoCase(5));
        foreach (int x in new[] { -2, -1, 0, 1, 2, 3, 4, int.MaxValue, int.MinValue }) P("Switch", () => SwitchEdge(x) + " " + SwitchLong(x) + " " + SwitchLong(x + 4294967296L));
        foreach (string s in new[] { "", null, "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "alphA" }) P("SwitchString", () => SwitchString(s));
        foreach (object o in new object[] { 3, 6, "abc", "ab", new Vec(1, 7), new Vec(2, 7), null, new[] { 1, 2, 9 }, new[] { 1 }, 2.5 }) P("Pattern", () => Pattern(o));
        P("Text", () => Text(5) + Text("s") + Text(new Vec(1, 2)) + Text(DayOfWeek.Friday) + Text(2.5) + Text('c') + Text(true)); P("Text", () => Const(new NoText { X = 4 })); P("Eq", () => Eq(new Equ { X = 1 }, new Equ { X = 1 }) + " " + Eq("a", "b") + Eq(3, 3));
        P("Nullable", () => NullableText(null)); P("Nullable", () => NullableText(3)); P("NullableUnbox", () => NullableUnbox(null)); P("NullableUnbox", () => NullableUnbox(5)); P("NullableUnbox", () => NullableUnbox(5L)); P("NullableCast", () => NullableCast(5)); P("NullableCast", () => NullableCast(null)); P("NullType", () => NullType(4)); P("NullType", () => NullType(null));
        P("Default", () => Default<int>() + " " + Default<Vec>() + Default<string>() + Default<int?>()); P("IsNull", () => IsNull(5) + " " + IsNull((string)null) + IsNull((int?)null) + IsNull(new Vec()));
        P("Async", () => Async(4).Result); P("Iter", () => string.Join(",", Iter(10).Take(2)) + ";" + string.Join(",", Iter(10)));
        P("Record", () => new Person("n", 4) with { Age = 5 } + " " + (new Person("a", 1) == new Person("a", 1)) + new Point(1, 2.5) + new Point(1, 2).Equals(new Point(1, 2)));
        P("Interpolation", () => $"{b.F,5}|{2.5:F2}|{"x",-3}|{new Vec(1, 2)}|{null}|{DayOfWeek.Monday:D}");
        return 0;
    }
}
