// Structs of every size and register class: as argument, return value, field, array element, through ref and boxed.
// The families differ only in their fields; each has the same set of methods, so a failing line names shape and use.
using System;
using System.Runtime.CompilerServices;

internal struct B1
{
    public byte f0;
}

internal static class TB1
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B1 Make(int k)
    {
        B1 s;
        s.f0 = unchecked((byte)(k * 7 + 1));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B1 s)
    {
        ulong h = 1;
        h = Out.Mix(h, unchecked((ulong)s.f0));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B1 Id(B1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B1 Second(B1 a, int x, B1 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B1 s, int f, B1 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B1 to, B1 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B1 Load(ref B1 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B1 s, out B1 copy) { copy = s; s = default; copy.f0 = s.f0; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B1[] a, int i, B1 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B1 Get(B1[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B1 Unbox(object o) => (B1)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B1 ViaHolder(Holder<B1> h, B1 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B1 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B1 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B1 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B1[] a = new B1[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B1>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B1", h);
    }
}

internal struct B2
{
    public byte f0;
    public byte f1;
}

internal static class TB2
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B2 Make(int k)
    {
        B2 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B2 s)
    {
        ulong h = 2;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B2 Id(B2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B2 Second(B2 a, int x, B2 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B2 s, int f, B2 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B2 to, B2 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B2 Load(ref B2 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B2 s, out B2 copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B2[] a, int i, B2 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B2 Get(B2[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B2 Unbox(object o) => (B2)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B2 ViaHolder(Holder<B2> h, B2 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B2 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B2 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B2 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B2[] a = new B2[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B2>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B2", h);
    }
}

internal struct B3
{
    public byte f0;
    public byte f1;
    public byte f2;
}

internal static class TB3
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B3 Make(int k)
    {
        B3 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B3 s)
    {
        ulong h = 3;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B3 Id(B3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B3 Second(B3 a, int x, B3 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B3 s, int f, B3 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B3 to, B3 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B3 Load(ref B3 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B3 s, out B3 copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B3[] a, int i, B3 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B3 Get(B3[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B3 Unbox(object o) => (B3)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B3 ViaHolder(Holder<B3> h, B3 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B3 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B3 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B3 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B3[] a = new B3[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B3>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B3", h);
    }
}

internal struct B5
{
    public byte f0;
    public byte f1;
    public byte f2;
    public byte f3;
    public byte f4;
}

internal static class TB5
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B5 Make(int k)
    {
        B5 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B5 s)
    {
        ulong h = 5;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B5 Id(B5 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B5 Second(B5 a, int x, B5 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B5 s, int f, B5 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B5 to, B5 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B5 Load(ref B5 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B5 s, out B5 copy) { copy = s; s = default; copy.f4 = s.f4; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B5[] a, int i, B5 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B5 Get(B5[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B5 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B5 Unbox(object o) => (B5)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B5 ViaHolder(Holder<B5> h, B5 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B5 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B5 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B5 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B5[] a = new B5[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B5>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B5", h);
    }
}

internal struct B7
{
    public byte f0, f1, f2, f3, f4, f5, f6;
}

internal static class TB7
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B7 Make(int k)
    {
        B7 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B7 s)
    {
        ulong h = 7;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B7 Id(B7 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B7 Second(B7 a, int x, B7 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B7 s, int f, B7 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B7 to, B7 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B7 Load(ref B7 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B7 s, out B7 copy) { copy = s; s = default; copy.f6 = s.f6; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B7[] a, int i, B7 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B7 Get(B7[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B7 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B7 Unbox(object o) => (B7)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B7 ViaHolder(Holder<B7> h, B7 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B7 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B7 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B7 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B7[] a = new B7[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B7>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B7", h);
    }
}

internal struct B8
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7;
}

internal static class TB8
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B8 Make(int k)
    {
        B8 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B8 s)
    {
        ulong h = 8;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B8 Id(B8 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B8 Second(B8 a, int x, B8 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B8 s, int f, B8 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B8 to, B8 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B8 Load(ref B8 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B8 s, out B8 copy) { copy = s; s = default; copy.f7 = s.f7; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B8[] a, int i, B8 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B8 Get(B8[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B8 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B8 Unbox(object o) => (B8)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B8 ViaHolder(Holder<B8> h, B8 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B8 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B8 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B8 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B8[] a = new B8[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B8>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B8", h);
    }
}

internal struct B9
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8;
}

internal static class TB9
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B9 Make(int k)
    {
        B9 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B9 s)
    {
        ulong h = 9;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B9 Id(B9 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B9 Second(B9 a, int x, B9 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B9 s, int f, B9 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B9 to, B9 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B9 Load(ref B9 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B9 s, out B9 copy) { copy = s; s = default; copy.f8 = s.f8; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B9[] a, int i, B9 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B9 Get(B9[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B9 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B9 Unbox(object o) => (B9)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B9 ViaHolder(Holder<B9> h, B9 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B9 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B9 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B9 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B9[] a = new B9[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B9>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B9", h);
    }
}

internal struct B12
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11;
}

internal static class TB12
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B12 Make(int k)
    {
        B12 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        s.f9 = unchecked((byte)(k * 16 + 118)); s.f10 = unchecked((byte)(k * 17 + 131)); s.f11 = unchecked((byte)(k * 18 + 144));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B12 s)
    {
        ulong h = 12;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        h = Out.Mix(h, unchecked((ulong)s.f9)); h = Out.Mix(h, unchecked((ulong)s.f10)); h = Out.Mix(h, unchecked((ulong)s.f11));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B12 Id(B12 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B12 Second(B12 a, int x, B12 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B12 s, int f, B12 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B12 to, B12 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B12 Load(ref B12 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B12 s, out B12 copy) { copy = s; s = default; copy.f11 = s.f11; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B12[] a, int i, B12 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B12 Get(B12[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B12 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B12 Unbox(object o) => (B12)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B12 ViaHolder(Holder<B12> h, B12 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B12 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B12 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B12 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B12[] a = new B12[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B12>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B12", h);
    }
}

internal struct B16
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
}

internal static class TB16
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B16 Make(int k)
    {
        B16 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        s.f9 = unchecked((byte)(k * 16 + 118)); s.f10 = unchecked((byte)(k * 17 + 131)); s.f11 = unchecked((byte)(k * 18 + 144));
        s.f12 = unchecked((byte)(k * 19 + 157)); s.f13 = unchecked((byte)(k * 20 + 170)); s.f14 = unchecked((byte)(k * 21 + 183));
        s.f15 = unchecked((byte)(k * 22 + 196));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B16 s)
    {
        ulong h = 16;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        h = Out.Mix(h, unchecked((ulong)s.f9)); h = Out.Mix(h, unchecked((ulong)s.f10)); h = Out.Mix(h, unchecked((ulong)s.f11));
        h = Out.Mix(h, unchecked((ulong)s.f12)); h = Out.Mix(h, unchecked((ulong)s.f13)); h = Out.Mix(h, unchecked((ulong)s.f14));
        h = Out.Mix(h, unchecked((ulong)s.f15));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B16 Id(B16 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B16 Second(B16 a, int x, B16 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B16 s, int f, B16 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B16 to, B16 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B16 Load(ref B16 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B16 s, out B16 copy) { copy = s; s = default; copy.f15 = s.f15; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B16[] a, int i, B16 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B16 Get(B16[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B16 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B16 Unbox(object o) => (B16)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B16 ViaHolder(Holder<B16> h, B16 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B16 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B16 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B16 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B16[] a = new B16[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B16>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B16", h);
    }
}

internal struct B17
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16;
}

internal static class TB17
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B17 Make(int k)
    {
        B17 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        s.f9 = unchecked((byte)(k * 16 + 118)); s.f10 = unchecked((byte)(k * 17 + 131)); s.f11 = unchecked((byte)(k * 18 + 144));
        s.f12 = unchecked((byte)(k * 19 + 157)); s.f13 = unchecked((byte)(k * 20 + 170)); s.f14 = unchecked((byte)(k * 21 + 183));
        s.f15 = unchecked((byte)(k * 22 + 196)); s.f16 = unchecked((byte)(k * 23 + 209));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B17 s)
    {
        ulong h = 17;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        h = Out.Mix(h, unchecked((ulong)s.f9)); h = Out.Mix(h, unchecked((ulong)s.f10)); h = Out.Mix(h, unchecked((ulong)s.f11));
        h = Out.Mix(h, unchecked((ulong)s.f12)); h = Out.Mix(h, unchecked((ulong)s.f13)); h = Out.Mix(h, unchecked((ulong)s.f14));
        h = Out.Mix(h, unchecked((ulong)s.f15)); h = Out.Mix(h, unchecked((ulong)s.f16));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B17 Id(B17 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B17 Second(B17 a, int x, B17 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B17 s, int f, B17 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B17 to, B17 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B17 Load(ref B17 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B17 s, out B17 copy) { copy = s; s = default; copy.f16 = s.f16; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B17[] a, int i, B17 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B17 Get(B17[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B17 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B17 Unbox(object o) => (B17)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B17 ViaHolder(Holder<B17> h, B17 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B17 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B17 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B17 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B17[] a = new B17[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B17>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B17", h);
    }
}

internal struct B24
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23;
}

internal static class TB24
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B24 Make(int k)
    {
        B24 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        s.f9 = unchecked((byte)(k * 16 + 118)); s.f10 = unchecked((byte)(k * 17 + 131)); s.f11 = unchecked((byte)(k * 18 + 144));
        s.f12 = unchecked((byte)(k * 19 + 157)); s.f13 = unchecked((byte)(k * 20 + 170)); s.f14 = unchecked((byte)(k * 21 + 183));
        s.f15 = unchecked((byte)(k * 22 + 196)); s.f16 = unchecked((byte)(k * 23 + 209)); s.f17 = unchecked((byte)(k * 24 + 222));
        s.f18 = unchecked((byte)(k * 25 + 235)); s.f19 = unchecked((byte)(k * 26 + 248)); s.f20 = unchecked((byte)(k * 27 + 261));
        s.f21 = unchecked((byte)(k * 28 + 274)); s.f22 = unchecked((byte)(k * 29 + 287)); s.f23 = unchecked((byte)(k * 30 + 300));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B24 s)
    {
        ulong h = 24;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        h = Out.Mix(h, unchecked((ulong)s.f9)); h = Out.Mix(h, unchecked((ulong)s.f10)); h = Out.Mix(h, unchecked((ulong)s.f11));
        h = Out.Mix(h, unchecked((ulong)s.f12)); h = Out.Mix(h, unchecked((ulong)s.f13)); h = Out.Mix(h, unchecked((ulong)s.f14));
        h = Out.Mix(h, unchecked((ulong)s.f15)); h = Out.Mix(h, unchecked((ulong)s.f16)); h = Out.Mix(h, unchecked((ulong)s.f17));
        h = Out.Mix(h, unchecked((ulong)s.f18)); h = Out.Mix(h, unchecked((ulong)s.f19)); h = Out.Mix(h, unchecked((ulong)s.f20));
        h = Out.Mix(h, unchecked((ulong)s.f21)); h = Out.Mix(h, unchecked((ulong)s.f22)); h = Out.Mix(h, unchecked((ulong)s.f23));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B24 Id(B24 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B24 Second(B24 a, int x, B24 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B24 s, int f, B24 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B24 to, B24 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B24 Load(ref B24 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B24 s, out B24 copy) { copy = s; s = default; copy.f23 = s.f23; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B24[] a, int i, B24 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B24 Get(B24[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B24 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B24 Unbox(object o) => (B24)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B24 ViaHolder(Holder<B24> h, B24 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B24 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B24 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B24 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B24[] a = new B24[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B24>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B24", h);
    }
}

internal struct B33
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32;
}

internal static class TB33
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B33 Make(int k)
    {
        B33 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        s.f9 = unchecked((byte)(k * 16 + 118)); s.f10 = unchecked((byte)(k * 17 + 131)); s.f11 = unchecked((byte)(k * 18 + 144));
        s.f12 = unchecked((byte)(k * 19 + 157)); s.f13 = unchecked((byte)(k * 20 + 170)); s.f14 = unchecked((byte)(k * 21 + 183));
        s.f15 = unchecked((byte)(k * 22 + 196)); s.f16 = unchecked((byte)(k * 23 + 209)); s.f17 = unchecked((byte)(k * 24 + 222));
        s.f18 = unchecked((byte)(k * 25 + 235)); s.f19 = unchecked((byte)(k * 26 + 248)); s.f20 = unchecked((byte)(k * 27 + 261));
        s.f21 = unchecked((byte)(k * 28 + 274)); s.f22 = unchecked((byte)(k * 29 + 287)); s.f23 = unchecked((byte)(k * 30 + 300));
        s.f24 = unchecked((byte)(k * 31 + 313)); s.f25 = unchecked((byte)(k * 32 + 326)); s.f26 = unchecked((byte)(k * 33 + 339));
        s.f27 = unchecked((byte)(k * 34 + 352)); s.f28 = unchecked((byte)(k * 35 + 365)); s.f29 = unchecked((byte)(k * 36 + 378));
        s.f30 = unchecked((byte)(k * 37 + 391)); s.f31 = unchecked((byte)(k * 38 + 404)); s.f32 = unchecked((byte)(k * 39 + 417));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B33 s)
    {
        ulong h = 33;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        h = Out.Mix(h, unchecked((ulong)s.f9)); h = Out.Mix(h, unchecked((ulong)s.f10)); h = Out.Mix(h, unchecked((ulong)s.f11));
        h = Out.Mix(h, unchecked((ulong)s.f12)); h = Out.Mix(h, unchecked((ulong)s.f13)); h = Out.Mix(h, unchecked((ulong)s.f14));
        h = Out.Mix(h, unchecked((ulong)s.f15)); h = Out.Mix(h, unchecked((ulong)s.f16)); h = Out.Mix(h, unchecked((ulong)s.f17));
        h = Out.Mix(h, unchecked((ulong)s.f18)); h = Out.Mix(h, unchecked((ulong)s.f19)); h = Out.Mix(h, unchecked((ulong)s.f20));
        h = Out.Mix(h, unchecked((ulong)s.f21)); h = Out.Mix(h, unchecked((ulong)s.f22)); h = Out.Mix(h, unchecked((ulong)s.f23));
        h = Out.Mix(h, unchecked((ulong)s.f24)); h = Out.Mix(h, unchecked((ulong)s.f25)); h = Out.Mix(h, unchecked((ulong)s.f26));
        h = Out.Mix(h, unchecked((ulong)s.f27)); h = Out.Mix(h, unchecked((ulong)s.f28)); h = Out.Mix(h, unchecked((ulong)s.f29));
        h = Out.Mix(h, unchecked((ulong)s.f30)); h = Out.Mix(h, unchecked((ulong)s.f31)); h = Out.Mix(h, unchecked((ulong)s.f32));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B33 Id(B33 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B33 Second(B33 a, int x, B33 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B33 s, int f, B33 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B33 to, B33 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B33 Load(ref B33 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B33 s, out B33 copy) { copy = s; s = default; copy.f32 = s.f32; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B33[] a, int i, B33 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B33 Get(B33[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B33 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B33 Unbox(object o) => (B33)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B33 ViaHolder(Holder<B33> h, B33 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B33 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B33 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B33 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B33[] a = new B33[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B33>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B33", h);
    }
}

internal struct B48
{
    public byte f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37, f38, f39, f40, f41, f42, f43, f44, f45, f46, f47;
}

internal static class TB48
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static B48 Make(int k)
    {
        B48 s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = unchecked((byte)(k * 9 + 27));
        s.f3 = unchecked((byte)(k * 10 + 40)); s.f4 = unchecked((byte)(k * 11 + 53)); s.f5 = unchecked((byte)(k * 12 + 66));
        s.f6 = unchecked((byte)(k * 13 + 79)); s.f7 = unchecked((byte)(k * 14 + 92)); s.f8 = unchecked((byte)(k * 15 + 105));
        s.f9 = unchecked((byte)(k * 16 + 118)); s.f10 = unchecked((byte)(k * 17 + 131)); s.f11 = unchecked((byte)(k * 18 + 144));
        s.f12 = unchecked((byte)(k * 19 + 157)); s.f13 = unchecked((byte)(k * 20 + 170)); s.f14 = unchecked((byte)(k * 21 + 183));
        s.f15 = unchecked((byte)(k * 22 + 196)); s.f16 = unchecked((byte)(k * 23 + 209)); s.f17 = unchecked((byte)(k * 24 + 222));
        s.f18 = unchecked((byte)(k * 25 + 235)); s.f19 = unchecked((byte)(k * 26 + 248)); s.f20 = unchecked((byte)(k * 27 + 261));
        s.f21 = unchecked((byte)(k * 28 + 274)); s.f22 = unchecked((byte)(k * 29 + 287)); s.f23 = unchecked((byte)(k * 30 + 300));
        s.f24 = unchecked((byte)(k * 31 + 313)); s.f25 = unchecked((byte)(k * 32 + 326)); s.f26 = unchecked((byte)(k * 33 + 339));
        s.f27 = unchecked((byte)(k * 34 + 352)); s.f28 = unchecked((byte)(k * 35 + 365)); s.f29 = unchecked((byte)(k * 36 + 378));
        s.f30 = unchecked((byte)(k * 37 + 391)); s.f31 = unchecked((byte)(k * 38 + 404)); s.f32 = unchecked((byte)(k * 39 + 417));
        s.f33 = unchecked((byte)(k * 40 + 430)); s.f34 = unchecked((byte)(k * 41 + 443)); s.f35 = unchecked((byte)(k * 42 + 456));
        s.f36 = unchecked((byte)(k * 43 + 469)); s.f37 = unchecked((byte)(k * 44 + 482)); s.f38 = unchecked((byte)(k * 45 + 495));
        s.f39 = unchecked((byte)(k * 46 + 508)); s.f40 = unchecked((byte)(k * 47 + 521)); s.f41 = unchecked((byte)(k * 48 + 534));
        s.f42 = unchecked((byte)(k * 49 + 547)); s.f43 = unchecked((byte)(k * 50 + 560)); s.f44 = unchecked((byte)(k * 51 + 573));
        s.f45 = unchecked((byte)(k * 52 + 586)); s.f46 = unchecked((byte)(k * 53 + 599)); s.f47 = unchecked((byte)(k * 54 + 612));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(B48 s)
    {
        ulong h = 48;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        h = Out.Mix(h, unchecked((ulong)s.f6)); h = Out.Mix(h, unchecked((ulong)s.f7)); h = Out.Mix(h, unchecked((ulong)s.f8));
        h = Out.Mix(h, unchecked((ulong)s.f9)); h = Out.Mix(h, unchecked((ulong)s.f10)); h = Out.Mix(h, unchecked((ulong)s.f11));
        h = Out.Mix(h, unchecked((ulong)s.f12)); h = Out.Mix(h, unchecked((ulong)s.f13)); h = Out.Mix(h, unchecked((ulong)s.f14));
        h = Out.Mix(h, unchecked((ulong)s.f15)); h = Out.Mix(h, unchecked((ulong)s.f16)); h = Out.Mix(h, unchecked((ulong)s.f17));
        h = Out.Mix(h, unchecked((ulong)s.f18)); h = Out.Mix(h, unchecked((ulong)s.f19)); h = Out.Mix(h, unchecked((ulong)s.f20));
        h = Out.Mix(h, unchecked((ulong)s.f21)); h = Out.Mix(h, unchecked((ulong)s.f22)); h = Out.Mix(h, unchecked((ulong)s.f23));
        h = Out.Mix(h, unchecked((ulong)s.f24)); h = Out.Mix(h, unchecked((ulong)s.f25)); h = Out.Mix(h, unchecked((ulong)s.f26));
        h = Out.Mix(h, unchecked((ulong)s.f27)); h = Out.Mix(h, unchecked((ulong)s.f28)); h = Out.Mix(h, unchecked((ulong)s.f29));
        h = Out.Mix(h, unchecked((ulong)s.f30)); h = Out.Mix(h, unchecked((ulong)s.f31)); h = Out.Mix(h, unchecked((ulong)s.f32));
        h = Out.Mix(h, unchecked((ulong)s.f33)); h = Out.Mix(h, unchecked((ulong)s.f34)); h = Out.Mix(h, unchecked((ulong)s.f35));
        h = Out.Mix(h, unchecked((ulong)s.f36)); h = Out.Mix(h, unchecked((ulong)s.f37)); h = Out.Mix(h, unchecked((ulong)s.f38));
        h = Out.Mix(h, unchecked((ulong)s.f39)); h = Out.Mix(h, unchecked((ulong)s.f40)); h = Out.Mix(h, unchecked((ulong)s.f41));
        h = Out.Mix(h, unchecked((ulong)s.f42)); h = Out.Mix(h, unchecked((ulong)s.f43)); h = Out.Mix(h, unchecked((ulong)s.f44));
        h = Out.Mix(h, unchecked((ulong)s.f45)); h = Out.Mix(h, unchecked((ulong)s.f46)); h = Out.Mix(h, unchecked((ulong)s.f47));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static B48 Id(B48 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B48 Second(B48 a, int x, B48 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, B48 s, int f, B48 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref B48 to, B48 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B48 Load(ref B48 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(B48 s, out B48 copy) { copy = s; s = default; copy.f47 = s.f47; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(B48[] a, int i, B48 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B48 Get(B48[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(B48 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static B48 Unbox(object o) => (B48)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static B48 ViaHolder(Holder<B48> h, B48 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(B48 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        B48 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out B48 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        B48[] a = new B48[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<B48>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("B48", h);
    }
}

internal struct L1
{
    public long f0;
}

internal static class TL1
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static L1 Make(int k)
    {
        L1 s;
        s.f0 = ((long)(k * 7 + 1) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(L1 s)
    {
        ulong h = 1;
        h = Out.Mix(h, unchecked((ulong)s.f0));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static L1 Id(L1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L1 Second(L1 a, int x, L1 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, L1 s, int f, L1 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref L1 to, L1 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L1 Load(ref L1 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(L1 s, out L1 copy) { copy = s; s = default; copy.f0 = s.f0; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(L1[] a, int i, L1 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L1 Get(L1[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(L1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L1 Unbox(object o) => (L1)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static L1 ViaHolder(Holder<L1> h, L1 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(L1 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        L1 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out L1 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        L1[] a = new L1[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<L1>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("L1", h);
    }
}

internal struct L2
{
    public long f0;
    public long f1;
}

internal static class TL2
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static L2 Make(int k)
    {
        L2 s;
        s.f0 = ((long)(k * 7 + 1) << 33); s.f1 = ((long)(k * 8 + 14) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(L2 s)
    {
        ulong h = 2;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static L2 Id(L2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L2 Second(L2 a, int x, L2 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, L2 s, int f, L2 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref L2 to, L2 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L2 Load(ref L2 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(L2 s, out L2 copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(L2[] a, int i, L2 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L2 Get(L2[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(L2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L2 Unbox(object o) => (L2)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static L2 ViaHolder(Holder<L2> h, L2 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(L2 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        L2 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out L2 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        L2[] a = new L2[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<L2>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("L2", h);
    }
}

internal struct L3
{
    public long f0;
    public long f1;
    public long f2;
}

internal static class TL3
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static L3 Make(int k)
    {
        L3 s;
        s.f0 = ((long)(k * 7 + 1) << 33); s.f1 = ((long)(k * 8 + 14) << 33); s.f2 = ((long)(k * 9 + 27) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(L3 s)
    {
        ulong h = 3;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static L3 Id(L3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L3 Second(L3 a, int x, L3 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, L3 s, int f, L3 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref L3 to, L3 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L3 Load(ref L3 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(L3 s, out L3 copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(L3[] a, int i, L3 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L3 Get(L3[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(L3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L3 Unbox(object o) => (L3)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static L3 ViaHolder(Holder<L3> h, L3 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(L3 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        L3 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out L3 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        L3[] a = new L3[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<L3>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("L3", h);
    }
}

internal struct L4
{
    public long f0;
    public long f1;
    public long f2;
    public long f3;
}

internal static class TL4
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static L4 Make(int k)
    {
        L4 s;
        s.f0 = ((long)(k * 7 + 1) << 33); s.f1 = ((long)(k * 8 + 14) << 33); s.f2 = ((long)(k * 9 + 27) << 33); s.f3 = ((long)(k * 10 + 40) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(L4 s)
    {
        ulong h = 4;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static L4 Id(L4 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L4 Second(L4 a, int x, L4 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, L4 s, int f, L4 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref L4 to, L4 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L4 Load(ref L4 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(L4 s, out L4 copy) { copy = s; s = default; copy.f3 = s.f3; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(L4[] a, int i, L4 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L4 Get(L4[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(L4 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L4 Unbox(object o) => (L4)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static L4 ViaHolder(Holder<L4> h, L4 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(L4 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        L4 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out L4 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        L4[] a = new L4[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<L4>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("L4", h);
    }
}

internal struct L5
{
    public long f0;
    public long f1;
    public long f2;
    public long f3;
    public long f4;
}

internal static class TL5
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static L5 Make(int k)
    {
        L5 s;
        s.f0 = ((long)(k * 7 + 1) << 33); s.f1 = ((long)(k * 8 + 14) << 33); s.f2 = ((long)(k * 9 + 27) << 33); s.f3 = ((long)(k * 10 + 40) << 33);
        s.f4 = ((long)(k * 11 + 53) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(L5 s)
    {
        ulong h = 5;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static L5 Id(L5 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L5 Second(L5 a, int x, L5 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, L5 s, int f, L5 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref L5 to, L5 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L5 Load(ref L5 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(L5 s, out L5 copy) { copy = s; s = default; copy.f4 = s.f4; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(L5[] a, int i, L5 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L5 Get(L5[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(L5 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L5 Unbox(object o) => (L5)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static L5 ViaHolder(Holder<L5> h, L5 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(L5 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        L5 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out L5 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        L5[] a = new L5[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<L5>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("L5", h);
    }
}

internal struct L6
{
    public long f0;
    public long f1;
    public long f2;
    public long f3;
    public long f4;
    public long f5;
}

internal static class TL6
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static L6 Make(int k)
    {
        L6 s;
        s.f0 = ((long)(k * 7 + 1) << 33); s.f1 = ((long)(k * 8 + 14) << 33); s.f2 = ((long)(k * 9 + 27) << 33); s.f3 = ((long)(k * 10 + 40) << 33);
        s.f4 = ((long)(k * 11 + 53) << 33); s.f5 = ((long)(k * 12 + 66) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(L6 s)
    {
        ulong h = 6;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        h = Out.Mix(h, unchecked((ulong)s.f3)); h = Out.Mix(h, unchecked((ulong)s.f4)); h = Out.Mix(h, unchecked((ulong)s.f5));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static L6 Id(L6 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L6 Second(L6 a, int x, L6 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, L6 s, int f, L6 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref L6 to, L6 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L6 Load(ref L6 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(L6 s, out L6 copy) { copy = s; s = default; copy.f5 = s.f5; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(L6[] a, int i, L6 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L6 Get(L6[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(L6 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static L6 Unbox(object o) => (L6)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static L6 ViaHolder(Holder<L6> h, L6 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(L6 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        L6 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out L6 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        L6[] a = new L6[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<L6>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("L6", h);
    }
}

internal struct F1
{
    public float f0;
}

internal static class TF1
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static F1 Make(int k)
    {
        F1 s;
        s.f0 = ((k * 7 + 1) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(F1 s)
    {
        ulong h = 1;
        h = Out.Mix(h, Out.Bits(s.f0));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static F1 Id(F1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F1 Second(F1 a, int x, F1 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, F1 s, int f, F1 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref F1 to, F1 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F1 Load(ref F1 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(F1 s, out F1 copy) { copy = s; s = default; copy.f0 = s.f0; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(F1[] a, int i, F1 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F1 Get(F1[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(F1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F1 Unbox(object o) => (F1)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static F1 ViaHolder(Holder<F1> h, F1 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(F1 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        F1 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out F1 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        F1[] a = new F1[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<F1>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("F1", h);
    }
}

internal struct F2
{
    public float f0;
    public float f1;
}

internal static class TF2
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static F2 Make(int k)
    {
        F2 s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = ((k * 8 + 14) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(F2 s)
    {
        ulong h = 2;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static F2 Id(F2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F2 Second(F2 a, int x, F2 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, F2 s, int f, F2 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref F2 to, F2 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F2 Load(ref F2 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(F2 s, out F2 copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(F2[] a, int i, F2 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F2 Get(F2[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(F2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F2 Unbox(object o) => (F2)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static F2 ViaHolder(Holder<F2> h, F2 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(F2 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        F2 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out F2 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        F2[] a = new F2[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<F2>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("F2", h);
    }
}

internal struct F3
{
    public float f0;
    public float f1;
    public float f2;
}

internal static class TF3
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static F3 Make(int k)
    {
        F3 s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = ((k * 9 + 27) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(F3 s)
    {
        ulong h = 3;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static F3 Id(F3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F3 Second(F3 a, int x, F3 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, F3 s, int f, F3 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref F3 to, F3 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F3 Load(ref F3 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(F3 s, out F3 copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(F3[] a, int i, F3 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F3 Get(F3[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(F3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F3 Unbox(object o) => (F3)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static F3 ViaHolder(Holder<F3> h, F3 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(F3 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        F3 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out F3 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        F3[] a = new F3[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<F3>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("F3", h);
    }
}

internal struct F4
{
    public float f0;
    public float f1;
    public float f2;
    public float f3;
}

internal static class TF4
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static F4 Make(int k)
    {
        F4 s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = ((k * 9 + 27) + 0.25f); s.f3 = ((k * 10 + 40) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(F4 s)
    {
        ulong h = 4;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2)); h = Out.Mix(h, Out.Bits(s.f3));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static F4 Id(F4 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F4 Second(F4 a, int x, F4 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, F4 s, int f, F4 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref F4 to, F4 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F4 Load(ref F4 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(F4 s, out F4 copy) { copy = s; s = default; copy.f3 = s.f3; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(F4[] a, int i, F4 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F4 Get(F4[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(F4 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F4 Unbox(object o) => (F4)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static F4 ViaHolder(Holder<F4> h, F4 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(F4 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        F4 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out F4 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        F4[] a = new F4[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<F4>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("F4", h);
    }
}

internal struct F5
{
    public float f0;
    public float f1;
    public float f2;
    public float f3;
    public float f4;
}

internal static class TF5
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static F5 Make(int k)
    {
        F5 s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = ((k * 9 + 27) + 0.25f); s.f3 = ((k * 10 + 40) + 0.25f);
        s.f4 = ((k * 11 + 53) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(F5 s)
    {
        ulong h = 5;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2)); h = Out.Mix(h, Out.Bits(s.f3));
        h = Out.Mix(h, Out.Bits(s.f4));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static F5 Id(F5 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F5 Second(F5 a, int x, F5 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, F5 s, int f, F5 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref F5 to, F5 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F5 Load(ref F5 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(F5 s, out F5 copy) { copy = s; s = default; copy.f4 = s.f4; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(F5[] a, int i, F5 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F5 Get(F5[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(F5 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static F5 Unbox(object o) => (F5)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static F5 ViaHolder(Holder<F5> h, F5 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(F5 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        F5 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out F5 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        F5[] a = new F5[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<F5>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("F5", h);
    }
}

internal struct D1
{
    public double f0;
}

internal static class TD1
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static D1 Make(int k)
    {
        D1 s;
        s.f0 = ((k * 7 + 1) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(D1 s)
    {
        ulong h = 1;
        h = Out.Mix(h, Out.Bits(s.f0));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static D1 Id(D1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D1 Second(D1 a, int x, D1 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, D1 s, int f, D1 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref D1 to, D1 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D1 Load(ref D1 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(D1 s, out D1 copy) { copy = s; s = default; copy.f0 = s.f0; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(D1[] a, int i, D1 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D1 Get(D1[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(D1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D1 Unbox(object o) => (D1)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static D1 ViaHolder(Holder<D1> h, D1 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static double First(D1 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        D1 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out D1 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        D1[] a = new D1[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<D1>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("D1", h);
    }
}

internal struct D2
{
    public double f0;
    public double f1;
}

internal static class TD2
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static D2 Make(int k)
    {
        D2 s;
        s.f0 = ((k * 7 + 1) + 0.125); s.f1 = ((k * 8 + 14) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(D2 s)
    {
        ulong h = 2;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static D2 Id(D2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D2 Second(D2 a, int x, D2 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, D2 s, int f, D2 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref D2 to, D2 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D2 Load(ref D2 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(D2 s, out D2 copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(D2[] a, int i, D2 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D2 Get(D2[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(D2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D2 Unbox(object o) => (D2)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static D2 ViaHolder(Holder<D2> h, D2 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static double First(D2 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        D2 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out D2 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        D2[] a = new D2[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<D2>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("D2", h);
    }
}

internal struct D3
{
    public double f0;
    public double f1;
    public double f2;
}

internal static class TD3
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static D3 Make(int k)
    {
        D3 s;
        s.f0 = ((k * 7 + 1) + 0.125); s.f1 = ((k * 8 + 14) + 0.125); s.f2 = ((k * 9 + 27) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(D3 s)
    {
        ulong h = 3;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static D3 Id(D3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D3 Second(D3 a, int x, D3 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, D3 s, int f, D3 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref D3 to, D3 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D3 Load(ref D3 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(D3 s, out D3 copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(D3[] a, int i, D3 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D3 Get(D3[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(D3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D3 Unbox(object o) => (D3)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static D3 ViaHolder(Holder<D3> h, D3 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static double First(D3 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        D3 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out D3 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        D3[] a = new D3[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<D3>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("D3", h);
    }
}

internal struct D4
{
    public double f0;
    public double f1;
    public double f2;
    public double f3;
}

internal static class TD4
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static D4 Make(int k)
    {
        D4 s;
        s.f0 = ((k * 7 + 1) + 0.125); s.f1 = ((k * 8 + 14) + 0.125); s.f2 = ((k * 9 + 27) + 0.125); s.f3 = ((k * 10 + 40) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(D4 s)
    {
        ulong h = 4;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2)); h = Out.Mix(h, Out.Bits(s.f3));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static D4 Id(D4 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D4 Second(D4 a, int x, D4 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, D4 s, int f, D4 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref D4 to, D4 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D4 Load(ref D4 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(D4 s, out D4 copy) { copy = s; s = default; copy.f3 = s.f3; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(D4[] a, int i, D4 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D4 Get(D4[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(D4 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static D4 Unbox(object o) => (D4)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static D4 ViaHolder(Holder<D4> h, D4 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static double First(D4 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        D4 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out D4 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        D4[] a = new D4[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<D4>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("D4", h);
    }
}

internal struct ID
{
    public int f0;
    public double f1;
}

internal static class TID
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static ID Make(int k)
    {
        ID s;
        s.f0 = (k * 7 + 1); s.f1 = ((k * 8 + 14) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(ID s)
    {
        ulong h = 2;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, Out.Bits(s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static ID Id(ID s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static ID Second(ID a, int x, ID b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, ID s, int f, ID t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref ID to, ID s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static ID Load(ref ID from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(ID s, out ID copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(ID[] a, int i, ID s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static ID Get(ID[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(ID s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static ID Unbox(object o) => (ID)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static ID ViaHolder(Holder<ID> h, ID s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static int First(ID s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        ID x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out ID y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        ID[] a = new ID[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<ID>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("ID", h);
    }
}

internal struct DI
{
    public double f0;
    public int f1;
}

internal static class TDI
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static DI Make(int k)
    {
        DI s;
        s.f0 = ((k * 7 + 1) + 0.125); s.f1 = (k * 8 + 14);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(DI s)
    {
        ulong h = 2;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static DI Id(DI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DI Second(DI a, int x, DI b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, DI s, int f, DI t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref DI to, DI s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DI Load(ref DI from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(DI s, out DI copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(DI[] a, int i, DI s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DI Get(DI[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(DI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DI Unbox(object o) => (DI)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static DI ViaHolder(Holder<DI> h, DI s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static double First(DI s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        DI x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out DI y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        DI[] a = new DI[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<DI>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("DI", h);
    }
}

internal struct IF
{
    public int f0;
    public float f1;
}

internal static class TIF
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static IF Make(int k)
    {
        IF s;
        s.f0 = (k * 7 + 1); s.f1 = ((k * 8 + 14) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(IF s)
    {
        ulong h = 2;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, Out.Bits(s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static IF Id(IF s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IF Second(IF a, int x, IF b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, IF s, int f, IF t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref IF to, IF s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IF Load(ref IF from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(IF s, out IF copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(IF[] a, int i, IF s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IF Get(IF[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(IF s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IF Unbox(object o) => (IF)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static IF ViaHolder(Holder<IF> h, IF s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static int First(IF s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        IF x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out IF y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        IF[] a = new IF[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<IF>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("IF", h);
    }
}

internal struct FI
{
    public float f0;
    public int f1;
}

internal static class TFI
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static FI Make(int k)
    {
        FI s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = (k * 8 + 14);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(FI s)
    {
        ulong h = 2;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static FI Id(FI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FI Second(FI a, int x, FI b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, FI s, int f, FI t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref FI to, FI s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FI Load(ref FI from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(FI s, out FI copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(FI[] a, int i, FI s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FI Get(FI[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(FI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FI Unbox(object o) => (FI)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static FI ViaHolder(Holder<FI> h, FI s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(FI s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        FI x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out FI y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        FI[] a = new FI[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<FI>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("FI", h);
    }
}

internal struct IFF
{
    public int f0;
    public float f1;
    public float f2;
}

internal static class TIFF
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static IFF Make(int k)
    {
        IFF s;
        s.f0 = (k * 7 + 1); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = ((k * 9 + 27) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(IFF s)
    {
        ulong h = 3;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static IFF Id(IFF s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IFF Second(IFF a, int x, IFF b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, IFF s, int f, IFF t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref IFF to, IFF s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IFF Load(ref IFF from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(IFF s, out IFF copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(IFF[] a, int i, IFF s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IFF Get(IFF[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(IFF s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IFF Unbox(object o) => (IFF)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static IFF ViaHolder(Holder<IFF> h, IFF s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static int First(IFF s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        IFF x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out IFF y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        IFF[] a = new IFF[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<IFF>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("IFF", h);
    }
}

internal struct FFI
{
    public float f0;
    public float f1;
    public int f2;
}

internal static class TFFI
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static FFI Make(int k)
    {
        FFI s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = (k * 9 + 27);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(FFI s)
    {
        ulong h = 3;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static FFI Id(FFI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FFI Second(FFI a, int x, FFI b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, FFI s, int f, FFI t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref FFI to, FFI s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FFI Load(ref FFI from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(FFI s, out FFI copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(FFI[] a, int i, FFI s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FFI Get(FFI[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(FFI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FFI Unbox(object o) => (FFI)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static FFI ViaHolder(Holder<FFI> h, FFI s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(FFI s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        FFI x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out FFI y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        FFI[] a = new FFI[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<FFI>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("FFI", h);
    }
}

internal struct LFF
{
    public long f0;
    public float f1;
    public float f2;
}

internal static class TLFF
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static LFF Make(int k)
    {
        LFF s;
        s.f0 = ((long)(k * 7 + 1) << 33); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = ((k * 9 + 27) + 0.25f);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(LFF s)
    {
        ulong h = 3;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, Out.Bits(s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static LFF Id(LFF s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static LFF Second(LFF a, int x, LFF b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, LFF s, int f, LFF t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref LFF to, LFF s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static LFF Load(ref LFF from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(LFF s, out LFF copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(LFF[] a, int i, LFF s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static LFF Get(LFF[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(LFF s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static LFF Unbox(object o) => (LFF)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static LFF ViaHolder(Holder<LFF> h, LFF s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long First(LFF s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        LFF x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out LFF y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        LFF[] a = new LFF[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<LFF>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("LFF", h);
    }
}

internal struct FLong
{
    public float f0;
    public long f1;
}

internal static class TFLong
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static FLong Make(int k)
    {
        FLong s;
        s.f0 = ((k * 7 + 1) + 0.25f); s.f1 = ((long)(k * 8 + 14) << 33);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(FLong s)
    {
        ulong h = 2;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static FLong Id(FLong s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FLong Second(FLong a, int x, FLong b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, FLong s, int f, FLong t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref FLong to, FLong s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FLong Load(ref FLong from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(FLong s, out FLong copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(FLong[] a, int i, FLong s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FLong Get(FLong[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(FLong s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static FLong Unbox(object o) => (FLong)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static FLong ViaHolder(Holder<FLong> h, FLong s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static float First(FLong s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        FLong x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out FLong y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        FLong[] a = new FLong[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<FLong>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("FLong", h);
    }
}

internal struct SBI
{
    public short f0;
    public byte f1;
    public int f2;
}

internal static class TSBI
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static SBI Make(int k)
    {
        SBI s;
        s.f0 = unchecked((short)(k * 7 + 1)); s.f1 = unchecked((byte)(k * 8 + 14)); s.f2 = (k * 9 + 27);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(SBI s)
    {
        ulong h = 3;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, unchecked((ulong)s.f1)); h = Out.Mix(h, unchecked((ulong)s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static SBI Id(SBI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static SBI Second(SBI a, int x, SBI b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, SBI s, int f, SBI t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref SBI to, SBI s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static SBI Load(ref SBI from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(SBI s, out SBI copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(SBI[] a, int i, SBI s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static SBI Get(SBI[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(SBI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static SBI Unbox(object o) => (SBI)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static SBI ViaHolder(Holder<SBI> h, SBI s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static short First(SBI s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        SBI x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out SBI y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        SBI[] a = new SBI[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<SBI>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("SBI", h);
    }
}

internal struct BoolChar
{
    public bool f0;
    public char f1;
}

internal static class TBoolChar
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static BoolChar Make(int k)
    {
        BoolChar s;
        s.f0 = ((k * 7 + 1) % 2 == 0); s.f1 = (char)(65 + (k * 8 + 14) % 26);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(BoolChar s)
    {
        ulong h = 2;
        h = Out.Mix(h, s.f0 ? 1UL : 0UL); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static BoolChar Id(BoolChar s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BoolChar Second(BoolChar a, int x, BoolChar b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, BoolChar s, int f, BoolChar t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref BoolChar to, BoolChar s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BoolChar Load(ref BoolChar from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(BoolChar s, out BoolChar copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(BoolChar[] a, int i, BoolChar s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BoolChar Get(BoolChar[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(BoolChar s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BoolChar Unbox(object o) => (BoolChar)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static BoolChar ViaHolder(Holder<BoolChar> h, BoolChar s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static bool First(BoolChar s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        BoolChar x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out BoolChar y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        BoolChar[] a = new BoolChar[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<BoolChar>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("BoolChar", h);
    }
}

internal struct R1
{
    public string f0;
}

internal static class TR1
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static R1 Make(int k)
    {
        R1 s;
        s.f0 = ("s" + (k * 7 + 1).ToString());
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(R1 s)
    {
        ulong h = 1;
        h = Out.Mix(h, s.f0);
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static R1 Id(R1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R1 Second(R1 a, int x, R1 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, R1 s, int f, R1 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref R1 to, R1 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R1 Load(ref R1 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(R1 s, out R1 copy) { copy = s; s = default; copy.f0 = s.f0; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(R1[] a, int i, R1 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R1 Get(R1[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(R1 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R1 Unbox(object o) => (R1)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static R1 ViaHolder(Holder<R1> h, R1 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static string First(R1 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        R1 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out R1 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        R1[] a = new R1[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<R1>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("R1", h);
    }
}

internal struct R2
{
    public string f0;
    public string f1;
}

internal static class TR2
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static R2 Make(int k)
    {
        R2 s;
        s.f0 = ("s" + (k * 7 + 1).ToString()); s.f1 = ("s" + (k * 8 + 14).ToString());
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(R2 s)
    {
        ulong h = 2;
        h = Out.Mix(h, s.f0); h = Out.Mix(h, s.f1);
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static R2 Id(R2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R2 Second(R2 a, int x, R2 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, R2 s, int f, R2 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref R2 to, R2 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R2 Load(ref R2 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(R2 s, out R2 copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(R2[] a, int i, R2 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R2 Get(R2[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(R2 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R2 Unbox(object o) => (R2)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static R2 ViaHolder(Holder<R2> h, R2 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static string First(R2 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        R2 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out R2 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        R2[] a = new R2[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<R2>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("R2", h);
    }
}

internal struct R3
{
    public string f0;
    public string f1;
    public string f2;
}

internal static class TR3
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static R3 Make(int k)
    {
        R3 s;
        s.f0 = ("s" + (k * 7 + 1).ToString()); s.f1 = ("s" + (k * 8 + 14).ToString()); s.f2 = ("s" + (k * 9 + 27).ToString());
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(R3 s)
    {
        ulong h = 3;
        h = Out.Mix(h, s.f0); h = Out.Mix(h, s.f1); h = Out.Mix(h, s.f2);
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static R3 Id(R3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R3 Second(R3 a, int x, R3 b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, R3 s, int f, R3 t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref R3 to, R3 s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R3 Load(ref R3 from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(R3 s, out R3 copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(R3[] a, int i, R3 s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R3 Get(R3[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(R3 s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static R3 Unbox(object o) => (R3)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static R3 ViaHolder(Holder<R3> h, R3 s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static string First(R3 s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        R3 x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out R3 y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        R3[] a = new R3[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<R3>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("R3", h);
    }
}

internal struct RI
{
    public string f0;
    public int f1;
}

internal static class TRI
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static RI Make(int k)
    {
        RI s;
        s.f0 = ("s" + (k * 7 + 1).ToString()); s.f1 = (k * 8 + 14);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(RI s)
    {
        ulong h = 2;
        h = Out.Mix(h, s.f0); h = Out.Mix(h, unchecked((ulong)s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static RI Id(RI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RI Second(RI a, int x, RI b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, RI s, int f, RI t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref RI to, RI s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RI Load(ref RI from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(RI s, out RI copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(RI[] a, int i, RI s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RI Get(RI[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(RI s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RI Unbox(object o) => (RI)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static RI ViaHolder(Holder<RI> h, RI s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static string First(RI s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        RI x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out RI y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        RI[] a = new RI[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<RI>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("RI", h);
    }
}

internal struct IR
{
    public int f0;
    public string f1;
}

internal static class TIR
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static IR Make(int k)
    {
        IR s;
        s.f0 = (k * 7 + 1); s.f1 = ("s" + (k * 8 + 14).ToString());
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(IR s)
    {
        ulong h = 2;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, s.f1);
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static IR Id(IR s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IR Second(IR a, int x, IR b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, IR s, int f, IR t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref IR to, IR s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IR Load(ref IR from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(IR s, out IR copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(IR[] a, int i, IR s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IR Get(IR[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(IR s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IR Unbox(object o) => (IR)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static IR ViaHolder(Holder<IR> h, IR s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static int First(IR s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        IR x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out IR y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        IR[] a = new IR[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<IR>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("IR", h);
    }
}

internal struct RD
{
    public string f0;
    public double f1;
}

internal static class TRD
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static RD Make(int k)
    {
        RD s;
        s.f0 = ("s" + (k * 7 + 1).ToString()); s.f1 = ((k * 8 + 14) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(RD s)
    {
        ulong h = 2;
        h = Out.Mix(h, s.f0); h = Out.Mix(h, Out.Bits(s.f1));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static RD Id(RD s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RD Second(RD a, int x, RD b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, RD s, int f, RD t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref RD to, RD s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RD Load(ref RD from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(RD s, out RD copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(RD[] a, int i, RD s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RD Get(RD[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(RD s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RD Unbox(object o) => (RD)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static RD ViaHolder(Holder<RD> h, RD s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static string First(RD s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        RD x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out RD y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        RD[] a = new RD[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<RD>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("RD", h);
    }
}

internal struct DR
{
    public double f0;
    public string f1;
}

internal static class TDR
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static DR Make(int k)
    {
        DR s;
        s.f0 = ((k * 7 + 1) + 0.125); s.f1 = ("s" + (k * 8 + 14).ToString());
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(DR s)
    {
        ulong h = 2;
        h = Out.Mix(h, Out.Bits(s.f0)); h = Out.Mix(h, s.f1);
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static DR Id(DR s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DR Second(DR a, int x, DR b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, DR s, int f, DR t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref DR to, DR s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DR Load(ref DR from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(DR s, out DR copy) { copy = s; s = default; copy.f1 = s.f1; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(DR[] a, int i, DR s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DR Get(DR[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(DR s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static DR Unbox(object o) => (DR)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static DR ViaHolder(Holder<DR> h, DR s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static double First(DR s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        DR x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out DR y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        DR[] a = new DR[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<DR>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("DR", h);
    }
}

internal struct IRIR
{
    public int f0;
    public string f1;
    public int f2;
    public string f3;
}

internal static class TIRIR
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static IRIR Make(int k)
    {
        IRIR s;
        s.f0 = (k * 7 + 1); s.f1 = ("s" + (k * 8 + 14).ToString()); s.f2 = (k * 9 + 27); s.f3 = ("s" + (k * 10 + 40).ToString());
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(IRIR s)
    {
        ulong h = 4;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, s.f1); h = Out.Mix(h, unchecked((ulong)s.f2)); h = Out.Mix(h, s.f3);
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static IRIR Id(IRIR s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IRIR Second(IRIR a, int x, IRIR b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, IRIR s, int f, IRIR t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref IRIR to, IRIR s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IRIR Load(ref IRIR from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(IRIR s, out IRIR copy) { copy = s; s = default; copy.f3 = s.f3; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(IRIR[] a, int i, IRIR s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IRIR Get(IRIR[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(IRIR s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static IRIR Unbox(object o) => (IRIR)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static IRIR ViaHolder(Holder<IRIR> h, IRIR s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static int First(IRIR s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        IRIR x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out IRIR y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        IRIR[] a = new IRIR[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<IRIR>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("IRIR", h);
    }
}

internal struct RFRD
{
    public string f0;
    public float f1;
    public string f2;
    public double f3;
}

internal static class TRFRD
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static RFRD Make(int k)
    {
        RFRD s;
        s.f0 = ("s" + (k * 7 + 1).ToString()); s.f1 = ((k * 8 + 14) + 0.25f); s.f2 = ("s" + (k * 9 + 27).ToString()); s.f3 = ((k * 10 + 40) + 0.125);
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(RFRD s)
    {
        ulong h = 4;
        h = Out.Mix(h, s.f0); h = Out.Mix(h, Out.Bits(s.f1)); h = Out.Mix(h, s.f2); h = Out.Mix(h, Out.Bits(s.f3));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static RFRD Id(RFRD s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RFRD Second(RFRD a, int x, RFRD b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, RFRD s, int f, RFRD t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref RFRD to, RFRD s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RFRD Load(ref RFRD from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(RFRD s, out RFRD copy) { copy = s; s = default; copy.f3 = s.f3; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(RFRD[] a, int i, RFRD s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RFRD Get(RFRD[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(RFRD s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static RFRD Unbox(object o) => (RFRD)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static RFRD ViaHolder(Holder<RFRD> h, RFRD s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static string First(RFRD s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        RFRD x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out RFRD y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        RFRD[] a = new RFRD[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<RFRD>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("RFRD", h);
    }
}

internal struct BRB
{
    public byte f0;
    public string f1;
    public byte f2;
}

internal static class TBRB
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static BRB Make(int k)
    {
        BRB s;
        s.f0 = unchecked((byte)(k * 7 + 1)); s.f1 = ("s" + (k * 8 + 14).ToString()); s.f2 = unchecked((byte)(k * 9 + 27));
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong Hash(BRB s)
    {
        ulong h = 3;
        h = Out.Mix(h, unchecked((ulong)s.f0)); h = Out.Mix(h, s.f1); h = Out.Mix(h, unchecked((ulong)s.f2));
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static BRB Id(BRB s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BRB Second(BRB a, int x, BRB b, double y) => x > y ? a : b;
    [MethodImpl(MethodImplOptions.NoInlining)] static ulong Late(int a, long b, string c, double d, int e, BRB s, int f, BRB t) => Hash(s) ^ (Hash(t) + (ulong)(a + b + c.Length + (long)d + e + f));
    [MethodImpl(MethodImplOptions.NoInlining)] static void Store(ref BRB to, BRB s) => to = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BRB Load(ref BRB from) => from;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Change(BRB s, out BRB copy) { copy = s; s = default; copy.f2 = s.f2; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Put(BRB[] a, int i, BRB s) => a[i] = s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BRB Get(BRB[] a, int i) => a[i];
    [MethodImpl(MethodImplOptions.NoInlining)] static object Box(BRB s) => s;
    [MethodImpl(MethodImplOptions.NoInlining)] static BRB Unbox(object o) => (BRB)o;
    [MethodImpl(MethodImplOptions.NoInlining)] static BRB ViaHolder(Holder<BRB> h, BRB s) { h.Value = s; h.Other = h.Value; return h.Other; }
    [MethodImpl(MethodImplOptions.NoInlining)] static byte First(BRB s) => s.f0;

    public static void Run()
    {
        ulong h = 1;
        h = Out.Mix(h, Hash(Make(1)));
        h = Out.Mix(h, Hash(Id(Make(2))));
        h = Out.Mix(h, Hash(Second(Make(3), 1, Make(4), 2.0)));
        h = Out.Mix(h, Hash(Second(Make(3), 3, Make(4), 2.0)));
        h = Out.Mix(h, Late(1, 2, "abc", 4.5, 5, Make(5), 6, Make(6)));
        BRB x = Make(7);
        Store(ref x, Make(8));
        h = Out.Mix(h, Hash(Load(ref x)));
        Change(x, out BRB y);
        h = Out.Mix(h, Hash(x) ^ Hash(y));
        BRB[] a = new BRB[3];
        Put(a, 1, x);
        h = Out.Mix(h, Hash(Get(a, 0)) ^ Hash(Get(a, 1)));
        h = Out.Mix(h, Hash(Unbox(Box(Make(9)))));
        h = Out.Mix(h, Hash(ViaHolder(new Holder<BRB>(), Make(10))));
        h = Out.Mix(h, First(Make(11)).ToString());
        Out.P("BRB", h);
    }
}

internal class Holder<T>
{
    public int Before = 1;
    public T Value;
    public T Other;
}

internal static class Families
{
    public static void Run()
    {
        TB1.Run();
        TB2.Run();
        TB3.Run();
        TB5.Run();
        TB7.Run();
        TB8.Run();
        TB9.Run();
        TB12.Run();
        TB16.Run();
        TB17.Run();
        TB24.Run();
        TB33.Run();
        TB48.Run();
        TL1.Run();
        TL2.Run();
        TL3.Run();
        TL4.Run();
        TL5.Run();
        TL6.Run();
        TF1.Run();
        TF2.Run();
        TF3.Run();
        TF4.Run();
        TF5.Run();
        TD1.Run();
        TD2.Run();
        TD3.Run();
        TD4.Run();
        TID.Run();
        TDI.Run();
        TIF.Run();
        TFI.Run();
        TIFF.Run();
        TFFI.Run();
        TLFF.Run();
        TFLong.Run();
        TSBI.Run();
        TBoolChar.Run();
        TR1.Run();
        TR2.Run();
        TR3.Run();
        TRI.Run();
        TIR.Run();
        TRD.Run();
        TDR.Run();
        TIRIR.Run();
        TRFRD.Run();
        TBRB.Run();
    }
}
