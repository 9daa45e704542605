// Many arguments: integer and float registers exhausted in every order, stack arguments of every type, refs and structs.
using System;
using System.Runtime.CompilerServices;

internal struct S8 { public int A, B; }
internal struct S16 { public string S; public int I; }
internal struct S24 { public string S; public long L; public string T; }
internal struct SF { public float X, Y; }
internal struct SD { public double X; public int I; }

internal class Receiver
{
    readonly int k;
    public Receiver(int k) => this.k = k;
    [MethodImpl(MethodImplOptions.NoInlining)] public int Inst(int a, int b, int c, int d, int e, int f, int g) => k + a * 2 + b * 3 + c * 5 + d * 7 + e * 11 + f * 13 + g * 17;
    public virtual string Virt(string a, int b, string c, double d, string e, long f, string g, S24 h, string i) => k + a + b + c + d + e + f + g + h.S + h.L + h.T + i;
    [MethodImpl(MethodImplOptions.NoInlining)] public S24 RetBuf(int a, S24 b, int c, int d, int e, int f, string g) => new S24 { S = b.S + g, L = a + c + d + e + f + k, T = g + b.T };
}

internal sealed class Derived : Receiver
{
    public Derived() : base(1000) { }
    public override string Virt(string a, int b, string c, double d, string e, long f, string g, S24 h, string i) => "D" + base.Virt(i, b, c, d, e, f, g, h, a);
}

internal interface IBig { long Call(long a, long b, long c, long d, long e, long f, long g, long h); }
internal sealed class BigImpl : IBig { public long Call(long a, long b, long c, long d, long e, long f, long g, long h) => ((((((a * 3 + b) * 3 + c) * 3 + d) * 3 + e) * 3 + f) * 3 + g) * 3 + h; }

internal static class BigArgs
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)] static int I7(int a, int b, int c, int d, int e, int f, int g) => a + b * 10 + c * 100 + d * 1000 + e * 10000 + f * 100000 + g * 1000000;
    [MethodImpl(NI)] static long I12(int a, long b, short c, byte d, uint e, ulong f, sbyte g, ushort h, char i, bool j, long k, int l) => a - b + c * 2 - d * 3 + e * 4 - (long)f * 5 + g * 6 - h * 7 + i * 8 - (j ? 9 : 10) + k * 11 - l * 12;
    [MethodImpl(NI)] static double F10(double a, double b, double c, double d, double e, double f, double g, double h, double i, double j) => a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10;
    [MethodImpl(NI)] static float G10(float a, float b, float c, float d, float e, float f, float g, float h, float i, float j) => a - b + c - d + e - f + g - h + i * 2 - j * 4;
    [MethodImpl(NI)] static double Mix(int a, double b, long c, float d, byte e, double f, int g, float h, long i, double j, int k, double l, short m, double n, int o, float p, double q, double r) => a + b + c + d + e + f + g + h + i + j * 2 + k + l * 3 + m + n * 5 + o + p * 7 + q * 11 + r * 13;
    [MethodImpl(NI)] static string Refs(string a, string b, string c, string d, string e, string f, string g, string h, string i) => i + h + g + f + e + d + c + b + a;
    [MethodImpl(NI)] static string Structs(S8 a, S16 b, S24 c, SF d, SD e, S8 f, S16 g, S24 h, SF i, SD j) => a.A + a.B + b.S + b.I + c.S + c.L + c.T + d.X + d.Y + e.X + e.I + f.B + g.S + h.T + i.Y + j.X + j.I;
    [MethodImpl(NI)] static string StructSplit(int a, int b, int c, int d, int e, S16 f, int g, S16 h) => f.S + f.I + g + h.S + h.I + (a + b + c + d + e);
    [MethodImpl(NI)] static string StructSplit2(S16 a, int b, S16 c, int d, S16 e, S8 f) => a.S + a.I + b + c.S + c.I + d + e.S + e.I + f.A + f.B;
    [MethodImpl(NI)] static S24 RetBuf(int a, int b, int c, int d, int e, string f, string g) => new S24 { S = f, L = a + b * 2 + c * 3 + d * 4 + e * 5, T = g };
    [MethodImpl(NI)] static S16 RetPair(int a, int b, int c, int d, int e, int f, string g, int h) => new S16 { S = g, I = a + b + c + d + e + f + h };
    [MethodImpl(NI)] static SD RetMixed(double a, int b, double c, int d, double e, int f, double g, int h, double i, int j, double k, int l) => new SD { X = a + c + e + g + i + k, I = b + d + f + h + j + l };
    [MethodImpl(NI)] static void ByRefs(ref int a, ref string b, out long c, ref double d, out S24 e, ref S8 f, ref byte g, out string h) { a++; b += "b"; c = a * 2L; d *= 2; e = new S24 { S = b, L = c, T = "t" }; f.B = a; g--; h = b + g; }
    [MethodImpl(NI)] static long Recursive(int n, long a, long b, long c, long d, long e, long f, long g, string s) => n == 0 ? a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + s.Length : Recursive(n - 1, g, a, b, c, d, e, f + 1, n % 50 == 0 ? s + "x" : s);
    [MethodImpl(NI)] static int CallInCall(int a, int b) => I7(I7(a, b, a, b, a, b, a) & 15, b, I7(b, a, b, a, b, a, b) & 15, a + b, a - b, I7(1, 2, 3, 4, 5, 6, 7) & 7, b);
    [MethodImpl(NI)] static int Params(params int[] xs) { int s = 0; foreach (int x in xs) s = s * 2 + x; return s; }
    [MethodImpl(NI)] static int Optional(int a, int b = 5, string c = "def", double d = 2.5) => a + b + c.Length + (int)d;
    [MethodImpl(NI)] static T Gen<T>(int a, T b, int c, T d, long e, T f, T g, T h) => (a + c + e) % 2 == 0 ? f : (e > 5 ? h : g);
    [MethodImpl(NI)] static long CallInterface(IBig b) => b.Call(1, 2, 3, 4, 5, 6, 7, 8);
    [MethodImpl(NI)] static int Wide20(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, int r, int s, int t) => a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * n + 15 * o + 16 * p + 17 * q + 18 * r + 19 * s + 20 * t;
    [MethodImpl(NI)] static string AllocBetween(string a, int b, object c, long d, string[] e, int f, string g, S24 h, string i)
    {
        string t = a + b;
        object[] junk = new object[20];
        junk[3] = t + c;
        string u = g + h.S;
        for (int x = 0; x < 5; x++) junk[x + 5] = u + x;
        return t + c + d + e[1] + f + u + h.T + i + junk[3] + junk[9];
    }

    static int Main()
    {
        S8 s8 = new S8 { A = 1, B = 2 };
        S16 s16 = new S16 { S = "s16", I = 16 };
        S24 s24 = new S24 { S = "s24", L = 24, T = "t24" };
        SF sf = new SF { X = 1.5f, Y = 2.5f };
        SD sd = new SD { X = 3.25, I = 9 };
        Out.P("I7", I7(1, 2, 3, 4, 5, 6, 7));
        Out.P("I12", I12(-1, 1L << 40, -3, 200, uint.MaxValue, 77, -8, 60000, 'x', true, -5, 99));
        Out.P("F10", F10(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        Out.P("G10", G10(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        Out.P("Mix", Mix(1, 2.5, 3, 4.5f, 5, 6.5, 7, 8.5f, 9, 10.5, 11, 12.5, 13, 14.5, 15, 16.5f, 17.5, 18.5));
        Out.P("Refs", Refs("a", "b", "c", "d", "e", "f", "g", "h", "i"));
        Out.P("Structs", Structs(s8, s16, s24, sf, sd, s8, s16, s24, sf, sd));
        Out.P("StructSplit", StructSplit(1, 2, 3, 4, 5, s16, 6, s16));
        Out.P("StructSplit2", StructSplit2(s16, 1, s16, 2, s16, s8));
        S24 r = RetBuf(1, 2, 3, 4, 5, "rf", "rg");
        Out.P("RetBuf", r.S + r.L + r.T);
        S16 p = RetPair(1, 2, 3, 4, 5, 6, "pair", 7);
        Out.P("RetPair", p.S + p.I);
        SD m = RetMixed(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        Out.P("RetMixed", m.X * 1000 + m.I);
        int a = 1;
        string b = "b";
        double d = 1.5;
        byte g = 0;
        ByRefs(ref a, ref b, out long c, ref d, out S24 e, ref s8, ref g, out string h);
        Out.P("ByRefs", a + b + c + d + e.S + e.L + s8.B + g + h);
        Out.P("Recursive", Recursive(300, 1, 2, 3, 4, 5, 6, 7, "s"));
        Out.P("CallInCall", CallInCall(3, 4));
        Out.P("Params", Params(1, 2, 3, 4, 5, 6, 7, 8, 9) + Params());
        Out.P("Optional", Optional(1) + Optional(1, 2) + Optional(1, 2, "three", 4));
        Out.P("Gen", Gen(1, "b", 2, "d", 3, "f", "g", "h") + Gen(1, 2, 3, 4, 5, 6, 7, 8) + Gen(1, 2.5, 2, 4.5, 9, 6.5, 7.5, 8.5) + Gen(1, s24, 2, s24, 9, s24, s24, r).S);
        var rec = new Receiver(7);
        Out.P("Inst", rec.Inst(1, 2, 3, 4, 5, 6, 7));
        Out.P("Virt", rec.Virt("a", 1, "c", 2.5, "e", 3, "g", s24, "i"));
        Out.P("Virt derived", ((Receiver)new Derived()).Virt("a", 1, "c", 2.5, "e", 3, "g", s24, "i"));
        S24 q = rec.RetBuf(1, s24, 2, 3, 4, 5, "six");
        Out.P("Inst RetBuf", q.S + q.L + q.T);
        Out.P("CallInterface", CallInterface(new BigImpl()));
        Out.P("Wide20", Wide20(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20));
        Out.P("AllocBetween", AllocBetween("a", 1, "c", 2, new[] { "x", "y" }, 3, "g", s24, "i"));
        return 0;
    }
}
