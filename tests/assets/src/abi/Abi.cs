// Structs across the border between precompiled code and the JIT's: every method exists twice, once as native image code and
// once as a method that asks for the JIT (AggressiveOptimization), and each side calls the other.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

internal sealed class Border<T>
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    const MethodImplOptions JIT = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    [MethodImpl(NI)] static string Take(T s, long a, double d, T t, Func<T, string> show)
        => show(s) + a + " " + d + show(t);
    [MethodImpl(JIT)] static string TakeJ(T s, long a, double d, T t, Func<T, string> show)
        => show(s) + a + " " + d + show(t);

    // One register of each kind is left for the last struct.
    [MethodImpl(NI)] static string Late(int a, long b, string c, short e, float f, double g, float h, double i, float j, double k,
        float l, T s, T t, int z, Func<T, string> show)
        => a + b + c + e + f + g + h + i + j + k + l + show(s) + show(t) + z;
    [MethodImpl(JIT)] static string LateJ(int a, long b, string c, short e, float f, double g, float h, double i, float j, double k,
        float l, T s, T t, int z, Func<T, string> show)
        => a + b + c + e + f + g + h + i + j + k + l + show(s) + show(t) + z;

    [MethodImpl(NI)] static T Give(T s, int k, T t) => k > 0 ? s : t;
    [MethodImpl(JIT)] static T GiveJ(T s, int k, T t) => k > 0 ? s : t;

    T field;
    [MethodImpl(NI)] T Member(T s) { T old = field; field = s; return old; }
    [MethodImpl(JIT)] T MemberJ(T s) { T old = field; field = s; return old; }

    [MethodImpl(NI)]
    public static string FromImage(T x, T y, Func<T, string> show)
    {
        var o = new Border<T>();
        o.MemberJ(x);
        T z = o.MemberJ(y);
        return TakeJ(x, 77, 0.5, y, show) + "|" + LateJ(1, 2, "c", 4, 5, 6, 7, 8, 9, 10, 11, x, y, 12, show)
            + "|" + show(GiveJ(x, 1, y)) + show(GiveJ(x, 0, y)) + show(z);
    }

    [MethodImpl(NI)]
    public static string Own(T x, T y, Func<T, string> show)
    {
        var o = new Border<T>();
        o.Member(x);
        T z = o.Member(y);
        return Take(x, 77, 0.5, y, show) + "|" + Late(1, 2, "c", 4, 5, 6, 7, 8, 9, 10, 11, x, y, 12, show)
            + "|" + show(Give(x, 1, y)) + show(Give(x, 0, y)) + show(z);
    }

    [MethodImpl(JIT)]
    public static string FromJit(T x, T y, Func<T, string> show)
    {
        var o = new Border<T>();
        o.Member(x);
        T z = o.Member(y);
        return Take(x, 77, 0.5, y, show) + "|" + Late(1, 2, "c", 4, 5, 6, 7, 8, 9, 10, 11, x, y, 12, show)
            + "|" + show(Give(x, 1, y)) + show(Give(x, 0, y)) + show(z);
    }
}

internal struct Empty { }
internal struct HasEmpty { public Empty E; public int V; }
internal struct EmptyLast { public long V; public Empty E; }
internal struct EmptyDouble { public Empty E; public double V; }
internal struct OneRef { public string S; }
[StructLayout(LayoutKind.Sequential, Size = 16)] internal struct OneRefWide { public string S; }
[StructLayout(LayoutKind.Sequential, Size = 16)] internal struct OneIntWide { public int V; }
[StructLayout(LayoutKind.Sequential, Size = 16)] internal struct OneDoubleWide { public double V; }
[StructLayout(LayoutKind.Sequential, Size = 12)] internal struct OneFloatWide { public float V; }
[StructLayout(LayoutKind.Sequential, Size = 16)] internal unsafe struct OnePointerWide { public byte* P; }
[StructLayout(LayoutKind.Sequential, Size = 16)] internal struct MixedWide { public Mixed M; }
[StructLayout(LayoutKind.Auto, Size = 16)] internal struct AutoWide { public int V; }
internal struct Mixed { public int I; public float F; }
[InlineArray(2)] internal struct TwoRefs { string s; }
[InlineArray(4)] internal struct FourFloats { float f; }
[InlineArray(2)] internal struct TwoMixed { Mixed m; }
[InlineArray(1)] internal struct OneDouble { double d; }
[InlineArray(2), StructLayout(LayoutKind.Auto)] internal struct AutoRefs { string s; }
[InlineArray(3)] internal struct ThreeShorts { short s; }
[InlineArray(2)] internal struct Two<T> { T v; }
internal unsafe struct FixedInts { public fixed int V[4]; }
internal unsafe struct FixedFloats { public fixed float V[3]; }
internal unsafe struct FixedBytes { public fixed byte V[11]; }
[StructLayout(LayoutKind.Explicit)] internal struct LongDouble { [FieldOffset(0)] public long L; [FieldOffset(0)] public double D; }
[StructLayout(LayoutKind.Explicit)] internal struct RefAndUnion { [FieldOffset(0)] public string S; [FieldOffset(8)] public double D; [FieldOffset(8)] public float F; }
[StructLayout(LayoutKind.Explicit)] internal struct Overlap { [FieldOffset(0)] public long L; [FieldOffset(4)] public double D; }
[StructLayout(LayoutKind.Explicit)] internal struct Late8 { [FieldOffset(8)] public double D; }
[StructLayout(LayoutKind.Explicit, Size = 16)] internal struct FloatFirst { [FieldOffset(0)] public float F; [FieldOffset(4)] public int I; }
[StructLayout(LayoutKind.Explicit)] internal struct DoubleInts { [FieldOffset(0)] public double A; [FieldOffset(8)] public double B; [FieldOffset(12)] public int C; }
[StructLayout(LayoutKind.Sequential, Pack = 1)] internal struct Packed { public byte A; public double B; }
[StructLayout(LayoutKind.Sequential, Pack = 1)] internal struct PackedRef { public byte A; public string S; }
internal struct RefDouble { public string S; public double D; }
internal struct DoubleRef { public double D; public string S; }
internal struct Bytes3 { public byte A, B, C; }
internal struct Floats3 { public float A, B, C; }
internal struct FFI { public float A, B; public int C; }
internal struct IFF { public int A; public float B, C; }
internal struct IntDouble { public int I; public double D; }
internal struct G<T> { public T V; }
internal struct Pair<T, U> { public T A; public U B; }
internal struct Three { public long A, B, C; }
internal struct Small { public bool B; public sbyte S; public char C; public short H; }
internal enum Tiny : sbyte { Low = -3, High = 100 }
internal struct HasEnum { public Tiny T; public ushort U; }

// Framework structs, inside own ones: code of a generic type over a framework struct belongs to no image of ours.
internal struct WithNullableInt { public int? V; }
internal struct WithNullableLong { public long? V; }
internal struct WithNullableDouble { public double? V; }
internal struct WithNullableRef { public OneRef? V; }
internal struct WithNullableEmpty { public Empty? V; }
internal struct WithGuid { public Guid V; }
internal struct WithDecimal { public decimal V; }
internal struct WithVector2 { public Vector2 V; }
internal struct WithVector3 { public Vector3 V; }
internal struct WithComplex { public Complex V; }
internal struct WithHalf { public Half V; }
internal struct WithMemory { public Memory<byte> V; }
internal struct WithTuple { public (string, int) V; }
internal struct WithDateTime { public DateTime V; }

internal static class Program
{
    static void Run<T>(string name, T x, T y, Func<T, string> show)
    {
        string own = Border<T>.Own(x, y, show);
        string image = Border<T>.FromImage(x, y, show);
        string jit = Border<T>.FromJit(x, y, show);
        Console.WriteLine(name + " " + own);
        if (image != own) Console.WriteLine("image to JIT: " + image);
        if (jit != own) Console.WriteLine("JIT to image: " + jit);
    }

    static unsafe FixedInts Ints(int k) { FixedInts r; for (int i = 0; i < 4; i++) r.V[i] = k + i; return r; }
    static unsafe FixedFloats Floats(int k) { FixedFloats r; for (int i = 0; i < 3; i++) r.V[i] = k + i; return r; }
    static unsafe FixedBytes Bytes(int k) { FixedBytes r; for (int i = 0; i < 11; i++) r.V[i] = (byte)(k + i); return r; }
    static TwoRefs Refs(int k) { TwoRefs r = default; r[0] = "a" + k; r[1] = "b" + k; return r; }
    static AutoRefs Autos(int k) { AutoRefs r = default; r[0] = "a" + k; r[1] = "b" + k; return r; }
    static FourFloats Four(int k) { FourFloats r = default; for (int i = 0; i < 4; i++) r[i] = k + i; return r; }
    static TwoMixed Mixeds(int k) { TwoMixed r = default; r[0].I = k; r[0].F = k + 1; r[1].I = k + 2; r[1].F = k + 3; return r; }
    static Two<T> Both<T>(T a, T b) { Two<T> r = default; r[0] = a; r[1] = b; return r; }
    static ThreeShorts Shorts(int k) { ThreeShorts r = default; for (int i = 0; i < 3; i++) r[i] = (short)(k - i); return r; }
    static OneDouble Single(double d) { OneDouble r = default; r[0] = d; return r; }
    static string Text(TwoRefs v) => v[0] + v[1];
    static string Text(AutoRefs v) => v[0] + v[1];
    static string Text(FourFloats v) => v[0] + "," + v[1] + "," + v[2] + "," + v[3];
    static string Text(TwoMixed v) => v[0].I + "," + v[0].F + "," + v[1].I + "," + v[1].F;
    static string Text(ThreeShorts v) => v[0] + "," + v[1] + "," + v[2];
    static string Text<T>(Two<T> v) => v[0] + ";" + v[1];
    static unsafe string Text(FixedInts v) => v.V[0] + "," + v.V[1] + "," + v.V[2] + "," + v.V[3];
    static unsafe string Text(FixedFloats v) => v.V[0] + "," + v.V[1] + "," + v.V[2];
    static unsafe string Text(FixedBytes v) => v.V[0] + "," + v.V[7] + "," + v.V[8] + "," + v.V[10];

    // Types whose place in calls depends on the processor: all of this is left to the JIT.
    static void Unstable()
    {
        Run("Int128", (Int128)1, -(Int128)3, v => v.ToString());
        Run("GInt128", new G<Int128> { V = 1 }, new G<Int128> { V = -3 }, v => v.V.ToString());
        Run("Vector128", System.Runtime.Intrinsics.Vector128.Create(1, 2, 3, 4), default, v => v.ToString());
    }

    static unsafe void Group1()
    {
        Run("Empty", new Empty(), new Empty(), v => "e");
        Run("HasEmpty", new HasEmpty { V = 3 }, new HasEmpty { V = -4 }, v => v.V + ".");
        Run("EmptyLast", new EmptyLast { V = 3 }, new EmptyLast { V = -4 }, v => v.V + ".");
        Run("EmptyDouble", new EmptyDouble { V = 3 }, new EmptyDouble { V = -4 }, v => v.V + ".");
        Run("OneRef", new OneRef { S = "x" }, new OneRef { S = "y" }, v => v.S);
        Run("OneRefWide", new OneRefWide { S = "x" }, new OneRefWide { S = "y" }, v => v.S);
        Run("OneIntWide", new OneIntWide { V = 1 }, new OneIntWide { V = -1 }, v => v.V + ".");
        Run("OneDoubleWide", new OneDoubleWide { V = 1 }, new OneDoubleWide { V = -1 }, v => v.V + ".");
        Run("OneFloatWide", new OneFloatWide { V = 1 }, new OneFloatWide { V = -1 }, v => v.V + ".");
    }

    static unsafe void Group2()
    {
        Run("OnePointerWide", new OnePointerWide { P = (byte*)12 }, new OnePointerWide { P = (byte*)-1 }, v => (long)v.P + ".");
        Run("MixedWide", new MixedWide { M = new Mixed { I = 5, F = 6 } }, default, v => v.M.I + "," + v.M.F);
        Run("AutoWide", new AutoWide { V = 1 }, new AutoWide { V = -1 }, v => v.V + ".");
        Run("Mixed", new Mixed { I = 1, F = 2 }, new Mixed { I = -1, F = -2 }, v => v.I + "," + v.F);
        Run("TwoRefs", Refs(1), Refs(2), v => Text(v));
        Run("AutoRefs", Autos(1), Autos(2), v => Text(v));
        Run("FourFloats", Four(1), Four(20), v => Text(v));
        Run("TwoMixed", Mixeds(1), Mixeds(20), v => Text(v));
        Run("OneDouble", Single(1), Single(20), v => v[0] + ".");
        Run("ThreeShorts", Shorts(1), Shorts(20), v => Text(v));
    }

    static unsafe void Group3()
    {
        Run("TwoString", Both("p", "q"), Both("r", "s"), v => Text(v));
        Run("TwoDouble", Both(1.5, 2.5), Both(3.5, 4.5), v => Text(v));
        Run("TwoG", Both(new G<int> { V = 1 }, new G<int> { V = 2 }), default, v => v[0].V + ";" + v[1].V);
        Run("FixedInts", Ints(1), Ints(20), v => Text(v));
        Run("FixedFloats", Floats(1), Floats(20), v => Text(v));
        Run("FixedBytes", Bytes(1), Bytes(20), v => Text(v));
        Run("LongDouble", new LongDouble { L = 1 }, new LongDouble { D = 2 }, v => v.L + ".");
        Run("RefAndUnion", new RefAndUnion { S = "u", D = 1 }, new RefAndUnion { S = "w", D = 3 }, v => v.S + v.D);
        Run("Overlap", new Overlap { L = 1 }, new Overlap { D = 3 }, v => v.L + "," + v.D);
        Run("Late8", new Late8 { D = 1 }, new Late8 { D = 3 }, v => v.D + ".");
    }

    static unsafe void Group4()
    {
        Run("FloatFirst", new FloatFirst { F = 1, I = 2 }, new FloatFirst { F = 3 }, v => v.F + "," + v.I);
        Run("DoubleInts", new DoubleInts { A = 1, B = 2 }, new DoubleInts { A = 3, C = 4 }, v => v.A + "," + v.B + "," + v.C);
        Run("Packed", new Packed { A = 1, B = 2 }, new Packed { A = 3, B = 4 }, v => v.A + "," + v.B);
        Run("PackedRef", new PackedRef { A = 1, S = "2" }, new PackedRef { A = 3, S = "4" }, v => v.A + "," + v.S);
        Run("RefDouble", new RefDouble { S = "1", D = 2 }, new RefDouble { S = "3", D = 4 }, v => v.S + "," + v.D);
        Run("DoubleRef", new DoubleRef { S = "1", D = 2 }, new DoubleRef { S = "3", D = 4 }, v => v.S + "," + v.D);
        Run("Bytes3", new Bytes3 { A = 1, B = 2, C = 3 }, new Bytes3 { A = 255 }, v => v.A + "," + v.B + "," + v.C);
        Run("Floats3", new Floats3 { A = 1, B = 2, C = 3 }, new Floats3 { A = 255 }, v => v.A + "," + v.B + "," + v.C);
        Run("FFI", new FFI { A = 1, B = 2, C = 3 }, new FFI { A = 255 }, v => v.A + "," + v.B + "," + v.C);
        Run("IFF", new IFF { A = 1, B = 2, C = 3 }, new IFF { A = 255 }, v => v.A + "," + v.B + "," + v.C);
    }

    static unsafe void Group5()
    {
        Run("IntDouble", new IntDouble { I = 1, D = 2 }, new IntDouble { I = 255 }, v => v.I + "," + v.D);
        Run("Small", new Small { B = true, S = -1, C = 'c', H = -5 }, default, v => v.B + "," + v.S + "," + (int)v.C + "," + v.H);
        Run("HasEnum", new HasEnum { T = Tiny.Low, U = 65535 }, new HasEnum { T = Tiny.High }, v => v.T + "," + v.U);
        Run("Three", new Three { A = 1, B = 2, C = 3 }, new Three { A = 255 }, v => v.A + "," + v.B + "," + v.C);
        Run("GInt", new G<int> { V = 1 }, new G<int> { V = -2 }, v => v.V + ".");
        Run("GString", new G<string> { V = "1" }, new G<string> { V = "2" }, v => v.V + ".");
        Run("GGDouble", new G<G<double>> { V = new G<double> { V = 4 } }, default, v => v.V.V + ".");
        Run("GEmpty", new G<Empty>(), default, v => "g");
        Run("PairFloatInt", new Pair<float, int> { A = 1, B = 2 }, new Pair<float, int> { A = 3, B = 4 }, v => v.A + "," + v.B);
        Run("PairStringByte", new Pair<string, byte> { A = "1", B = 2 }, new Pair<string, byte> { A = "3", B = 4 }, v => v.A + "," + v.B);
    }

    static unsafe void Group6()
    {
        Run("PairEmptyInt", new Pair<Empty, int> { B = 2 }, new Pair<Empty, int> { B = 4 }, v => v.B + ".");
        Run("PairPair", new Pair<Pair<byte, short>, Pair<float, float>> { A = { A = 1, B = 2 }, B = { A = 3, B = 4 } }, default,
            v => v.A.A + "," + v.A.B + "," + v.B.A + "," + v.B.B);
        Run("NullableInt", new WithNullableInt { V = 3 }, default, v => v.V.ToString());
        Run("NullableLong", new WithNullableLong { V = 3 }, default, v => v.V.ToString());
        Run("NullableDouble", new WithNullableDouble { V = 3 }, default, v => v.V.ToString());
        Run("NullableRef", new WithNullableRef { V = new OneRef { S = "n" } }, default, v => v.V.HasValue ? v.V.Value.S : "none");
        Run("NullableEmpty", new WithNullableEmpty { V = new Empty() }, default, v => v.V.HasValue ? "some" : "none");
        Run("Guid", new WithGuid { V = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) }, default, v => v.V.ToString());
        Run("decimal", new WithDecimal { V = -79228162514264337593543950335m }, default, v => v.V.ToString());
        Run("Vector2", new WithVector2 { V = new Vector2(1, 2) }, default, v => v.V.X + "," + v.V.Y);
    }

    static unsafe void Group7()
    {
        Run("Vector3", new WithVector3 { V = new Vector3(1, 2, 3) }, default, v => v.V.X + "," + v.V.Y + "," + v.V.Z);
        Run("Complex", new WithComplex { V = new Complex(1, 2) }, default, v => v.V.Real + "," + v.V.Imaginary);
        Run("Half", new WithHalf { V = (Half)1.5f }, default, v => v.V.ToString());
        Run("Memory", new WithMemory { V = new Memory<byte>(new byte[3]) }, default, v => v.V.Length + ".");
        Run("Tuple", new WithTuple { V = ("t", 5) }, default, v => v.V.Item1 + v.V.Item2);
        Run("DateTime", new WithDateTime { V = new DateTime(123456789) }, default, v => v.V.Ticks + ".");
        Run("sbyte", (sbyte)-1, (sbyte)100, v => v + ".");
        Run("ushort", (ushort)65535, (ushort)1, v => v + ".");
        Run("Tiny", Tiny.Low, Tiny.High, v => (int)v + ".");
        Run("float", 1.5f, -2f, v => v + ".");
    }

    static unsafe void Group8()
    {
        Run("string", "s", "t", v => v);
    }

    static int Main(string[] args)
    {
        Group1();
        Group2();
        Group3();
        Group4();
        Group5();
        Group6();
        Group7();
        Group8();
        if (args.Length == 0) Unstable();
        return 0;
    }
}
