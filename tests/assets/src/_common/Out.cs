// Prints results one a line as "name = value", the same on every machine: NaN has one spelling, floats print their bits.
using System;
using System.Runtime.CompilerServices;

internal static class Out
{
    public static void P(string name, int v) => Console.WriteLine(name + " = " + v.ToString());
    public static void P(string name, uint v) => Console.WriteLine(name + " = " + v.ToString());
    public static void P(string name, long v) => Console.WriteLine(name + " = " + v.ToString());
    public static void P(string name, ulong v) => Console.WriteLine(name + " = " + v.ToString());
    public static void P(string name, bool v) => Console.WriteLine(name + " = " + (v ? "true" : "false"));
    public static void P(string name, string v) => Console.WriteLine(name + " = " + (v ?? "null"));
    public static void P(string name, double v) => Console.WriteLine(name + " = " + D(v));
    public static void P(string name, float v) => Console.WriteLine(name + " = " + F(v));

    public static ulong Bits(double v) => double.IsNaN(v) ? 0x7FF8000000000000UL : (ulong)BitConverter.DoubleToInt64Bits(v);
    public static uint Bits(float v) => float.IsNaN(v) ? 0x7FC00000U : (uint)BitConverter.SingleToInt32Bits(v);
    static string D(double v) => Bits(v).ToString("x16");
    static string F(float v) => Bits(v).ToString("x8");

    // Folds a value into a running checksum (FNV-1a over 64-bit words).
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Mix(ulong h, ulong v) => (h ^ v) * 0x100000001B3UL + (v >> 29);

    public static ulong Mix(ulong h, string s)
    {
        if (s == null) return Mix(h, 0xDEADUL);
        foreach (char c in s) h = Mix(h, c);
        return Mix(h, (ulong)s.Length);
    }
}
