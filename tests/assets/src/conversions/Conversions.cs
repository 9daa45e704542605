// Conversions between numbers at the borders of every type: plain ones, whose result for what does not fit .NET 9 changed, and
// checked ones.
using System;
using System.Runtime.CompilerServices;
internal static class Program
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    [MethodImpl(NI)] static string Conv(double d) => unchecked((sbyte)d + " " + (byte)d + " " + (short)d + " " + (ushort)d + " " + (int)d + " " + (uint)d + " " + (long)d + " " + (ulong)d + " " + (nint)d + " " + (nuint)d + " " + (char)(ushort)d);
    [MethodImpl(NI)] static string ConvF(float d) => unchecked((sbyte)d + " " + (byte)d + " " + (short)d + " " + (ushort)d + " " + (int)d + " " + (uint)d + " " + (long)d + " " + (ulong)d + " " + (nint)d + " " + (nuint)d);
    [MethodImpl(NI)] static string Ovf(double d)
    {
        string s = "";
        try { s += checked((sbyte)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((byte)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((short)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ushort)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((int)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((uint)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((long)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ulong)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((sbyte)(float)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((uint)(float)d) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ulong)(float)d) + " "; } catch (OverflowException) { s += "o "; }
        return s;
    }
    [MethodImpl(NI)] static string OvfL(long v)
    {
        string s = "";
        try { s += checked((sbyte)v) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((byte)v) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((short)v) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ushort)v) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((int)v) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((uint)v) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ulong)v) + " "; } catch (OverflowException) { s += "o "; }
        ulong u = (ulong)v;
        try { s += checked((sbyte)u) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((byte)u) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((short)u) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ushort)u) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((int)u) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((uint)u) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((long)u) + " "; } catch (OverflowException) { s += "o "; }
        int i = (int)v;
        try { s += checked((sbyte)i) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((byte)i) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ushort)i) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((uint)i) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((ulong)i) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((nuint)i) + " "; } catch (OverflowException) { s += "o "; }
        uint w = (uint)v;
        try { s += checked((sbyte)w) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((short)w) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((int)w) + " "; } catch (OverflowException) { s += "o "; }
        try { s += checked((nint)w) + " "; } catch (OverflowException) { s += "o "; }
        return s;
    }
    static readonly double[] D = { 0, -0.0, 0.5, -0.5, -0.99, -1, -1.5, 127, 127.9, 128, 128.5, -128, -128.9, -129, 255, 255.9, 256, 32767.5, 32768, -32768.9, -32769, 65535, 65535.5, 65536,
        2147483647, 2147483647.5, 2147483648, -2147483648, -2147483648.9, -2147483649, 4294967295, 4294967295.5, 4294967296, 4294967297, 9223372036854774784, 9223372036854775807.0, 9223372036854775808.0, -9223372036854775808.0, -9223372036854777856.0,
        18446744073709549568, 18446744073709551615.0, 18446744073709551616.0, 1e20, -1e20, 1e300, -1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -5.7, 1e10, -1e10 };
    static readonly long[] L = { 0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536, int.MaxValue, int.MinValue, 2147483648, -2147483649, uint.MaxValue, 4294967296, long.MaxValue, long.MinValue };
    static int Main(string[] args)
    {
        foreach (double d in D) Console.WriteLine(d.ToString("R") + ": " + Conv(d) + " / " + ConvF((float)d) + " / " + Ovf(d));
        foreach (long v in L) Console.WriteLine(v + ": " + OvfL(v));
        return 0;
    }
}
