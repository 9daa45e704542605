// Control flow: branches on every comparison, dense and sparse switches, loops of every shape, short circuits.
using System;
using System.Runtime.CompilerServices;

internal static class Control
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)] static int IfElse(int a) { if (a < 0) return -1; else if (a == 0) return 0; else return 1; }
    [MethodImpl(NI)] static int Ternary(int a, int b) => a > b ? a - b : b > 10 ? b : a + b;
    [MethodImpl(NI)] static bool AndAlso(int a, int b) => a > 0 && b > 0 && a != b;
    [MethodImpl(NI)] static bool OrElse(int a, int b) => a > 5 || b > 5 || a == b;
    [MethodImpl(NI)] static int UnsignedBranch(uint a, uint b) { if (a > b) return 1; if (a < b) return 2; return 3; }
    [MethodImpl(NI)] static int LongBranch(long a, long b) { if (a >= b) { if (a == b) return 0; return 1; } return -1; }
    [MethodImpl(NI)] static int NullBranch(object o) { if (o == null) return 0; if (o is string) return 1; return 2; }
    [MethodImpl(NI)] static int BoolBranch(bool a, bool b) { if (a) { if (!b) return 1; return 2; } return b ? 3 : 4; }
    [MethodImpl(NI)] static int MaskBranch(int a) { if ((a & 8) != 0) return 1; if ((a & 3) == 0) return 2; return 3; }

    [MethodImpl(NI)]
    static int SwitchDense(int a)
    {
        switch (a)
        {
            case 0: return 10;
            case 1: return 21;
            case 2: return 32;
            case 3:
            case 4: return 43;
            case 5: return 54;
            case 7: return 65;
            default: return -1;
        }
    }

    [MethodImpl(NI)]
    static int SwitchOffset(int a)
    {
        int r = 1;
        switch (a)
        {
            case 100: r += 1; goto case 102;
            case 101: r += 2; break;
            case 102: r += 4; break;
            case 103: r += 8; goto default;
            case 104: r += 16; break;
            default: r += 32; break;
        }
        return r;
    }

    [MethodImpl(NI)]
    static int SwitchSparse(int a) => a switch { -1000 => 1, 0 => 2, 7 => 3, 1000 => 4, 1000000 => 5, int.MaxValue => 6, int.MinValue => 7, _ => 0 };

    [MethodImpl(NI)]
    static int SwitchLong(long a) => a switch { 0 => 1, 1 => 2, 2 => 3, 0x100000000 => 4, -1 => 5, _ => 0 };

    [MethodImpl(NI)]
    static string SwitchString(string s) => s switch
    {
        "one" => "1", "two" => "2", "three" => "3", "four" => "4", "five" => "5", "six" => "6", "seven" => "7", "eight" => "8", null => "null", _ => "?",
    };

    [MethodImpl(NI)]
    static int SwitchEnum(DayOfWeek d)
    {
        switch (d)
        {
            case DayOfWeek.Saturday:
            case DayOfWeek.Sunday: return 2;
            case DayOfWeek.Friday: return 1;
            default: return 0;
        }
    }

    [MethodImpl(NI)] static int While(int n) { int s = 0; while (n > 0) { s += n; n -= 3; } return s; }
    [MethodImpl(NI)] static int DoWhile(int n) { int s = 0; do { s ^= n; n >>= 1; } while (n != 0); return s; }
    [MethodImpl(NI)] static long ForDown(int n) { long p = 1; for (int i = n; i > 1; i--) p *= i; return p; }

    [MethodImpl(NI)]
    static int Nested(int n)
    {
        int c = 0;
        for (int i = 0; i < n; i++)
            for (int j = i; j < n; j++)
            {
                if ((i + j) % 3 == 0) continue;
                if (j > i + 5) break;
                for (int k = j; k < n; k += 2) c += i ^ j ^ k;
            }
        return c;
    }

    [MethodImpl(NI)]
    static int Goto(int n)
    {
        int i = 0, s = 0;
    again:
        if (i >= n) goto done;
        s += i * i;
        i++;
        if (s > 1000) goto overflow;
        goto again;
    overflow:
        s -= 500;
        goto again;
    done:
        return s;
    }

    [MethodImpl(NI)]
    static int Collatz(long n)
    {
        int steps = 0;
        while (n != 1)
        {
            n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
            steps++;
        }
        return steps;
    }

    [MethodImpl(NI)]
    static int Swap(int a, int b, int n)
    {
        for (int i = 0; i < n; i++)
        {
            int t = a;
            a = b;
            b = t + 1;
        }
        return a * 1000 + b;
    }

    [MethodImpl(NI)]
    static int Rotate4(int a, int b, int c, int d, int n)
    {
        while (n-- > 0) (a, b, c, d) = (b, c, d, a);
        return ((a * 10 + b) * 10 + c) * 10 + d;
    }

    [MethodImpl(NI)]
    static double FloatLoop(int n)
    {
        double x = 1, y = 0;
        for (int i = 0; i < n; i++)
        {
            double t = x * 0.5 + y;
            y = x - t;
            x = t;
        }
        return x + y * 2;
    }

    [MethodImpl(NI)]
    static int ManyLocals(int a)
    {
        int b = a + 1, c = a * 2, d = b ^ c, e = d - a, f = e * 3, g = f + b, h = g - c, i = h ^ d, j = i + e, k = j - f, l = k * 5, m = l + g, n = m ^ h, o = n + i, p = o - j, q = p ^ k;
        for (int x = 0; x < 3; x++)
        {
            b += q; c ^= b; d += c; e -= d; f += e; g ^= f; h += g; i -= h; j += i; k ^= j; l += k; m -= l; n += m; o ^= n; p += o; q -= p;
        }
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q;
    }

    [MethodImpl(NI)]
    static long ManyLongLocals(long a, int n)
    {
        long b = 1, c = 2, d = 3, e = 5, f = 8, g = 13, h = 21, i = 34, j = 55, k = 89, l = 144, m = 233;
        double u = 1.5, v = 2.5, w = 3.5;
        for (int x = 0; x < n; x++)
        {
            long t = a + b;
            a = b; b = c; c = d; d = e; e = f; f = g; g = h; h = i; i = j; j = k; k = l; l = m; m = t;
            u += v; v = w - v; w = u * 0.25;
        }
        return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + l * 12 + m * 13 + (long)(u + v + w);
    }

    [MethodImpl(NI)] static int Ackermann(int m, int n) => m == 0 ? n + 1 : n == 0 ? Ackermann(m - 1, 1) : Ackermann(m - 1, Ackermann(m, n - 1));
    [MethodImpl(NI)] static bool IsEven(int n) => n == 0 || IsOdd(n - 1);
    [MethodImpl(NI)] static bool IsOdd(int n) => n != 0 && IsEven(n - 1);
    [MethodImpl(NI)] static int OutRef(int a, ref int b, out int c) { c = b; b += a; return b - c; }
    [MethodImpl(NI)] static void Hanoi(int n, int a, int b, int c, ref int moves) { if (n == 0) return; Hanoi(n - 1, a, c, b, ref moves); moves += a * b; Hanoi(n - 1, c, b, a, ref moves); }
    [MethodImpl(NI)] static int Infinite(int n) { for (; ; ) { if (n > 100) return n; n += n / 2 + 1; } }
    [MethodImpl(NI)] static int ShortOps(short a, byte b) { a += b; b++; a <<= 1; return a * b; }
    [MethodImpl(NI)] static string Coalesce(string a, string b) => a ?? b ?? "none";
    [MethodImpl(NI)] static int? Conditional(string s) => s?.Length;
    [MethodImpl(NI)] static int CondStack(int a, int b) => (a > b ? a : b) + (a < 0 ? -a : a) * (b == 0 ? 1 : b);
    [MethodImpl(NI)] static unsafe int StackAlloc(int n)
    {
        int* p = stackalloc int[16];
        for (int i = 0; i < 16; i++) p[i] = i * n;
        int s = 0;
        for (int* q = p; q < p + 16; q++) s += *q;
        return s;
    }
    [MethodImpl(NI)] static unsafe int StackAllocDynamic(int n)
    {
        byte* p = stackalloc byte[n];
        int s = 0;
        for (int i = 0; i < n; i++) s += p[i];
        for (int i = 0; i < n; i++) p[i] = (byte)(i * 3);
        for (int i = 0; i < n; i++) s += p[i];
        return s;
    }
    [MethodImpl(NI)] static unsafe long Pointers(long* p, int n) { long s = 0; for (int i = 0; i < n; i++) s += *(p + i) * (i + 1); *p = s; return p[n - 1] + ((byte*)p)[1]; }

    static unsafe int Main()
    {
        int[] vs = { 0, 1, -1, 2, 3, 4, 5, 6, 7, 8, 12, 100, 101, 102, 103, 104, 105, -1000, 1000, 1000000, int.MaxValue, int.MinValue };
        foreach (int v in vs)
        {
            string s = v.ToString();
            Out.P("IfElse " + s, IfElse(v));
            Out.P("Ternary " + s, Ternary(v, 7));
            Out.P("AndAlso " + s, AndAlso(v, 3));
            Out.P("OrElse " + s, OrElse(v, 3));
            Out.P("UnsignedBranch " + s, UnsignedBranch((uint)v, 5));
            Out.P("LongBranch " + s, LongBranch(v, 5));
            Out.P("MaskBranch " + s, MaskBranch(v));
            Out.P("SwitchDense " + s, SwitchDense(v));
            Out.P("SwitchOffset " + s, SwitchOffset(v));
            Out.P("SwitchSparse " + s, SwitchSparse(v));
            Out.P("SwitchLong " + s, SwitchLong(v));
            Out.P("CondStack " + s, CondStack(v, 2));
        }
        Out.P("SwitchLong big", SwitchLong(0x100000000));
        Out.P("BoolBranch", BoolBranch(true, true) * 1000 + BoolBranch(true, false) * 100 + BoolBranch(false, true) * 10 + BoolBranch(false, false));
        Out.P("NullBranch", NullBranch(null) + NullBranch("x") * 10 + NullBranch(new object()) * 100);
        foreach (string s in new[] { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", null }) Out.P("SwitchString", SwitchString(s));
        for (int d = 0; d < 7; d++) Out.P("SwitchEnum", SwitchEnum((DayOfWeek)d));
        Out.P("While", While(1000));
        Out.P("DoWhile", DoWhile(0x12345678));
        Out.P("ForDown", ForDown(20));
        Out.P("Nested", Nested(30));
        Out.P("Goto", Goto(40));
        Out.P("Collatz", Collatz(837799));
        Out.P("Swap", Swap(3, 8, 11));
        Out.P("Rotate4", Rotate4(1, 2, 3, 4, 7));
        Out.P("FloatLoop", FloatLoop(25));
        Out.P("ManyLocals", ManyLocals(17));
        Out.P("ManyLongLocals", ManyLongLocals(1, 100));
        Out.P("Ackermann", Ackermann(2, 6));
        Out.P("IsEven", IsEven(301));
        int b = 5;
        Out.P("OutRef", OutRef(37, ref b, out int c));
        Out.P("OutRef b", b);
        Out.P("OutRef c", c);
        int moves = 0;
        Hanoi(8, 1, 2, 3, ref moves);
        Out.P("Hanoi", moves);
        Out.P("Infinite", Infinite(1));
        Out.P("ShortOps", ShortOps(20000, 255));
        Out.P("Coalesce", Coalesce(null, "b") + Coalesce("a", null) + Coalesce(null, null));
        Out.P("Conditional", (Conditional(null) ?? -1) + (Conditional("four") ?? -1));
        Out.P("StackAlloc", StackAlloc(7));
        Out.P("StackAllocDynamic", StackAllocDynamic(100));
        Out.P("StackAllocDynamic 5000", StackAllocDynamic(5000));
        long* p = stackalloc long[4] { 1, 2, 3, 4 };
        Out.P("Pointers", Pointers(p, 4));
        return 0;
    }
}
