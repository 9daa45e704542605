// Function pointers, managed and unmanaged, and methods that only native code may call.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

internal struct Pair { public int A; public double B; }

internal static unsafe class Program
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static int calls;

    [UnmanagedCallersOnly] static int Native(int a, int b) { calls++; return a * 10 + b; }
    [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })] static double NativeCdecl(double a, int b) { calls++; GC.Collect(); return a * b; }
    [UnmanagedCallersOnly] static Pair NativePair(Pair p, byte b) { calls++; p.A += b; p.B *= 2; return p; }
    [UnmanagedCallersOnly] static void NativeThrowsInside(int* p) { try { throw new InvalidOperationException(); } catch (InvalidOperationException) { *p = 17; } }

    [MethodImpl(NI)] static IntPtr Address() => (IntPtr)(delegate* unmanaged<int, int, int>)&Native;
    [MethodImpl(NI)] static IntPtr AddressCdecl() => (IntPtr)(delegate* unmanaged[Cdecl]<double, int, double>)&NativeCdecl;
    [MethodImpl(NI)] static IntPtr AddressPair() => (IntPtr)(delegate* unmanaged<Pair, byte, Pair>)&NativePair;
    [MethodImpl(NI)] static IntPtr AddressThrows() => (IntPtr)(delegate* unmanaged<int*, void>)&NativeThrowsInside;
    [MethodImpl(NI)] static int Call(IntPtr p, int a, int b) => ((delegate* unmanaged<int, int, int>)p)(a, b);
    [MethodImpl(NI)] static double CallCdecl(IntPtr p, double a, int b) => ((delegate* unmanaged[Cdecl]<double, int, double>)p)(a, b);
    [MethodImpl(NI)] static Pair CallPair(IntPtr p, Pair a, byte b) => ((delegate* unmanaged<Pair, byte, Pair>)p)(a, b);

    static int Plain(int a, sbyte b) => a - b;
    static string Text<T>(T x) => typeof(T).Name + x;
    [MethodImpl(NI)] static delegate*<int, sbyte, int> Managed() => &Plain;
    [MethodImpl(NI)] static int CallManaged(delegate*<int, sbyte, int> f) => f(5, -3);
    [MethodImpl(NI)] static string CallGeneric<T>(T x) { delegate*<T, string> f = &Text<T>; return f(x); }
    [MethodImpl(NI)] static bool Same() => (IntPtr)(delegate*<int, sbyte, int>)&Plain != IntPtr.Zero;

    delegate int Binary(int a, int b);
    static int Add(int a, int b) => a + b;
    [DllImport("libc", EntryPoint = "abs")] static extern int NativeAbs(int x);
    [DllImport("libc", EntryPoint = "strlen")] static extern nint NativeLength(string s);
    [DllImport("libc", EntryPoint = "abs")] static extern int NativeAbs2(int x);
    [DllImport("libc", EntryPoint = "labs", SetLastError = true)] static extern long NativeLabs(long x);
    [DllImport("nowhere_at_all", EntryPoint = "x")] static extern int Missing(int x);
    [MethodImpl(NI)] static Func<int, int> Delegate() => NativeAbs2;
    [MethodImpl(NI)] static string CallMissing() { try { return Missing(1) + ""; } catch (DllNotFoundException) { return "not found"; } }

    static int Main(string[] args)
    {
        Console.WriteLine(Call(Address(), 4, 2));
        Console.WriteLine(CallCdecl(AddressCdecl(), 1.5, 4));
        Pair p = CallPair(AddressPair(), new Pair { A = 1, B = 2.5 }, 200);
        Console.WriteLine(p.A + " " + p.B);
        int x = 0;
        ((delegate* unmanaged<int*, void>)AddressThrows())(&x);
        Console.WriteLine(x + " " + calls);
        Console.WriteLine(CallManaged(Managed()) + " " + CallGeneric("s") + CallGeneric(7) + CallGeneric(new object().GetType() == typeof(object)) + Same());
        Binary b = Add;
        IntPtr thunk = Marshal.GetFunctionPointerForDelegate(b);
        Console.WriteLine(Call(thunk, 40, 2));
        GC.KeepAlive(b);
        Console.WriteLine(NativeAbs(-6) + " " + NativeLength("four") + " " + Delegate()(-8) + " " + NativeLabs(-5000000000) + " " + CallMissing());
        return 0;
    }
}
