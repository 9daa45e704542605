// Generics: exact and shared instantiations of classes, structs, methods, virtuals, interfaces, statics and delegates.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

internal struct V2 : IEquatable<V2>, IComparable<V2>, IShow
{
    public int X, Y;
    public V2(int x, int y) { X = x; Y = y; }
    public bool Equals(V2 o) => X == o.X && Y == o.Y;
    public int CompareTo(V2 o) => X != o.X ? X.CompareTo(o.X) : Y.CompareTo(o.Y);
    public override bool Equals(object o) => o is V2 v && Equals(v);
    public override int GetHashCode() => X * 31 + Y;
    public override string ToString() => "V" + X + "_" + Y;
    public string Show() => "show" + X;
    public int Bump() => ++X;
}

internal struct VS { public string S; public int K; public override string ToString() => "VS" + S + K; }

internal interface IShow { string Show(); int Bump(); string Default() => "def:" + Show(); }
internal sealed class RefShow : IShow { int n; public string Show() => "ref" + n; public int Bump() => n += 10; public string Default() => "own"; }

internal interface IStack<T> { void Push(T v); T Pop(); int Count { get; } }

internal class Stack2<T> : IStack<T>
{
    public static int Created;
    public static T Last;
    public static readonly string Name = "Stack2<" + typeof(T).Name + ">";
    T[] items = new T[2];
    public int Count { get; private set; }
    public Stack2() => Created++;
    [MethodImpl(MethodImplOptions.NoInlining)] public void Push(T v) { if (Count == items.Length) Grow(); items[Count++] = v; Last = v; }
    [MethodImpl(MethodImplOptions.NoInlining)] public T Pop() { T v = items[--Count]; items[Count] = default; return v; }
    [MethodImpl(MethodImplOptions.NoInlining)] void Grow() { T[] n = new T[items.Length * 2]; for (int i = 0; i < Count; i++) n[i] = items[i]; items = n; }
    [MethodImpl(MethodImplOptions.NoInlining)] public ref T Top() => ref items[Count - 1];
    [MethodImpl(MethodImplOptions.NoInlining)] public U[] Map<U>(Func<T, U> f) { U[] r = new U[Count]; for (int i = 0; i < Count; i++) r[i] = f(items[i]); return r; }
    [MethodImpl(MethodImplOptions.NoInlining)] public bool Contains(T v) { for (int i = 0; i < Count; i++) if (EqualityComparer<T>.Default.Equals(items[i], v)) return true; return false; }
    [MethodImpl(MethodImplOptions.NoInlining)] public bool Is(object o) => o is T;
    [MethodImpl(MethodImplOptions.NoInlining)] public T Cast(object o) => (T)o;
    [MethodImpl(MethodImplOptions.NoInlining)] public object Box(T v) => v;
    [MethodImpl(MethodImplOptions.NoInlining)] public string TypeText() => typeof(T).Name + typeof(T[]).Name + typeof(List<T>).Name + typeof(Stack2<T>).GetGenericArguments()[0].Name;
    [MethodImpl(MethodImplOptions.NoInlining)] public static Stack2<T> Of(params T[] vs) { var s = new Stack2<T>(); foreach (T v in vs) s.Push(v); return s; }
    public virtual string Virt(T v) => Name + v;
    public virtual string VirtGen<U>(T v, U u) => typeof(T).Name + typeof(U).Name + v + u;
    public override string ToString() => string.Join("|", Map(x => x == null ? "null" : x.ToString()));
    internal struct Inner { public T Value; public int Index; public override string ToString() => typeof(T).Name + Value + Index; }
    [MethodImpl(MethodImplOptions.NoInlining)] public Inner[] Inners() { var r = new Inner[Count]; for (int i = 0; i < Count; i++) { r[i].Value = items[i]; r[i].Index = i; } return r; }
    public class Nested<U> { public T A; public U B; public static int Statics; public string Show() { Statics++; return typeof(T).Name + typeof(U).Name + A + B + Statics; } }
}

internal class NamedStack<T> : Stack2<T>
{
    public override string Virt(T v) => "named" + base.Virt(v);
    public override string VirtGen<U>(T v, U u) => "named" + base.VirtGen(v, u) + new List<U> { u }.Count;
}

internal sealed class IntStack : NamedStack<int> { public override string Virt(int v) => "int" + base.Virt(v + 1); }

internal struct GStruct<T>
{
    public T Value; public int N;
    public static T Shared; public static int Uses;
    [MethodImpl(MethodImplOptions.NoInlining)] public T Get() { Uses++; Shared = Value; return Value; }
    [MethodImpl(MethodImplOptions.NoInlining)] public GStruct<U> With<U>(U v) => new GStruct<U> { Value = v, N = N + 1 };
    public override string ToString() => "G" + Value + N;
}

internal class WithCctor<T>
{
    public static string Text;
    static WithCctor() { Text = "cctor" + typeof(T).Name; Generics.Log(Text); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static string Get() => Text;
}

internal abstract class Animal<TSelf> where TSelf : Animal<TSelf>, new()
{
    public static TSelf Create() => new TSelf();
    public abstract string Sound();
    public string Both(TSelf other) => Sound() + other.Sound();
}
internal sealed class Dog : Animal<Dog> { public override string Sound() => "woof"; }
internal sealed class Cat : Animal<Cat> { public override string Sound() => "meow"; }

internal interface IVisitor<R> { R Num(int v); R Add(Expr a, Expr b); }
internal abstract class Expr { public abstract R Accept<R>(IVisitor<R> v); }
internal sealed class Num : Expr { readonly int v; public Num(int v) => this.v = v; public override R Accept<R>(IVisitor<R> x) => x.Num(v); }
internal sealed class AddExpr : Expr { readonly Expr a, b; public AddExpr(Expr a, Expr b) { this.a = a; this.b = b; } public override R Accept<R>(IVisitor<R> x) => x.Add(a, b); }
internal sealed class Eval : IVisitor<int> { public int Num(int v) => v; public int Add(Expr a, Expr b) => a.Accept(this) + b.Accept(this); }
internal sealed class Print : IVisitor<string> { public string Num(int v) => v.ToString(); public string Add(Expr a, Expr b) => "(" + a.Accept(this) + "+" + b.Accept(this) + ")"; }
internal sealed class Both : IVisitor<(int, string)> { public (int, string) Num(int v) => (v, "n"); public (int, string) Add(Expr a, Expr b) { var x = a.Accept(this); var y = b.Accept(this); return (x.Item1 + y.Item1, x.Item2 + y.Item2); } }

internal interface IStaticMath<T> where T : IStaticMath<T> { static abstract T Zero { get; } static abstract T operator +(T a, T b); static virtual string Kind => "kind"; }
internal struct Num1 : IStaticMath<Num1> { public int V; public static Num1 Zero => new Num1 { V = 1 }; public static Num1 operator +(Num1 a, Num1 b) => new Num1 { V = a.V + b.V }; }
internal sealed class Num2 : IStaticMath<Num2> { public string V; public static Num2 Zero => new Num2 { V = "z" }; public static Num2 operator +(Num2 a, Num2 b) => new Num2 { V = a.V + b.V }; public static string Kind => "own"; }

internal static class Generics
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static string log = "";
    public static void Log(string s) => log += s + ";";

    [MethodImpl(NI)] static T Id<T>(T v) => v;
    [MethodImpl(NI)] static T Default<T>() => default;
    [MethodImpl(NI)] static bool IsDefault<T>(T v) => v == null || v.Equals(default(T));
    [MethodImpl(NI)] static string TypeName<T>() => typeof(T).ToString();
    [MethodImpl(NI)] static string TypeNames<A, B>() => typeof(Dictionary<A, B>).Name + typeof(A) + typeof(B[]) + typeof(List<B>);
    [MethodImpl(NI)] static T[] NewArray<T>(int n, T v) { T[] a = new T[n]; for (int i = 0; i < n; i++) a[i] = v; return a; }
    [MethodImpl(NI)] static T[,] NewMatrix<T>(T v) { T[,] a = new T[2, 2]; a[1, 1] = v; return a; }
    [MethodImpl(NI)] static T New<T>() where T : new() => new T();
    [MethodImpl(NI)] static void Swap<T>(ref T a, ref T b) { T t = a; a = b; b = t; }
    [MethodImpl(NI)] static T Max<T>(T[] a) where T : IComparable<T> { T m = a[0]; foreach (T v in a) if (v.CompareTo(m) > 0) m = v; return m; }
    [MethodImpl(NI)] static string ShowAll<T>(T v) where T : IShow { v.Bump(); v.Bump(); return v.Show() + v.Default(); }
    [MethodImpl(NI)] static string ObjectMembers<T>(T v) => v.ToString() + v.Equals(v) + (v.GetHashCode() == v.GetHashCode()) + v.GetType().Name;
    [MethodImpl(NI)] static bool Is<T>(object o) => o is T;
    [MethodImpl(NI)] static T As<T>(object o) where T : class => o as T;
    [MethodImpl(NI)] static T Cast<T>(object o) => (T)o;
    [MethodImpl(NI)] static object Box<T>(T v) => v;
    [MethodImpl(NI)] static bool Same<T>(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);
    [MethodImpl(NI)] static int Order<T>(T a, T b) => Math.Sign(Comparer<T>.Default.Compare(a, b));
    [MethodImpl(NI)] static Func<T> Closure<T>(T v) => () => v;
    [MethodImpl(NI)] static Func<T, T> Group<T>() => Id;
    [MethodImpl(NI)] static List<U> Select<T, U>(IEnumerable<T> xs, Func<T, U> f) { var r = new List<U>(); foreach (T x in xs) r.Add(f(x)); return r; }
    [MethodImpl(NI)] static Dictionary<K, List<V>> GroupBy<K, V>(IEnumerable<V> xs, Func<V, K> f) { var d = new Dictionary<K, List<V>>(); foreach (V x in xs) { K k = f(x); if (!d.TryGetValue(k, out List<V> l)) d[k] = l = new List<V>(); l.Add(x); } return d; }
    [MethodImpl(NI)] static IEnumerable<T> Repeat<T>(T v, int n) { for (int i = 0; i < n; i++) yield return v; }
    [MethodImpl(NI)] static int Depth<T>(int n) => n == 0 ? typeof(T).ToString().Length : Depth<List<T>>(n - 1);
    [MethodImpl(NI)] static string StaticAbstract<T>(T a) where T : class, IStaticMath<T> => Add(a).ToString() + T.Kind;
    [MethodImpl(NI)] static T Add<T>(T a) where T : IStaticMath<T> => T.Zero + a + T.Zero;
    [MethodImpl(NI)] static string Kind<T>() where T : IStaticMath<T> => T.Kind;
    [MethodImpl(NI)] static string Virt<T>(Stack2<T> s, T v) => s.Virt(v) + s.VirtGen(v, 1) + s.VirtGen(v, "u") + s.VirtGen(v, new VS { S = "q" }) + s.VirtGen(v, v);
    [MethodImpl(NI)] static string Interface<T>(IStack<T> s, T v) { s.Push(v); s.Push(v); return s.Pop().ToString() + s.Count; }
    [MethodImpl(NI)] static string Statics<T>(T v) { GStruct<T> g = default; g.Value = v; g.Get(); g.Get(); return GStruct<T>.Uses + "," + GStruct<T>.Shared + Stack2<T>.Created + Stack2<T>.Name + Stack2<T>.Last; }
    [MethodImpl(NI)] static string Cctor<T>() => WithCctor<T>.Get() + log;
    [MethodImpl(NI)] static T TryGet<T>(Func<T> f, T fallback) { try { return f(); } catch (InvalidCastException) { return fallback; } finally { Log("fin" + typeof(T).Name); } }
    [MethodImpl(NI)] static bool NullTest<T>(T v) => v == null;
    [MethodImpl(NI)] static int SizeOf<T>() => Unsafe.SizeOf<T>();
    [MethodImpl(NI)] static int SpanSum<T>(ReadOnlySpan<T> s, Func<T, int> f) { int r = 0; foreach (T v in s) r += f(v); return r; }
    [MethodImpl(NI)] static (A, B) Tuple<A, B>(A a, B b) => (a, b);
    [MethodImpl(NI)] static string Deconstruct<A, B>((A, B) t) { var (a, b) = t; return a + "/" + b; }
    [MethodImpl(NI)] static GStruct<GStruct<T>> Wrap<T>(T v) => new GStruct<GStruct<T>> { Value = new GStruct<T> { Value = v, N = 2 }, N = 3 };

    [MethodImpl(NI)]
    static void For<T>(string name, T a, T b)
    {
        Out.P(name + " Id", Id(a).ToString());
        Out.P(name + " Default", IsDefault(Default<T>()).ToString() + IsDefault(a));
        Out.P(name + " TypeName", TypeName<T>() + TypeNames<T, string>() + TypeNames<int, T>());
        Out.P(name + " NewArray", string.Join(",", NewArray(3, a)) + NewMatrix(b)[1, 1]);
        T x = a, y = b;
        Swap(ref x, ref y);
        Out.P(name + " Swap", x.ToString() + y);
        Out.P(name + " ObjectMembers", ObjectMembers(a));
        Out.P(name + " Is", Is<T>(a).ToString() + Is<T>("s") + Is<T>(5) + Is<T[]>(new T[0]) + Is<List<T>>(new List<string>()));
        Out.P(name + " Cast", Cast<T>(Box(b)).ToString());
        Out.P(name + " Same", Same(a, b).ToString() + Same(a, a));
        Out.P(name + " Closure", Closure(b)().ToString() + Group<T>()(a));
        Out.P(name + " Select", string.Join(",", Select(new[] { a, b }, v => v.ToString().Length)) + string.Join(",", Select(new[] { 1, 2 }, i => i == 1 ? a : b)));
        Out.P(name + " GroupBy", string.Join(",", GroupBy(new[] { a, b, a }, v => v.ToString()).Select(g => g.Key + g.Value.Count)) + GroupBy(new[] { 1, 2, 3 }, i => i == 1 ? a : b).Count);
        Out.P(name + " Repeat", string.Join(",", Repeat(a, 3)));
        var s = Stack2<T>.Of(a, b, a, b, a);
        Out.P(name + " Stack", s + s.Pop().ToString() + s.Count + s.Contains(b) + s.Is(b) + s.Is(1.5) + s.Cast(s.Box(a)) + s.TypeText());
        s.Top() = a;
        Out.P(name + " Top", s + string.Join(",", s.Inners()));
        Out.P(name + " Nested", new Stack2<T>.Nested<int> { A = a, B = 1 }.Show() + new Stack2<T>.Nested<string> { A = b, B = "n" }.Show() + new Stack2<T>.Nested<T> { A = a, B = b }.Show() + new Stack2<T>.Nested<int>().Show());
        Out.P(name + " Virt", Virt(new Stack2<T>(), a) + Virt(new NamedStack<T>(), b));
        Out.P(name + " Interface", Interface(new NamedStack<T>(), a));
        Out.P(name + " Statics", Statics(a));
        Out.P(name + " Cctor", Cctor<T>());
        log = "";
        Out.P(name + " TryGet", TryGet(() => Cast<T>(Box(a)), b).ToString() + TryGet(() => Cast<T>(new object()), b) + log);
        log = "";
        Out.P(name + " NullTest", NullTest(a).ToString() + NullTest(default(T)));
        Out.P(name + " SpanSum", SpanSum<T>(new[] { a, b }, v => v.ToString().Length));
        Out.P(name + " Tuple", Deconstruct(Tuple(a, 1)) + Deconstruct(Tuple("t", b)) + Tuple(a, b).Equals(Tuple(a, b)));
        Out.P(name + " Wrap", Wrap(a).ToString() + Wrap(a).Value.Get() + new GStruct<T> { Value = a }.With("w") + new GStruct<string> { N = 7 }.With(b));
        Out.P(name + " Lists", Lists(a, b));
        Out.P(name + " Depth", Depth<T>(4));
    }

    [MethodImpl(NI)]
    static string Lists<T>(T a, T b)
    {
        var l = new List<T> { a, b, a };
        l.Reverse();
        l.Add(b);
        l.RemoveAt(0);
        var d = new Dictionary<string, T> { ["a"] = a, ["b"] = b };
        var q = new Queue<T>(l);
        q.Enqueue(a);
        var h = new HashSet<T> { a, b, a };
        string r = l.IndexOf(b) + "," + d["b"] + q.Dequeue() + h.Count;
        foreach (T v in l) r += v;
        foreach (KeyValuePair<string, T> kv in d) r += kv.Key + kv.Value;
        return r + string.Join(";", l.Where(v => Same(v, a)).Select(v => Box(v)));
    }

    static int Main()
    {
        For("int", 3, 4);
        For("string", "a", "bc");
        For("V2", new V2(1, 2), new V2(3, 4));
        For("VS", new VS { S = "x", K = 1 }, new VS { S = "y", K = 2 });
        For("long", 1L << 40, -1L);
        For("double", 1.5, -2.5);
        For("byte", (byte)7, (byte)255);
        For("DayOfWeek", DayOfWeek.Friday, DayOfWeek.Monday);
        For<object>("object", "boxed", 12);
        For<int?>("int?", 5, 6);
        For("GStruct<string>", new GStruct<string> { Value = "gs", N = 1 }, new GStruct<string> { Value = "gt", N = 2 });
        For("List<int>", new List<int> { 1 }, new List<int> { 2 });
        Out.P("Max", Max(new[] { 3, 9, 2 }) + Max(new[] { "b", "z", "c" }) + Max(new[] { new V2(1, 9), new V2(2, 1) }));
        Out.P("Order", Order(1, 2) + Order("b", "a") * 10 + Order(new V2(1, 1), new V2(1, 1)) * 100);
        Out.P("ShowAll", ShowAll(new V2(5, 6)) + ShowAll(new RefShow()) + ShowAll<IShow>(new V2(7, 8)));
        Out.P("New", New<V2>().ToString() + New<List<int>>().Count + New<Dog>().Sound());
        Out.P("As", (As<string>("s") ?? "null") + (As<string>(5) ?? "null") + (As<List<int>>(new List<int>()) != null) + (As<int[]>(new int[1]) != null));
        Out.P("Crtp", Dog.Create().Both(new Dog()) + Cat.Create().Both(Cat.Create()));
        Expr e = new AddExpr(new Num(1), new AddExpr(new Num(20), new Num(300)));
        Out.P("Visitor", e.Accept(new Eval()) + e.Accept(new Print()) + e.Accept(new Both()));
        Out.P("StaticAbstract", Add(new Num1 { V = 5 }).V + Add(new Num2 { V = "n" }).V + Kind<Num1>() + Kind<Num2>() + (StaticAbstract(new Num2 { V = "s" }).Length > 0));
        Out.P("IntStack", Virt(new IntStack(), 5));
        Out.P("SizeOf", SizeOf<int>() + SizeOf<V2>() * 10 + SizeOf<VS>() * 100 + SizeOf<GStruct<long>>() * 10000);
        IEnumerable<object> covariant = new List<string> { "co", "var" };
        Out.P("Covariant", string.Join(",", covariant));
        return 0;
    }
}
