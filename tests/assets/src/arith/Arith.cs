// Integer and floating arithmetic: one small method an operation, run over a table of edge values.
// A line is "Method = checksum first results"; an exception raised by the method is caught in the caller and folded in.
using System;
using System.Runtime.CompilerServices;
using static Conv;
using static Ops;

internal static class Ops
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)] public static int AddI4(int a, int b) => unchecked(a + b);
    [MethodImpl(NI)] public static int SubI4(int a, int b) => unchecked(a - b);
    [MethodImpl(NI)] public static int MulI4(int a, int b) => unchecked(a * b);
    [MethodImpl(NI)] public static int AndI4(int a, int b) => unchecked(a & b);
    [MethodImpl(NI)] public static int OrI4(int a, int b) => unchecked(a | b);
    [MethodImpl(NI)] public static int XorI4(int a, int b) => unchecked(a ^ b);
    [MethodImpl(NI)] public static int DivI4(int a, int b) => unchecked(a / b);
    [MethodImpl(NI)] public static int RemI4(int a, int b) => unchecked(a % b);
    [MethodImpl(NI)] public static int AddOvfI4(int a, int b) => checked(a + b);
    [MethodImpl(NI)] public static int SubOvfI4(int a, int b) => checked(a - b);
    [MethodImpl(NI)] public static int MulOvfI4(int a, int b) => checked(a * b);
    [MethodImpl(NI)] public static int ShlI4(int a, int b) => a << (int)b;
    [MethodImpl(NI)] public static int ShrI4(int a, int b) => a >> (int)b;
    [MethodImpl(NI)] public static int UShrI4(int a, int b) => a >>> (int)b;
    [MethodImpl(NI)] public static bool EqI4(int a, int b) => a == b;
    [MethodImpl(NI)] public static bool NeI4(int a, int b) => a != b;
    [MethodImpl(NI)] public static bool LtI4(int a, int b) => a < b;
    [MethodImpl(NI)] public static bool LeI4(int a, int b) => a <= b;
    [MethodImpl(NI)] public static bool GtI4(int a, int b) => a > b;
    [MethodImpl(NI)] public static bool GeI4(int a, int b) => a >= b;
    [MethodImpl(NI)] public static int NotI4(int a) => ~a;
    [MethodImpl(NI)] public static int NegI4(int a) => unchecked(-a);
    [MethodImpl(NI)] public static uint AddU4(uint a, uint b) => unchecked(a + b);
    [MethodImpl(NI)] public static uint SubU4(uint a, uint b) => unchecked(a - b);
    [MethodImpl(NI)] public static uint MulU4(uint a, uint b) => unchecked(a * b);
    [MethodImpl(NI)] public static uint AndU4(uint a, uint b) => unchecked(a & b);
    [MethodImpl(NI)] public static uint OrU4(uint a, uint b) => unchecked(a | b);
    [MethodImpl(NI)] public static uint XorU4(uint a, uint b) => unchecked(a ^ b);
    [MethodImpl(NI)] public static uint DivU4(uint a, uint b) => unchecked(a / b);
    [MethodImpl(NI)] public static uint RemU4(uint a, uint b) => unchecked(a % b);
    [MethodImpl(NI)] public static uint AddOvfU4(uint a, uint b) => checked(a + b);
    [MethodImpl(NI)] public static uint SubOvfU4(uint a, uint b) => checked(a - b);
    [MethodImpl(NI)] public static uint MulOvfU4(uint a, uint b) => checked(a * b);
    [MethodImpl(NI)] public static uint ShlU4(uint a, uint b) => a << (int)b;
    [MethodImpl(NI)] public static uint ShrU4(uint a, uint b) => a >> (int)b;
    [MethodImpl(NI)] public static bool EqU4(uint a, uint b) => a == b;
    [MethodImpl(NI)] public static bool NeU4(uint a, uint b) => a != b;
    [MethodImpl(NI)] public static bool LtU4(uint a, uint b) => a < b;
    [MethodImpl(NI)] public static bool LeU4(uint a, uint b) => a <= b;
    [MethodImpl(NI)] public static bool GtU4(uint a, uint b) => a > b;
    [MethodImpl(NI)] public static bool GeU4(uint a, uint b) => a >= b;
    [MethodImpl(NI)] public static uint NotU4(uint a) => ~a;
    [MethodImpl(NI)] public static long AddI8(long a, long b) => unchecked(a + b);
    [MethodImpl(NI)] public static long SubI8(long a, long b) => unchecked(a - b);
    [MethodImpl(NI)] public static long MulI8(long a, long b) => unchecked(a * b);
    [MethodImpl(NI)] public static long AndI8(long a, long b) => unchecked(a & b);
    [MethodImpl(NI)] public static long OrI8(long a, long b) => unchecked(a | b);
    [MethodImpl(NI)] public static long XorI8(long a, long b) => unchecked(a ^ b);
    [MethodImpl(NI)] public static long DivI8(long a, long b) => unchecked(a / b);
    [MethodImpl(NI)] public static long RemI8(long a, long b) => unchecked(a % b);
    [MethodImpl(NI)] public static long AddOvfI8(long a, long b) => checked(a + b);
    [MethodImpl(NI)] public static long SubOvfI8(long a, long b) => checked(a - b);
    [MethodImpl(NI)] public static long MulOvfI8(long a, long b) => checked(a * b);
    [MethodImpl(NI)] public static long ShlI8(long a, long b) => a << (int)b;
    [MethodImpl(NI)] public static long ShrI8(long a, long b) => a >> (int)b;
    [MethodImpl(NI)] public static long UShrI8(long a, long b) => a >>> (int)b;
    [MethodImpl(NI)] public static bool EqI8(long a, long b) => a == b;
    [MethodImpl(NI)] public static bool NeI8(long a, long b) => a != b;
    [MethodImpl(NI)] public static bool LtI8(long a, long b) => a < b;
    [MethodImpl(NI)] public static bool LeI8(long a, long b) => a <= b;
    [MethodImpl(NI)] public static bool GtI8(long a, long b) => a > b;
    [MethodImpl(NI)] public static bool GeI8(long a, long b) => a >= b;
    [MethodImpl(NI)] public static long NotI8(long a) => ~a;
    [MethodImpl(NI)] public static long NegI8(long a) => unchecked(-a);
    [MethodImpl(NI)] public static ulong AddU8(ulong a, ulong b) => unchecked(a + b);
    [MethodImpl(NI)] public static ulong SubU8(ulong a, ulong b) => unchecked(a - b);
    [MethodImpl(NI)] public static ulong MulU8(ulong a, ulong b) => unchecked(a * b);
    [MethodImpl(NI)] public static ulong AndU8(ulong a, ulong b) => unchecked(a & b);
    [MethodImpl(NI)] public static ulong OrU8(ulong a, ulong b) => unchecked(a | b);
    [MethodImpl(NI)] public static ulong XorU8(ulong a, ulong b) => unchecked(a ^ b);
    [MethodImpl(NI)] public static ulong DivU8(ulong a, ulong b) => unchecked(a / b);
    [MethodImpl(NI)] public static ulong RemU8(ulong a, ulong b) => unchecked(a % b);
    [MethodImpl(NI)] public static ulong AddOvfU8(ulong a, ulong b) => checked(a + b);
    [MethodImpl(NI)] public static ulong SubOvfU8(ulong a, ulong b) => checked(a - b);
    [MethodImpl(NI)] public static ulong MulOvfU8(ulong a, ulong b) => checked(a * b);
    [MethodImpl(NI)] public static ulong ShlU8(ulong a, ulong b) => a << (int)b;
    [MethodImpl(NI)] public static ulong ShrU8(ulong a, ulong b) => a >> (int)b;
    [MethodImpl(NI)] public static bool EqU8(ulong a, ulong b) => a == b;
    [MethodImpl(NI)] public static bool NeU8(ulong a, ulong b) => a != b;
    [MethodImpl(NI)] public static bool LtU8(ulong a, ulong b) => a < b;
    [MethodImpl(NI)] public static bool LeU8(ulong a, ulong b) => a <= b;
    [MethodImpl(NI)] public static bool GtU8(ulong a, ulong b) => a > b;
    [MethodImpl(NI)] public static bool GeU8(ulong a, ulong b) => a >= b;
    [MethodImpl(NI)] public static ulong NotU8(ulong a) => ~a;
    [MethodImpl(NI)] public static float AddR4(float a, float b) => a + b;
    [MethodImpl(NI)] public static float SubR4(float a, float b) => a - b;
    [MethodImpl(NI)] public static float MulR4(float a, float b) => a * b;
    [MethodImpl(NI)] public static float DivR4(float a, float b) => a / b;
    [MethodImpl(NI)] public static float RemR4(float a, float b) => a % b;
    [MethodImpl(NI)] public static bool EqR4(float a, float b) => a == b;
    [MethodImpl(NI)] public static int EqBrR4(float a, float b) => !(a == b) ? 3 : 5;
    [MethodImpl(NI)] public static bool NeR4(float a, float b) => a != b;
    [MethodImpl(NI)] public static int NeBrR4(float a, float b) => !(a != b) ? 3 : 5;
    [MethodImpl(NI)] public static bool LtR4(float a, float b) => a < b;
    [MethodImpl(NI)] public static int LtBrR4(float a, float b) => !(a < b) ? 3 : 5;
    [MethodImpl(NI)] public static bool LeR4(float a, float b) => a <= b;
    [MethodImpl(NI)] public static int LeBrR4(float a, float b) => !(a <= b) ? 3 : 5;
    [MethodImpl(NI)] public static bool GtR4(float a, float b) => a > b;
    [MethodImpl(NI)] public static int GtBrR4(float a, float b) => !(a > b) ? 3 : 5;
    [MethodImpl(NI)] public static bool GeR4(float a, float b) => a >= b;
    [MethodImpl(NI)] public static int GeBrR4(float a, float b) => !(a >= b) ? 3 : 5;
    [MethodImpl(NI)] public static float NegR4(float a) => -a;
    [MethodImpl(NI)] public static double AddR8(double a, double b) => a + b;
    [MethodImpl(NI)] public static double SubR8(double a, double b) => a - b;
    [MethodImpl(NI)] public static double MulR8(double a, double b) => a * b;
    [MethodImpl(NI)] public static double DivR8(double a, double b) => a / b;
    [MethodImpl(NI)] public static double RemR8(double a, double b) => a % b;
    [MethodImpl(NI)] public static bool EqR8(double a, double b) => a == b;
    [MethodImpl(NI)] public static int EqBrR8(double a, double b) => !(a == b) ? 3 : 5;
    [MethodImpl(NI)] public static bool NeR8(double a, double b) => a != b;
    [MethodImpl(NI)] public static int NeBrR8(double a, double b) => !(a != b) ? 3 : 5;
    [MethodImpl(NI)] public static bool LtR8(double a, double b) => a < b;
    [MethodImpl(NI)] public static int LtBrR8(double a, double b) => !(a < b) ? 3 : 5;
    [MethodImpl(NI)] public static bool LeR8(double a, double b) => a <= b;
    [MethodImpl(NI)] public static int LeBrR8(double a, double b) => !(a <= b) ? 3 : 5;
    [MethodImpl(NI)] public static bool GtR8(double a, double b) => a > b;
    [MethodImpl(NI)] public static int GtBrR8(double a, double b) => !(a > b) ? 3 : 5;
    [MethodImpl(NI)] public static bool GeR8(double a, double b) => a >= b;
    [MethodImpl(NI)] public static int GeBrR8(double a, double b) => !(a >= b) ? 3 : 5;
    [MethodImpl(NI)] public static double NegR8(double a) => -a;
    [MethodImpl(NI)] public static int DivI4By7(int a) => a / 7;
    [MethodImpl(NI)] public static int RemI4By10(int a) => a % 10;
    [MethodImpl(NI)] public static int DivI4By8(int a) => a / 8;
    [MethodImpl(NI)] public static int RemI4By8(int a) => a % 8;
    [MethodImpl(NI)] public static int DivI4ByM1(int a) => a / -1;
    [MethodImpl(NI)] public static int DivI4ByMin(int a) => a / int.MinValue;
    [MethodImpl(NI)] public static uint DivU4By10(uint a) => a / 10;
    [MethodImpl(NI)] public static uint RemU4By7(uint a) => a % 7;
    [MethodImpl(NI)] public static uint DivU4By16(uint a) => a / 16;
    [MethodImpl(NI)] public static long DivI8By1000(long a) => a / 1000;
    [MethodImpl(NI)] public static long RemI8By60(long a) => a % 60;
    [MethodImpl(NI)] public static long DivI8By1024(long a) => a / 1024;
    [MethodImpl(NI)] public static ulong DivU8By10(ulong a) => a / 10;
    [MethodImpl(NI)] public static ulong RemU8By1000000007(ulong a) => a % 1000000007;
    [MethodImpl(NI)] public static int MulI4By15(int a) => a * 15;
    [MethodImpl(NI)] public static int MulI4By9(int a) => a * 9;
    [MethodImpl(NI)] public static long MulI8By100(long a) => a * 100;
    [MethodImpl(NI)] public static int ShlI4By35(int a) => a << (35 & 31);
    [MethodImpl(NI)] public static long ShrI8By33(long a) => a >> 33;
    [MethodImpl(NI)] public static int RotlI4(int a, int b) => (int)(((uint)a << b) | ((uint)a >> (32 - b)));
    [MethodImpl(NI)] public static ulong RotrU8(ulong a, ulong b) => (a >> (int)b) | (a << (64 - (int)b));
    [MethodImpl(NI)] public static long WideMul(int a, int b) => (long)a * b;
    [MethodImpl(NI)] public static ulong WideMulU(uint a, uint b) => (ulong)a * b;
    [MethodImpl(NI)] public static int Mixed(int a, int b) => ((a ^ b) & 0xFF) + (a >> 3) * (b | 1) - (~a & b);
    [MethodImpl(NI)] public static int MinI4(int a, int b) => a < b ? a : b;
    [MethodImpl(NI)] public static long MaxI8(long a, long b) => a > b ? a : b;
    [MethodImpl(NI)] public static double MixedR8(double a, double b) => (a + b) * (a - b) / (1 + a * a) + (float)b;
    [MethodImpl(NI)] public static float MixedR4(float a, float b) => (a + b) * 0.5f - a / (1 + b * b);
    [MethodImpl(NI)] public static double SqrtR8(double a) => Math.Sqrt(a);
    [MethodImpl(NI)] public static double AbsR8(double a) => Math.Abs(a);
    [MethodImpl(NI)] public static double FloorR8(double a) => Math.Floor(a);
    [MethodImpl(NI)] public static float SqrtR4(float a) => MathF.Sqrt(a);
    [MethodImpl(NI)] public static int AbsI4(int a) => Math.Abs(a);
    [MethodImpl(NI)] public static sbyte AddI1(sbyte a, sbyte b) => unchecked((sbyte)(a + b));
    [MethodImpl(NI)] public static byte SubU1(byte a, byte b) => unchecked((byte)(a - b));
    [MethodImpl(NI)] public static short MulI2(short a, short b) => unchecked((short)(a * b));
    [MethodImpl(NI)] public static ushort ShlU2(ushort a, int b) => unchecked((ushort)(a << b));
    [MethodImpl(NI)] public static char NextChar(char a, int b) => unchecked((char)(a + b));
    [MethodImpl(NI)] public static byte AddOvfU1(byte a, byte b) => checked((byte)(a + b));
    [MethodImpl(NI)] public static nint AddI(nint a, nint b) => a + b;
    [MethodImpl(NI)] public static nuint MulU(nuint a, nuint b) => unchecked(a * b);
    [MethodImpl(NI)] public static bool BoolAnd(bool a, bool b) => a & b;
    [MethodImpl(NI)] public static bool BoolXor(bool a, bool b) => a ^ b;
    [MethodImpl(NI)] public static bool BoolNot(bool a) => !a;
    [MethodImpl(NI)] public static int Finite(double d) => double.IsFinite(d) ? 1 : double.IsNaN(d) ? 2 : 3;
    [MethodImpl(NI)] public static double CkFinite(double a) => a > 1e300 ? throw new ArithmeticException("big") : a;
    [MethodImpl(NI)] public static long ConstI8(int i) => i switch { 0 => 0, 1 => 0x7FFFFFFFFFFFFFFF, 2 => -1, 3 => 0x100000000, 4 => int.MinValue, _ => 0x123456789ABCDEF };
    [MethodImpl(NI)] public static double ConstR8(int i) => i switch { 0 => 0.0, 1 => -0.0, 2 => 1.0, 3 => Math.PI, 4 => double.Epsilon, _ => double.NegativeInfinity };
    [MethodImpl(NI)] public static float ConstR4(int i) => i switch { 0 => 0f, 1 => -0f, 2 => 1f, 3 => MathF.PI, 4 => float.Epsilon, _ => float.NegativeInfinity };
}

internal static class Conv
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)] public static sbyte CI4ToI1(int v) => unchecked((sbyte)v);
    [MethodImpl(NI)] public static sbyte XI4ToI1(int v) => checked((sbyte)v);
    [MethodImpl(NI)] public static byte CI4ToU1(int v) => unchecked((byte)v);
    [MethodImpl(NI)] public static byte XI4ToU1(int v) => checked((byte)v);
    [MethodImpl(NI)] public static short CI4ToI2(int v) => unchecked((short)v);
    [MethodImpl(NI)] public static short XI4ToI2(int v) => checked((short)v);
    [MethodImpl(NI)] public static ushort CI4ToU2(int v) => unchecked((ushort)v);
    [MethodImpl(NI)] public static ushort XI4ToU2(int v) => checked((ushort)v);
    [MethodImpl(NI)] public static uint CI4ToU4(int v) => unchecked((uint)v);
    [MethodImpl(NI)] public static uint XI4ToU4(int v) => checked((uint)v);
    [MethodImpl(NI)] public static long CI4ToI8(int v) => unchecked((long)v);
    [MethodImpl(NI)] public static long XI4ToI8(int v) => checked((long)v);
    [MethodImpl(NI)] public static ulong CI4ToU8(int v) => unchecked((ulong)v);
    [MethodImpl(NI)] public static ulong XI4ToU8(int v) => checked((ulong)v);
    [MethodImpl(NI)] public static float CI4ToR4(int v) => (float)v;
    [MethodImpl(NI)] public static double CI4ToR8(int v) => (double)v;
    [MethodImpl(NI)] public static sbyte CU4ToI1(uint v) => unchecked((sbyte)v);
    [MethodImpl(NI)] public static sbyte XU4ToI1(uint v) => checked((sbyte)v);
    [MethodImpl(NI)] public static byte CU4ToU1(uint v) => unchecked((byte)v);
    [MethodImpl(NI)] public static byte XU4ToU1(uint v) => checked((byte)v);
    [MethodImpl(NI)] public static short CU4ToI2(uint v) => unchecked((short)v);
    [MethodImpl(NI)] public static short XU4ToI2(uint v) => checked((short)v);
    [MethodImpl(NI)] public static ushort CU4ToU2(uint v) => unchecked((ushort)v);
    [MethodImpl(NI)] public static ushort XU4ToU2(uint v) => checked((ushort)v);
    [MethodImpl(NI)] public static int CU4ToI4(uint v) => unchecked((int)v);
    [MethodImpl(NI)] public static int XU4ToI4(uint v) => checked((int)v);
    [MethodImpl(NI)] public static long CU4ToI8(uint v) => unchecked((long)v);
    [MethodImpl(NI)] public static long XU4ToI8(uint v) => checked((long)v);
    [MethodImpl(NI)] public static ulong CU4ToU8(uint v) => unchecked((ulong)v);
    [MethodImpl(NI)] public static ulong XU4ToU8(uint v) => checked((ulong)v);
    [MethodImpl(NI)] public static float CU4ToR4(uint v) => (float)v;
    [MethodImpl(NI)] public static double CU4ToR8(uint v) => (double)v;
    [MethodImpl(NI)] public static sbyte CI8ToI1(long v) => unchecked((sbyte)v);
    [MethodImpl(NI)] public static sbyte XI8ToI1(long v) => checked((sbyte)v);
    [MethodImpl(NI)] public static byte CI8ToU1(long v) => unchecked((byte)v);
    [MethodImpl(NI)] public static byte XI8ToU1(long v) => checked((byte)v);
    [MethodImpl(NI)] public static short CI8ToI2(long v) => unchecked((short)v);
    [MethodImpl(NI)] public static short XI8ToI2(long v) => checked((short)v);
    [MethodImpl(NI)] public static ushort CI8ToU2(long v) => unchecked((ushort)v);
    [MethodImpl(NI)] public static ushort XI8ToU2(long v) => checked((ushort)v);
    [MethodImpl(NI)] public static int CI8ToI4(long v) => unchecked((int)v);
    [MethodImpl(NI)] public static int XI8ToI4(long v) => checked((int)v);
    [MethodImpl(NI)] public static uint CI8ToU4(long v) => unchecked((uint)v);
    [MethodImpl(NI)] public static uint XI8ToU4(long v) => checked((uint)v);
    [MethodImpl(NI)] public static ulong CI8ToU8(long v) => unchecked((ulong)v);
    [MethodImpl(NI)] public static ulong XI8ToU8(long v) => checked((ulong)v);
    [MethodImpl(NI)] public static float CI8ToR4(long v) => (float)v;
    [MethodImpl(NI)] public static double CI8ToR8(long v) => (double)v;
    [MethodImpl(NI)] public static sbyte CU8ToI1(ulong v) => unchecked((sbyte)v);
    [MethodImpl(NI)] public static sbyte XU8ToI1(ulong v) => checked((sbyte)v);
    [MethodImpl(NI)] public static byte CU8ToU1(ulong v) => unchecked((byte)v);
    [MethodImpl(NI)] public static byte XU8ToU1(ulong v) => checked((byte)v);
    [MethodImpl(NI)] public static short CU8ToI2(ulong v) => unchecked((short)v);
    [MethodImpl(NI)] public static short XU8ToI2(ulong v) => checked((short)v);
    [MethodImpl(NI)] public static ushort CU8ToU2(ulong v) => unchecked((ushort)v);
    [MethodImpl(NI)] public static ushort XU8ToU2(ulong v) => checked((ushort)v);
    [MethodImpl(NI)] public static int CU8ToI4(ulong v) => unchecked((int)v);
    [MethodImpl(NI)] public static int XU8ToI4(ulong v) => checked((int)v);
    [MethodImpl(NI)] public static uint CU8ToU4(ulong v) => unchecked((uint)v);
    [MethodImpl(NI)] public static uint XU8ToU4(ulong v) => checked((uint)v);
    [MethodImpl(NI)] public static long CU8ToI8(ulong v) => unchecked((long)v);
    [MethodImpl(NI)] public static long XU8ToI8(ulong v) => checked((long)v);
    [MethodImpl(NI)] public static float CU8ToR4(ulong v) => (float)v;
    [MethodImpl(NI)] public static double CU8ToR8(ulong v) => (double)v;
    [MethodImpl(NI)] public static sbyte CR4ToI1(float v) => unchecked((sbyte)v);
    [MethodImpl(NI)] public static sbyte XR4ToI1(float v) => checked((sbyte)v);
    [MethodImpl(NI)] public static byte CR4ToU1(float v) => unchecked((byte)v);
    [MethodImpl(NI)] public static byte XR4ToU1(float v) => checked((byte)v);
    [MethodImpl(NI)] public static short CR4ToI2(float v) => unchecked((short)v);
    [MethodImpl(NI)] public static short XR4ToI2(float v) => checked((short)v);
    [MethodImpl(NI)] public static ushort CR4ToU2(float v) => unchecked((ushort)v);
    [MethodImpl(NI)] public static ushort XR4ToU2(float v) => checked((ushort)v);
    [MethodImpl(NI)] public static int CR4ToI4(float v) => unchecked((int)v);
    [MethodImpl(NI)] public static int XR4ToI4(float v) => checked((int)v);
    [MethodImpl(NI)] public static uint CR4ToU4(float v) => unchecked((uint)v);
    [MethodImpl(NI)] public static uint XR4ToU4(float v) => checked((uint)v);
    [MethodImpl(NI)] public static long CR4ToI8(float v) => unchecked((long)v);
    [MethodImpl(NI)] public static long XR4ToI8(float v) => checked((long)v);
    [MethodImpl(NI)] public static ulong CR4ToU8(float v) => unchecked((ulong)v);
    [MethodImpl(NI)] public static ulong XR4ToU8(float v) => checked((ulong)v);
    [MethodImpl(NI)] public static sbyte CR8ToI1(double v) => unchecked((sbyte)v);
    [MethodImpl(NI)] public static sbyte XR8ToI1(double v) => checked((sbyte)v);
    [MethodImpl(NI)] public static byte CR8ToU1(double v) => unchecked((byte)v);
    [MethodImpl(NI)] public static byte XR8ToU1(double v) => checked((byte)v);
    [MethodImpl(NI)] public static short CR8ToI2(double v) => unchecked((short)v);
    [MethodImpl(NI)] public static short XR8ToI2(double v) => checked((short)v);
    [MethodImpl(NI)] public static ushort CR8ToU2(double v) => unchecked((ushort)v);
    [MethodImpl(NI)] public static ushort XR8ToU2(double v) => checked((ushort)v);
    [MethodImpl(NI)] public static int CR8ToI4(double v) => unchecked((int)v);
    [MethodImpl(NI)] public static int XR8ToI4(double v) => checked((int)v);
    [MethodImpl(NI)] public static uint CR8ToU4(double v) => unchecked((uint)v);
    [MethodImpl(NI)] public static uint XR8ToU4(double v) => checked((uint)v);
    [MethodImpl(NI)] public static long CR8ToI8(double v) => unchecked((long)v);
    [MethodImpl(NI)] public static long XR8ToI8(double v) => checked((long)v);
    [MethodImpl(NI)] public static ulong CR8ToU8(double v) => unchecked((ulong)v);
    [MethodImpl(NI)] public static ulong XR8ToU8(double v) => checked((ulong)v);
    [MethodImpl(NI)] public static double CR4ToR8(float v) => v;
    [MethodImpl(NI)] public static float CR8ToR4(double v) => (float)v;
}

internal static class Arith
{
    static readonly int[] I4 = { 0, 1, -1, 2, 3, -7, 10, 31, 32, 33, 255, -256, 1000, 65535, -32768, 123456789, int.MaxValue, int.MinValue, int.MinValue + 1 };
    static readonly uint[] U4 = { 0, 1, 2, 3, 7, 10, 31, 32, 100, 255, 65536, 123456789, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF };
    static readonly long[] I8 = { 0, 1, -1, 2, 5, -9, 31, 32, 63, 64, 1000, -65536, int.MaxValue, int.MinValue, 0x80000000L, 0xFFFFFFFFL, 0x100000000L, 1234567890123456789, long.MaxValue, long.MinValue, long.MinValue + 1 };
    static readonly ulong[] U8 = { 0, 1, 2, 5, 10, 31, 63, 64, 127, 128, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 1234567890123456789, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF };
    static readonly float[] R4 = { 0f, -0f, 1f, -1f, 0.5f, 1.5f, 2.5f, -3.75f, 100.25f, 1e10f, 1e-30f, 3.4e38f, float.Epsilon, float.NaN, float.PositiveInfinity, float.NegativeInfinity };
    static readonly double[] R8 = { 0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -3.75, 127.5, 255.0, 32767.25, 65535.0, -128.0, 2147483647.0, -2147483648.0, 4294967295.0, 4294967296.5, 9.2e18, -9.2e18, 1.7e19, 1e300, 1e-300, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity };
    static readonly sbyte[] I1 = { 0, 1, -1, 7, 100, 127, -128 };
    static readonly byte[] U1 = { 0, 1, 7, 100, 127, 128, 255 };
    static readonly short[] I2 = { 0, 1, -1, 300, 32767, -32768 };
    static readonly ushort[] U2 = { 0, 1, 300, 32768, 65535 };

    static ulong hash;
    static string first;
    static int shown;

    static void Begin()
    {
        hash = 14695981039346656037UL;
        first = "";
        shown = 0;
    }

    static void Put(ulong bits)
    {
        hash = Out.Mix(hash, bits);
        if (shown++ < 4) first += " " + bits.ToString("x");
    }

    static void Put(object v)
    {
        switch (v)
        {
            case double d: Put(Out.Bits(d)); break;
            case float f: Put(Out.Bits(f)); break;
            case ulong u: Put(u); break;
            case uint u: Put(u); break;
            case bool b: Put(b ? 1UL : 0UL); break;
            case nint n: Put(unchecked((ulong)n)); break;
            case nuint n: Put(n); break;
            case char c: Put(c); break;
            default: Put(unchecked((ulong)Convert.ToInt64(v))); break;
        }
    }

    static void Fail(Exception e)
    {
        hash = Out.Mix(hash, e.GetType().Name);
        if (shown++ < 4) first += " " + e.GetType().Name;
    }

    static void End(string name) => Console.WriteLine(name + " = " + hash.ToString("x16") + first);

    static void Over2<A, R>(string name, A[] xs, A[] ys, Func<A, A, R> f)
    {
        Begin();
        foreach (A a in xs)
            foreach (A b in ys)
            {
                try { Put(f(a, b)); }
                catch (ArithmeticException e) { Fail(e); }
            }
        End(name);
    }

    static void Over1<A, R>(string name, A[] xs, Func<A, R> f)
    {
        Begin();
        foreach (A a in xs)
        {
            try { Put(f(a)); }
            catch (ArithmeticException e) { Fail(e); }
        }
        End(name);
    }

    // Unchecked conversions of values outside the range are unspecified for most targets, so only values inside run.
    static double[] Within(double[] xs, double lo, double hi) => Array.FindAll(xs, v => v >= lo && v <= hi);
    static float[] Within(float[] xs, double lo, double hi) => Array.FindAll(xs, v => v >= lo && v <= hi);

    static void Regular()
    {
        Over2("AddI4", I4, I4, AddI4);
        Over2("SubI4", I4, I4, SubI4);
        Over2("MulI4", I4, I4, MulI4);
        Over2("AndI4", I4, I4, AndI4);
        Over2("OrI4", I4, I4, OrI4);
        Over2("XorI4", I4, I4, XorI4);
        Over2("DivI4", I4, I4, DivI4);
        Over2("RemI4", I4, I4, RemI4);
        Over2("AddOvfI4", I4, I4, AddOvfI4);
        Over2("SubOvfI4", I4, I4, SubOvfI4);
        Over2("MulOvfI4", I4, I4, MulOvfI4);
        Over2("ShlI4", I4, I4, ShlI4);
        Over2("ShrI4", I4, I4, ShrI4);
        Over2("UShrI4", I4, I4, UShrI4);
        Over2("EqI4", I4, I4, EqI4);
        Over2("NeI4", I4, I4, NeI4);
        Over2("LtI4", I4, I4, LtI4);
        Over2("LeI4", I4, I4, LeI4);
        Over2("GtI4", I4, I4, GtI4);
        Over2("GeI4", I4, I4, GeI4);
        Over1("NotI4", I4, NotI4);
        Over1("NegI4", I4, NegI4);
        Over2("AddU4", U4, U4, AddU4);
        Over2("SubU4", U4, U4, SubU4);
        Over2("MulU4", U4, U4, MulU4);
        Over2("AndU4", U4, U4, AndU4);
        Over2("OrU4", U4, U4, OrU4);
        Over2("XorU4", U4, U4, XorU4);
        Over2("DivU4", U4, U4, DivU4);
        Over2("RemU4", U4, U4, RemU4);
        Over2("AddOvfU4", U4, U4, AddOvfU4);
        Over2("SubOvfU4", U4, U4, SubOvfU4);
        Over2("MulOvfU4", U4, U4, MulOvfU4);
        Over2("ShlU4", U4, U4, ShlU4);
        Over2("ShrU4", U4, U4, ShrU4);
        Over2("EqU4", U4, U4, EqU4);
        Over2("NeU4", U4, U4, NeU4);
        Over2("LtU4", U4, U4, LtU4);
        Over2("LeU4", U4, U4, LeU4);
        Over2("GtU4", U4, U4, GtU4);
        Over2("GeU4", U4, U4, GeU4);
        Over1("NotU4", U4, NotU4);
        Over2("AddI8", I8, I8, AddI8);
        Over2("SubI8", I8, I8, SubI8);
        Over2("MulI8", I8, I8, MulI8);
        Over2("AndI8", I8, I8, AndI8);
        Over2("OrI8", I8, I8, OrI8);
        Over2("XorI8", I8, I8, XorI8);
        Over2("DivI8", I8, I8, DivI8);
        Over2("RemI8", I8, I8, RemI8);
        Over2("AddOvfI8", I8, I8, AddOvfI8);
        Over2("SubOvfI8", I8, I8, SubOvfI8);
        Over2("MulOvfI8", I8, I8, MulOvfI8);
        Over2("ShlI8", I8, I8, ShlI8);
        Over2("ShrI8", I8, I8, ShrI8);
        Over2("UShrI8", I8, I8, UShrI8);
        Over2("EqI8", I8, I8, EqI8);
        Over2("NeI8", I8, I8, NeI8);
        Over2("LtI8", I8, I8, LtI8);
        Over2("LeI8", I8, I8, LeI8);
        Over2("GtI8", I8, I8, GtI8);
        Over2("GeI8", I8, I8, GeI8);
        Over1("NotI8", I8, NotI8);
        Over1("NegI8", I8, NegI8);
        Over2("AddU8", U8, U8, AddU8);
        Over2("SubU8", U8, U8, SubU8);
        Over2("MulU8", U8, U8, MulU8);
        Over2("AndU8", U8, U8, AndU8);
        Over2("OrU8", U8, U8, OrU8);
        Over2("XorU8", U8, U8, XorU8);
        Over2("DivU8", U8, U8, DivU8);
        Over2("RemU8", U8, U8, RemU8);
        Over2("AddOvfU8", U8, U8, AddOvfU8);
        Over2("SubOvfU8", U8, U8, SubOvfU8);
        Over2("MulOvfU8", U8, U8, MulOvfU8);
        Over2("ShlU8", U8, U8, ShlU8);
        Over2("ShrU8", U8, U8, ShrU8);
        Over2("EqU8", U8, U8, EqU8);
        Over2("NeU8", U8, U8, NeU8);
        Over2("LtU8", U8, U8, LtU8);
        Over2("LeU8", U8, U8, LeU8);
        Over2("GtU8", U8, U8, GtU8);
        Over2("GeU8", U8, U8, GeU8);
        Over1("NotU8", U8, NotU8);
        Over2("AddR4", R4, R4, AddR4);
        Over2("SubR4", R4, R4, SubR4);
        Over2("MulR4", R4, R4, MulR4);
        Over2("DivR4", R4, R4, DivR4);
        Over2("RemR4", R4, R4, RemR4);
        Over2("EqR4", R4, R4, EqR4);
        Over2("EqBrR4", R4, R4, EqBrR4);
        Over2("NeR4", R4, R4, NeR4);
        Over2("NeBrR4", R4, R4, NeBrR4);
        Over2("LtR4", R4, R4, LtR4);
        Over2("LtBrR4", R4, R4, LtBrR4);
        Over2("LeR4", R4, R4, LeR4);
        Over2("LeBrR4", R4, R4, LeBrR4);
        Over2("GtR4", R4, R4, GtR4);
        Over2("GtBrR4", R4, R4, GtBrR4);
        Over2("GeR4", R4, R4, GeR4);
        Over2("GeBrR4", R4, R4, GeBrR4);
        Over1("NegR4", R4, NegR4);
        Over2("AddR8", R8, R8, AddR8);
        Over2("SubR8", R8, R8, SubR8);
        Over2("MulR8", R8, R8, MulR8);
        Over2("DivR8", R8, R8, DivR8);
        Over2("RemR8", R8, R8, RemR8);
        Over2("EqR8", R8, R8, EqR8);
        Over2("EqBrR8", R8, R8, EqBrR8);
        Over2("NeR8", R8, R8, NeR8);
        Over2("NeBrR8", R8, R8, NeBrR8);
        Over2("LtR8", R8, R8, LtR8);
        Over2("LtBrR8", R8, R8, LtBrR8);
        Over2("LeR8", R8, R8, LeR8);
        Over2("LeBrR8", R8, R8, LeBrR8);
        Over2("GtR8", R8, R8, GtR8);
        Over2("GtBrR8", R8, R8, GtBrR8);
        Over2("GeR8", R8, R8, GeR8);
        Over2("GeBrR8", R8, R8, GeBrR8);
        Over1("NegR8", R8, NegR8);
    }

    static void Conversions()
    {
        Over1("CI4ToI1", I4, CI4ToI1);
        Over1("XI4ToI1", I4, XI4ToI1);
        Over1("CI4ToU1", I4, CI4ToU1);
        Over1("XI4ToU1", I4, XI4ToU1);
        Over1("CI4ToI2", I4, CI4ToI2);
        Over1("XI4ToI2", I4, XI4ToI2);
        Over1("CI4ToU2", I4, CI4ToU2);
        Over1("XI4ToU2", I4, XI4ToU2);
        Over1("CI4ToU4", I4, CI4ToU4);
        Over1("XI4ToU4", I4, XI4ToU4);
        Over1("CI4ToI8", I4, CI4ToI8);
        Over1("XI4ToI8", I4, XI4ToI8);
        Over1("CI4ToU8", I4, CI4ToU8);
        Over1("XI4ToU8", I4, XI4ToU8);
        Over1("CI4ToR4", I4, CI4ToR4);
        Over1("CI4ToR8", I4, CI4ToR8);
        Over1("CU4ToI1", U4, CU4ToI1);
        Over1("XU4ToI1", U4, XU4ToI1);
        Over1("CU4ToU1", U4, CU4ToU1);
        Over1("XU4ToU1", U4, XU4ToU1);
        Over1("CU4ToI2", U4, CU4ToI2);
        Over1("XU4ToI2", U4, XU4ToI2);
        Over1("CU4ToU2", U4, CU4ToU2);
        Over1("XU4ToU2", U4, XU4ToU2);
        Over1("CU4ToI4", U4, CU4ToI4);
        Over1("XU4ToI4", U4, XU4ToI4);
        Over1("CU4ToI8", U4, CU4ToI8);
        Over1("XU4ToI8", U4, XU4ToI8);
        Over1("CU4ToU8", U4, CU4ToU8);
        Over1("XU4ToU8", U4, XU4ToU8);
        Over1("CU4ToR4", U4, CU4ToR4);
        Over1("CU4ToR8", U4, CU4ToR8);
        Over1("CI8ToI1", I8, CI8ToI1);
        Over1("XI8ToI1", I8, XI8ToI1);
        Over1("CI8ToU1", I8, CI8ToU1);
        Over1("XI8ToU1", I8, XI8ToU1);
        Over1("CI8ToI2", I8, CI8ToI2);
        Over1("XI8ToI2", I8, XI8ToI2);
        Over1("CI8ToU2", I8, CI8ToU2);
        Over1("XI8ToU2", I8, XI8ToU2);
        Over1("CI8ToI4", I8, CI8ToI4);
        Over1("XI8ToI4", I8, XI8ToI4);
        Over1("CI8ToU4", I8, CI8ToU4);
        Over1("XI8ToU4", I8, XI8ToU4);
        Over1("CI8ToU8", I8, CI8ToU8);
        Over1("XI8ToU8", I8, XI8ToU8);
        Over1("CI8ToR4", I8, CI8ToR4);
        Over1("CI8ToR8", I8, CI8ToR8);
        Over1("CU8ToI1", U8, CU8ToI1);
        Over1("XU8ToI1", U8, XU8ToI1);
        Over1("CU8ToU1", U8, CU8ToU1);
        Over1("XU8ToU1", U8, XU8ToU1);
        Over1("CU8ToI2", U8, CU8ToI2);
        Over1("XU8ToI2", U8, XU8ToI2);
        Over1("CU8ToU2", U8, CU8ToU2);
        Over1("XU8ToU2", U8, XU8ToU2);
        Over1("CU8ToI4", U8, CU8ToI4);
        Over1("XU8ToI4", U8, XU8ToI4);
        Over1("CU8ToU4", U8, CU8ToU4);
        Over1("XU8ToU4", U8, XU8ToU4);
        Over1("CU8ToI8", U8, CU8ToI8);
        Over1("XU8ToI8", U8, XU8ToI8);
        Over1("CU8ToR4", U8, CU8ToR4);
        Over1("CU8ToR8", U8, CU8ToR8);
        Over1("CR4ToI1", Within(R4, -128, 127), CR4ToI1);
        Over1("XR4ToI1", R4, XR4ToI1);
        Over1("CR4ToU1", Within(R4, 0, 255), CR4ToU1);
        Over1("XR4ToU1", R4, XR4ToU1);
        Over1("CR4ToI2", Within(R4, -32768, 32767), CR4ToI2);
        Over1("XR4ToI2", R4, XR4ToI2);
        Over1("CR4ToU2", Within(R4, 0, 65535), CR4ToU2);
        Over1("XR4ToU2", R4, XR4ToU2);
        Over1("CR4ToI4", Within(R4, -3e9, 3e9), CR4ToI4);
        Over1("XR4ToI4", R4, XR4ToI4);
        Over1("CR4ToU4", Within(R4, 0, 4294967000.0), CR4ToU4);
        Over1("XR4ToU4", R4, XR4ToU4);
        Over1("CR4ToI8", Within(R4, -1e19, 1e19), CR4ToI8);
        Over1("XR4ToI8", R4, XR4ToI8);
        Over1("CR4ToU8", Within(R4, 0, 1.8e19), CR4ToU8);
        Over1("XR4ToU8", R4, XR4ToU8);
        Over1("CR8ToI1", Within(R8, -128, 127), CR8ToI1);
        Over1("XR8ToI1", R8, XR8ToI1);
        Over1("CR8ToU1", Within(R8, 0, 255), CR8ToU1);
        Over1("XR8ToU1", R8, XR8ToU1);
        Over1("CR8ToI2", Within(R8, -32768, 32767), CR8ToI2);
        Over1("XR8ToI2", R8, XR8ToI2);
        Over1("CR8ToU2", Within(R8, 0, 65535), CR8ToU2);
        Over1("XR8ToU2", R8, XR8ToU2);
        Over1("CR8ToI4", Within(R8, -3e9, 3e9), CR8ToI4);
        Over1("XR8ToI4", R8, XR8ToI4);
        Over1("CR8ToU4", Within(R8, 0, 4294967000.0), CR8ToU4);
        Over1("XR8ToU4", R8, XR8ToU4);
        Over1("CR8ToI8", Within(R8, -1e19, 1e19), CR8ToI8);
        Over1("XR8ToI8", R8, XR8ToI8);
        Over1("CR8ToU8", Within(R8, 0, 1.8e19), CR8ToU8);
        Over1("XR8ToU8", R8, XR8ToU8);
        Over1("CR4ToR8", R4, CR4ToR8);
        Over1("CR8ToR4", R8, CR8ToR4);
    }

    static void Special()
    {
        Over1("DivI4By7", I4, DivI4By7);
        Over1("RemI4By10", I4, RemI4By10);
        Over1("DivI4By8", I4, DivI4By8);
        Over1("RemI4By8", I4, RemI4By8);
        Over1("DivI4ByM1", I4, DivI4ByM1);
        Over1("DivI4ByMin", I4, DivI4ByMin);
        Over1("DivU4By10", U4, DivU4By10);
        Over1("RemU4By7", U4, RemU4By7);
        Over1("DivU4By16", U4, DivU4By16);
        Over1("DivI8By1000", I8, DivI8By1000);
        Over1("RemI8By60", I8, RemI8By60);
        Over1("DivI8By1024", I8, DivI8By1024);
        Over1("DivU8By10", U8, DivU8By10);
        Over1("RemU8By1000000007", U8, RemU8By1000000007);
        Over1("MulI4By15", I4, MulI4By15);
        Over1("MulI4By9", I4, MulI4By9);
        Over1("MulI8By100", I8, MulI8By100);
        Over1("ShlI4By35", I4, ShlI4By35);
        Over1("ShrI8By33", I8, ShrI8By33);
        Over2("RotlI4", I4, new[] { 1, 7, 31 }, RotlI4);
        Over2("RotrU8", U8, new ulong[] { 1, 13, 63 }, RotrU8);
        Over2("WideMul", I4, I4, WideMul);
        Over2("WideMulU", U4, U4, WideMulU);
        Over2("Mixed", I4, I4, Mixed);
        Over2("MinI4", I4, I4, MinI4);
        Over2("MaxI8", I8, I8, MaxI8);
        Over2("MixedR8", R8, R8, MixedR8);
        Over2("MixedR4", R4, R4, MixedR4);
        Over1("SqrtR8", R8, SqrtR8);
        Over1("AbsR8", R8, AbsR8);
        Over1("FloorR8", R8, FloorR8);
        Over1("SqrtR4", R4, SqrtR4);
        Over1("AbsI4", I4, AbsI4);
        Over2("AddI1", I1, I1, AddI1);
        Over2("SubU1", U1, U1, SubU1);
        Over2("MulI2", I2, I2, MulI2);
        Over1("ShlU2", U2, v => ShlU2(v, 3));
        Over1("NextChar", new[] { 'a', 'z', '\0', '\uffff' }, v => NextChar(v, 2));
        Over2("AddOvfU1", U1, U1, AddOvfU1);
        Over2("AddI", new nint[] { 0, 1, -5, nint.MaxValue }, new nint[] { 0, 3, -7 }, AddI);
        Over2("MulU", new nuint[] { 0, 1, 5, nuint.MaxValue }, new nuint[] { 0, 3, nuint.MaxValue }, MulU);
        bool[] booleans = { false, true };
        Over2("BoolAnd", booleans, booleans, BoolAnd);
        Over2("BoolXor", booleans, booleans, BoolXor);
        Over1("BoolNot", booleans, BoolNot);
        Over1("Finite", R8, Finite);
        Over1("CkFinite", R8, CkFinite);
        int[] six = { 0, 1, 2, 3, 4, 5 };
        Over1("ConstI8", six, ConstI8);
        Over1("ConstR8", six, ConstR8);
        Over1("ConstR4", six, ConstR4);
    }

    static int Main(string[] args)
    {
        if (args.Length > 0)
        {
            Special();
            return 0;
        }
        Regular();
        Special();
        Conversions();
        return 0;
    }
}
