// Objects: fields, statics and class constructors, calls of every kind, strings, boxing, casts, arrays, covariance.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

internal class AllFields
{
    public bool Bo; public char Ch; public sbyte I1; public byte U1; public short I2; public ushort U2; public int I4; public uint U4;
    public long I8; public ulong U8; public float R4; public double R8; public nint I; public string S; public object O; public int[] A;
    public DayOfWeek E; public DateTime Dt; public int? N;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Set(int k)
    {
        Bo = k != 0; Ch = (char)k; I1 = (sbyte)-k; U1 = (byte)(k * 3); I2 = (short)-k; U2 = (ushort)(k * 1000); I4 = -k; U4 = (uint)k * 5;
        I8 = -(long)k << 33; U8 = (ulong)k << 60; R4 = k / 4f; R8 = k / 8.0; I = k; S = "k" + k; O = S; A = new[] { k, k + 1 };
        E = (DayOfWeek)(k % 7); Dt = new DateTime(k); N = k;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public string Show() => Bo + "," + (int)Ch + "," + I1 + "," + U1 + "," + I2 + "," + U2 + "," + I4 + "," + U4 + "," + I8 + "," + U8 + "," + R4 + "," + R8 + "," + I + "," + S + "," + (O == (object)S) + "," + A[1] + "," + E + "," + Dt.Ticks + "," + N;

    [MethodImpl(MethodImplOptions.NoInlining)] public void Bump() { I4++; I8 += 2; R8 *= 2; U1--; I2 <<= 1; S += "!"; Ch++; A[0] ^= 5; }
    [MethodImpl(MethodImplOptions.NoInlining)] public ref int Ref() => ref I4;
}

internal class Statics
{
    public static int I = 5; public static long L; public static double D = 1.5; public static string S = "st"; public static object O; public static DateTime Dt = new DateTime(77);
    public static byte B; public static bool Flag; public static Guid G = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11); public static int[] A = { 1, 2, 3 };
    public const int C = 42; public static readonly int RO = 43; public static readonly string ROS = "ro" + RO;
    [ThreadStatic] public static int T; [ThreadStatic] public static string TS;
}

internal class PreciseCctor
{
    public static int Value;
    static PreciseCctor() { Objects.Log("cctor PreciseCctor"); Value = 11; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Get() => Value;
    public int Field = 3;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Instance() => Field + Value;
}

internal class CctorThrows
{
    public static int Value;
    static CctorThrows() { Objects.Log("cctor CctorThrows"); throw new InvalidOperationException("from cctor"); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Get() => Value;
}

internal class LazyCctorA { public static int V; static LazyCctorA() { Objects.Log("cctor A"); V = LazyCctorB.V + 1; } }
internal class LazyCctorB { public static int V = 10; static LazyCctorB() { Objects.Log("cctor B"); V += LazyCctorA.V; } }

internal struct StructWithCctor
{
    public static int Count;
    public int X;
    static StructWithCctor() { Count = 100; }
    public StructWithCctor(int x) { X = x; Count++; }
}

internal abstract class Shape
{
    public string Name;
    protected Shape(string name) { Name = name; Init(); }
    protected virtual void Init() { Name += "*"; }
    public abstract double Area();
    public virtual string Describe() => Name + ":" + Area();
    public string NonVirtual() => "nv" + Name;
    public sealed override int GetHashCode() => Name.Length;
    public override bool Equals(object o) => o is Shape s && s.Name == Name;
}

internal class Square : Shape
{
    protected double side;
    public Square(double s) : base("square") { side = s; }
    protected override void Init() { base.Init(); Name += "sq"; }
    [MethodImpl(MethodImplOptions.NoInlining)] public override double Area() => side * side;
    public override string Describe() => "[" + base.Describe() + "]";
    public new string NonVirtual() => "sq" + base.NonVirtual();
}

internal sealed class BigSquare : Square
{
    public BigSquare(double s) : base(s * 10) { }
    public override string Describe() => "big" + base.Describe();
    public override string ToString() => "BigSquare!";
}

internal sealed class Circle : Shape
{
    readonly double r;
    public Circle(double r) : base("circle") => this.r = r;
    public override double Area() => 3 * r * r;
}

internal interface IA { int F(int x); string Name => "default"; }
internal interface IB : IA { int G(); }
internal interface IGen<T> { T Get(T v); }
internal class Impl : IB, IGen<int>, IGen<string>
{
    public virtual int F(int x) => x + 1;
    int IB.G() => F(10) * 2;
    int IGen<int>.Get(int v) => v * 2;
    string IGen<string>.Get(string v) => v + v;
}
internal class Impl2 : Impl, IA
{
    public override int F(int x) => base.F(x) * 100;
    string IA.Name => "impl2";
}
internal enum Small : byte { A = 1, B = 200 }
internal enum Big : long { A = 1, B = long.MaxValue }
[Flags] internal enum Bits { None = 0, One = 1, Two = 2, Four = 4 }

internal static class Objects
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static string log = "";
    public static void Log(string s) => log += s + ";";
    [MethodImpl(NI)] static string TakeLog() { string s = log; log = ""; return s; }

    [MethodImpl(NI)] static string StaticFields() { Statics.I += 2; Statics.L = Statics.I * 1000L; Statics.D /= 2; Statics.S += "x"; Statics.O = Statics.S; Statics.B--; Statics.Flag = !Statics.Flag; Statics.A[1] += Statics.C; return Statics.I + "," + Statics.L + "," + Statics.D + "," + Statics.S + "," + Statics.O + "," + Statics.B + "," + Statics.Flag + "," + Statics.A[1] + "," + Statics.RO + Statics.ROS + Statics.Dt.Ticks + Statics.G; }
    [MethodImpl(NI)] static void AddTo(ref int x, int y) => x += y;
    [MethodImpl(NI)] static int ThreadStatics(int k) { Statics.T += k; Statics.TS = "t" + Statics.T; return Statics.T + Statics.TS.Length; }
    [MethodImpl(NI)] static int OnThread() { int r = 0; var t = new Thread(() => r = ThreadStatics(1)); t.Start(); t.Join(); return r; }
    [MethodImpl(NI)] static void Cctors()
    {
        Out.P("cctor before", TakeLog());
        Out.P("PreciseCctor.Get", PreciseCctor.Get());
        Out.P("cctor after", TakeLog());
        Out.P("PreciseCctor.Instance", new PreciseCctor().Instance());
        Out.P("LazyCctor", LazyCctorA.V * 1000 + LazyCctorB.V);
        Out.P("cctor log", TakeLog());
        for (int i = 0; i < 2; i++)
        {
            try { Out.P("CctorThrows", CctorThrows.Get()); }
            catch (TypeInitializationException e) { Out.P("CctorThrows", e.TypeName + e.InnerException.Message + TakeLog()); }
        }
        var s = new StructWithCctor(3);
        Out.P("StructWithCctor", StructWithCctor.Count + s.X);
    }

    [MethodImpl(NI)] static string CallDescribe(Shape s) => s.Describe();
    [MethodImpl(NI)] static double CallArea(Shape s) => s.Area();
    [MethodImpl(NI)] static string CallNonVirtual(Shape s) => s.NonVirtual();
    [MethodImpl(NI)] static string CallToString(object o) => o.ToString();
    [MethodImpl(NI)] static int CallInterface(IA a, int x) => a.F(x);
    [MethodImpl(NI)] static string CallDefault(IA a) => a.Name;
    [MethodImpl(NI)] static int CallInherited(IB b) => b.G() + b.F(1);
    [MethodImpl(NI)] static string CallGenericInterface(IGen<int> i, IGen<string> s) => i.Get(21) + s.Get("ab");
    [MethodImpl(NI)] static int CallSealed(BigSquare b) => b.Describe().Length + (int)b.Area();
    [MethodImpl(NI)] static bool CallEquals(object a, object b) => a.Equals(b);
    [MethodImpl(NI)] static int CallHash(Shape s) => s.GetHashCode();

    [MethodImpl(NI)] static string Strings(string a, int i) => a + i + a.Length + a.Substring(1) + a[0] + string.Concat(a, "-", a) + a.ToUpperInvariant() + (a == "abc") + a.IndexOf('c') + $"{a}:{i}" + string.Join(",", new[] { a, "z" });
    [MethodImpl(NI)] static int Literals(string s) { if (s == "alpha") return 1; if (s == "") return 2; if (s == "\u00e9\0x") return 3; return 4; }
    [MethodImpl(NI)] static bool SameLiteral() => (object)"interned" == (object)string.Intern("inter" + "ned");
    [MethodImpl(NI)] static string CharLoop(string s) { char[] c = s.ToCharArray(); for (int i = 0, j = c.Length - 1; i < j; i++, j--) { char t = c[i]; c[i] = c[j]; c[j] = t; } return new string(c); }
    [MethodImpl(NI)] static int CountChars(string s) { int n = 0; foreach (char c in s) if (char.IsLetter(c)) n++; return n; }

    [MethodImpl(NI)] static object BoxInt(int v) => v;
    [MethodImpl(NI)] static int UnboxInt(object o) => (int)o;
    [MethodImpl(NI)] static object BoxLong(long v) => v;
    [MethodImpl(NI)] static long UnboxLong(object o) => (long)o;
    [MethodImpl(NI)] static object BoxDouble(double v) => v;
    [MethodImpl(NI)] static object BoxBool(bool v) => v;
    [MethodImpl(NI)] static object BoxChar(char v) => v;
    [MethodImpl(NI)] static object BoxEnum(Small v) => v;
    [MethodImpl(NI)] static Small UnboxEnum(object o) => (Small)o;
    [MethodImpl(NI)] static byte UnboxEnumAsByte(object o) => (byte)o;
    [MethodImpl(NI)] static object BoxNullable(int? v) => v;
    [MethodImpl(NI)] static int? UnboxNullable(object o) => (int?)o;
    [MethodImpl(NI)] static string EnumText(Big b, Bits f) => b + "," + f + "," + (f & ~Bits.One) + "," + f.HasFlag(Bits.Two) + "," + (long)b + "," + ((object)f).Equals(Bits.Two) + f.CompareTo(Bits.Four);

    [MethodImpl(NI)] static bool IsString(object o) => o is string;
    [MethodImpl(NI)] static bool IsShape(object o) => o is Shape;
    [MethodImpl(NI)] static bool IsSealed(object o) => o is BigSquare;
    [MethodImpl(NI)] static bool IsInterface(object o) => o is IA;
    [MethodImpl(NI)] static bool IsGeneric(object o) => o is IEnumerable<string>;
    [MethodImpl(NI)] static bool IsArray(object o) => o is object[];
    [MethodImpl(NI)] static bool IsIntArray(object o) => o is int[];
    [MethodImpl(NI)] static bool IsBoxed(object o) => o is int;
    [MethodImpl(NI)] static bool IsNullable(object o) => o is int?;
    [MethodImpl(NI)] static Shape CastShape(object o) => (Shape)o;
    [MethodImpl(NI)] static IA CastInterface(object o) => (IA)o;
    [MethodImpl(NI)] static object[] CastArray(object o) => (object[])o;
    [MethodImpl(NI)] static string AsString(object o) => o as string;
    [MethodImpl(NI)] static string Pattern(object o) => o switch { null => "null", int i when i > 5 => "big" + i, int i => "int" + i, string { Length: 0 } => "empty", string s => "s" + s, Square q => "sq" + q.Area(), int[] a => "a" + a.Length, IEnumerable => "seq", _ => o.GetType().Name };

    [MethodImpl(NI)] static string Try(Func<object> f)
    {
        try { return "ok " + f(); }
        catch (Exception e) { return e.GetType().Name; }
    }

    [MethodImpl(NI)] static T[] Fill<T>(T[] a, T v) { for (int i = 0; i < a.Length; i++) a[i] = v; return a; }
    [MethodImpl(NI)] static long SumI1(sbyte[] a) { long s = 0; for (int i = 0; i < a.Length; i++) s += a[i]; return s; }
    [MethodImpl(NI)] static long SumU1(byte[] a) { long s = 0; for (int i = 0; i < a.Length; i++) s += a[i]; return s; }
    [MethodImpl(NI)] static long SumI2(short[] a) { long s = 0; for (int i = 0; i < a.Length; i++) s += a[i]; return s; }
    [MethodImpl(NI)] static long SumU2(ushort[] a) { long s = 0; for (int i = 0; i < a.Length; i++) s += a[i]; return s; }
    [MethodImpl(NI)] static long SumI4(int[] a) { long s = 0; foreach (int v in a) s += v; return s; }
    [MethodImpl(NI)] static long SumU4(uint[] a) { long s = 0; foreach (uint v in a) s += v; return s; }
    [MethodImpl(NI)] static long SumI8(long[] a) { long s = 0; foreach (long v in a) s += v; return s; }
    [MethodImpl(NI)] static double SumR4(float[] a) { double s = 0; foreach (float v in a) s += v; return s; }
    [MethodImpl(NI)] static double SumR8(double[] a) { double s = 0; foreach (double v in a) s += v; return s; }
    [MethodImpl(NI)] static int CountTrue(bool[] a) { int s = 0; foreach (bool v in a) if (v) s++; return s; }
    [MethodImpl(NI)] static string JoinChars(char[] a) { string s = ""; foreach (char c in a) s += c; return s; }
    [MethodImpl(NI)] static int Get(int[] a, int i) => a[i];
    [MethodImpl(NI)] static int GetLong(int[] a, long i) => a[i];
    [MethodImpl(NI)] static void Set(int[] a, int i, int v) => a[i] = v;
    [MethodImpl(NI)] static void SetObject(object[] a, int i, object v) => a[i] = v;
    [MethodImpl(NI)] static void SetString(string[] a, int i, string v) => a[i] = v;
    [MethodImpl(NI)] static void SetShape(Shape[] a, int i, Shape v) => a[i] = v;
    [MethodImpl(NI)] static ref object RefElement(object[] a, int i) => ref a[i];
    [MethodImpl(NI)] static int Increment(int[] a, int i) => a[i]++ + ++a[i];
    [MethodImpl(NI)] static int[] NewArray(int n) => new int[n];
    [MethodImpl(NI)] static int Length(Array a) => a.Length;
    [MethodImpl(NI)] static int[] Initialised() => new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, -2, int.MaxValue };
    [MethodImpl(NI)] static double[] InitialisedR8() => new[] { 1.5, -2.5, 1e100, 0, double.MaxValue };
    [MethodImpl(NI)] static ReadOnlySpan<byte> Utf8() => "caf\u00e9"u8;
    [MethodImpl(NI)] static int Jagged(int n) { int[][] j = new int[n][]; for (int i = 0; i < n; i++) { j[i] = new int[i + 1]; for (int k = 0; k <= i; k++) j[i][k] = i * k; } int s = 0; foreach (int[] r in j) foreach (int v in r) s += v; return s; }
    [MethodImpl(NI)] static int Rank2(int n) { int[,] m = new int[n, n + 1]; for (int i = 0; i < n; i++) for (int k = 0; k <= n; k++) m[i, k] = i * 10 + k; m[1, 1] += 1000; int s = 0; for (int i = 0; i < n; i++) s += m[i, n - i] * (i + 1); return s + m.GetLength(1); }
    [MethodImpl(NI)] static string Rank3() { string[,,] m = new string[2, 3, 4]; m[1, 2, 3] = "x"; m[0, 0, 0] = "y"; return m[1, 2, 3] + m[0, 0, 0] + (m[1, 1, 1] ?? "n") + m.Length; }
    [MethodImpl(NI)] static int Sieve(int n) { bool[] c = new bool[n + 1]; int p = 0; for (int i = 2; i <= n; i++) { if (c[i]) continue; p++; for (int j = i * 2; j <= n; j += i) c[j] = true; } return p; }
    [MethodImpl(NI)] static string Lists() { var l = new List<int> { 5, 3, 9, 1 }; l.Sort(); l.Insert(2, 42); l.RemoveAt(0); var d = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }; d["a"] += 10; int s = 0; foreach (int v in l) s = s * 10 + v; foreach (KeyValuePair<string, int> kv in d) s += kv.Value; return s + string.Join("/", l) + d.Count; }
    [MethodImpl(NI)] static IEnumerable<int> Iterate(int n) { for (int i = 0; i < n; i++) { if (i == 3) continue; yield return i * i; } yield return -1; }
    [MethodImpl(NI)] static int SumIterator(int n) { int s = 0; foreach (int v in Iterate(n)) s += v; return s; }

    static void Arrays()
    {
        Out.P("SumI1", SumI1(Fill(new sbyte[7], (sbyte)-3)));
        Out.P("SumU1", SumU1(Fill(new byte[7], (byte)250)));
        Out.P("SumI2", SumI2(Fill(new short[7], (short)-300)));
        Out.P("SumU2", SumU2(Fill(new ushort[7], (ushort)60000)));
        Out.P("SumI4", SumI4(Fill(new int[7], int.MinValue)));
        Out.P("SumU4", SumU4(Fill(new uint[7], uint.MaxValue)));
        Out.P("SumI8", SumI8(Fill(new long[7], 1L << 40)));
        Out.P("SumR4", SumR4(Fill(new float[7], 1.5f)));
        Out.P("SumR8", SumR8(Fill(new double[7], 1e10)));
        Out.P("CountTrue", CountTrue(Fill(new bool[7], true)));
        Out.P("JoinChars", JoinChars(Fill(new char[5], 'q')));
        Out.P("Fill string", string.Join(",", Fill(new string[3], "s")));
        int[] a = { 10, 20, 30 };
        Out.P("Get", Get(a, 2) + GetLong(a, 1));
        Set(a, 0, 77);
        Out.P("Increment", Increment(a, 0) + a[0]);
        foreach (int i in new[] { -1, 3, int.MaxValue, int.MinValue }) Out.P("Get out " + i, Try(() => Get(a, i)));
        Out.P("GetLong out", Try(() => GetLong(a, 0x100000000)));
        Out.P("Set out", Try(() => { Set(a, 3, 1); return null; }));
        Out.P("Get null", Try(() => Get(null, 0)));
        Out.P("SetObject", Try(() => { var o = new object[1]; SetObject(o, 0, 5); return o[0]; }));
        Out.P("SetObject covariant", Try(() => { var o = new string[1]; SetObject(o, 0, "s"); return o[0]; }));
        Out.P("SetObject mismatch", Try(() => { SetObject(new string[1], 0, 5); return null; }));
        Out.P("SetObject null", Try(() => { var o = new string[1] { "x" }; SetObject(o, 0, null); return o[0] ?? "null"; }));
        Out.P("SetObject out", Try(() => { SetObject(new string[1], 1, null); return null; }));
        Out.P("SetString", Try(() => { var o = new string[1]; SetString(o, 0, "y"); return o[0]; }));
        Out.P("SetShape mismatch", Try(() => { SetShape(new Circle[1], 0, new Square(1)); return null; }));
        Out.P("RefElement", Try(() => { var o = new object[2]; RefElement(o, 1) = "ref"; return o[1]; }));
        Out.P("RefElement mismatch", Try(() => RefElement(new string[2], 1)));
        Out.P("NewArray", Try(() => NewArray(3).Length));
        Out.P("NewArray negative", Try(() => NewArray(-1)));
        Out.P("Length", Length(a) + Length(new string[4]));
        Out.P("Initialised", SumI4(Initialised()));
        Out.P("InitialisedR8", SumR8(InitialisedR8()));
        Out.P("Utf8", Utf8().Length * 1000 + Utf8()[3]);
        Out.P("Jagged", Jagged(9));
        Out.P("Rank2", Rank2(5));
        Out.P("Rank2 out", Try(() => { var m = new int[2, 2]; return m[a.Length, 0]; }));
        Out.P("Rank3", Rank3());
        Out.P("Sieve", Sieve(1000));
        Out.P("Lists", Lists());
        Out.P("SumIterator", SumIterator(10));
    }

    static void Casts()
    {
        object[] objects = { null, "str", "", 3, 9, 3L, 1.5, new Square(2), new BigSquare(1), new Circle(1), new Impl(), new Impl2(), new int[2], new string[2], new object[1], new Shape[0], new List<string>(), Small.B, new Point3(), (Action)Casts };
        foreach (object o in objects)
        {
            string n = o == null ? "null" : o.GetType().Name;
            int bits = (IsString(o) ? 1 : 0) | (IsShape(o) ? 2 : 0) | (IsSealed(o) ? 4 : 0) | (IsInterface(o) ? 8 : 0) | (IsGeneric(o) ? 16 : 0) | (IsArray(o) ? 32 : 0) | (IsIntArray(o) ? 64 : 0) | (IsBoxed(o) ? 128 : 0) | (IsNullable(o) ? 256 : 0);
            Out.P("Is " + n, bits);
            Out.P("Cast " + n, Try(() => CastShape(o)?.Name) + Try(() => CastInterface(o) == null) + Try(() => CastArray(o)?.Length) + (AsString(o) ?? "-"));
            Out.P("Unbox " + n, Try(() => UnboxInt(o)) + Try(() => UnboxLong(o)) + Try(() => UnboxEnum(o)) + Try(() => UnboxEnumAsByte(o)) + Try(() => UnboxNullable(o)));
            Out.P("Pattern " + n, Pattern(o));
        }
    }

    static int Main()
    {
        var f = new AllFields();
        f.Set(21);
        Out.P("AllFields", f.Show());
        f.Bump();
        f.Ref() += 1000;
        AddTo(ref f.I4, 5);
        Out.P("Bump", f.Show());
        AllFields none = null;
        Out.P("null load", Try(() => none.I4));
        Out.P("null store", Try(() => { none.S = "x"; return null; }));
        Out.P("null call", Try(() => none.Show()));
        Out.P("null ref", Try(() => none.Ref()));
        Out.P("StaticFields", StaticFields());
        Out.P("StaticFields again", StaticFields());
        AddTo(ref Statics.I, 9);
        Out.P("AddTo static", Statics.I);
        Out.P("ThreadStatics", ThreadStatics(5) + ThreadStatics(5) * 100 + OnThread() * 10000);
        Cctors();
        Shape[] shapes = { new Square(2), new BigSquare(3), new Circle(4) };
        foreach (Shape s in shapes)
        {
            Out.P("CallDescribe", CallDescribe(s));
            Out.P("CallArea", CallArea(s));
            Out.P("CallNonVirtual", CallNonVirtual(s));
            Out.P("CallToString", CallToString(s));
            Out.P("CallHash", CallHash(s));
            Out.P("CallEquals", CallEquals(s, shapes[0]));
        }
        Out.P("Square.NonVirtual", new Square(1).NonVirtual());
        Out.P("CallSealed", CallSealed(new BigSquare(1)));
        Out.P("CallInterface", CallInterface(new Impl(), 4) + CallInterface(new Impl2(), 4));
        Out.P("CallDefault", CallDefault(new Impl()) + CallDefault(new Impl2()));
        Out.P("CallInherited", CallInherited(new Impl()) + CallInherited(new Impl2()));
        Out.P("CallGenericInterface", CallGenericInterface(new Impl(), new Impl2()));
        Out.P("CallToString boxed", CallToString(5) + CallToString('c') + CallToString(Small.B) + CallToString(1.5m));
        Out.P("Strings", Strings("abc", 7));
        Out.P("Literals", Literals("alpha") * 1000 + Literals("") * 100 + Literals("\u00e9\0x") * 10 + Literals("z"));
        Out.P("SameLiteral", SameLiteral());
        Out.P("CharLoop", CharLoop("hello world"));
        Out.P("CountChars", CountChars("a1b2 c3!"));
        Out.P("BoxNullable", (BoxNullable(5) ?? "none").ToString() + (BoxNullable(null) ?? "none"));
        Out.P("Box", BoxInt(5).ToString() + BoxLong(6) + BoxDouble(1.5) + BoxBool(true) + BoxChar('z') + BoxEnum(Small.A) + UnboxLong(BoxLong(1L << 40)));
        Out.P("EnumText", EnumText(Big.B, Bits.One | Bits.Two));
        Casts();
        Arrays();
        return 0;
    }
}

internal struct Point3 { public int X, Y, Z; }
