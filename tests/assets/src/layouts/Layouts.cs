// Types at the edges of the layout rules, and a program that prints how the running runtime lays types out.
// Output, one type a line:  assembly TypeDef-row set vt|class size BaseSize  then " field-row:offset" per instance
// field, then " |" and the byte offsets (from the MethodTable) of the words the garbage collector visits, then " |" and
// " field-row:offset" per static field that has a place in a static block.
// "set" says which type arguments a generic definition got: 0 none, 1 object, 2 byte, 3 (object, byte) pair, 4 long.
using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
#pragma warning disable 0169, 0649, 0414, 8981, 8500, 9181

namespace Edge
{
    public class Tail1 { byte a; }
    public class Tail3 { byte a, b, c; }
    public class Tail4 { int a; }
    public class Tail6 { int a; short b; }
    public class GapA : Tail1 { byte a; short b; int c; long d; object e; }
    public class GapB : Tail1 { object a; }
    public class GapC : Tail1 { short a; object b; byte c; }
    public class GapD : Tail1 { long a; double b; }
    public class GapE : Tail1 { Small a; byte b; }
    public class GapF : Tail3 { int a; object b; byte c; byte d; }
    public class GapG : Tail4 { long a; object b; int c; int d; byte e; }
    public class GapH : Tail6 { byte a; byte b; byte c; long d; }
    public class GapI : Tail6 { object a; object b; short c; }
    public class GapJ : GapI { char a; bool b; float c; double d; IntPtr e; string f; }
    public class DeepA : Exception { byte a; }
    public class DeepB : DeepA { int a; object b; byte c; }
    public class DeepC : Attribute { byte a; long b; }
    public class DeepD : DeepC { byte a; DateTime b; }
    public class DeepE : DeepD { byte a; string b; }
    public struct Nothing { }
    public struct Small { byte a; }
    public struct Mixed { byte a; int b; byte c; }
    public struct WithRef { byte a; object b; byte c; }
    public struct WithRefs { byte a; WithRef b; object c; short d; WithRef e; }
    public struct Three { Small a, b, c; }
    public struct Time { byte a; DateTime b; byte c; TimeSpan d; }
    public struct Num { byte a; decimal b; byte c; Guid d; Half e; }
    public struct Tiny { bool a; char b; bool c; sbyte d; }
    public enum B : byte { X }
    public enum L : long { X }
    public enum U : ushort { X }
    public struct Enums { B a; L b; U c; B d; }
    public unsafe struct Ptrs { byte a; int* b; delegate*<int, void> c; nint d; byte e; nuint f; }
    public struct Maybe { int? a; byte? b; DateTime? c; WithRef? d; long? e; }
    public struct Nest { Nothing a; Nothing b; int c; Nothing d; }
    [StructLayout(LayoutKind.Auto)] public struct Auto1 { byte a; }
    [StructLayout(LayoutKind.Auto)] public struct Auto2 { byte a; int b; byte c; }
    [StructLayout(LayoutKind.Auto)] public struct Auto3 { byte a, b, c; }
    [StructLayout(LayoutKind.Auto)] public struct Auto4 { byte a; long b; byte c; }
    [StructLayout(LayoutKind.Auto)] public struct Auto5 { Small a; Auto2 b; short c; Mixed d; }
    [StructLayout(LayoutKind.Auto)] public struct Auto6 { int a, b; byte c; }
    [StructLayout(LayoutKind.Auto, Pack = 1)] public struct Auto7 { byte a; int b; long c; }
    [StructLayout(LayoutKind.Auto)] public struct Auto8 { }
    [StructLayout(LayoutKind.Auto)] public struct Auto9 { byte a; Vector128<int> b; byte c; }
    [StructLayout(LayoutKind.Auto)] public struct AutoA { byte a; Int128 b; object c; }
    public struct SeqAuto { byte a; Auto2 b; byte c; Auto4 d; Auto3 e; }
    [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct Pack1 { byte a; int b; long c; short d; }
    [StructLayout(LayoutKind.Sequential, Pack = 2)] public struct Pack2 { byte a; int b; Mixed c; byte d; }
    [StructLayout(LayoutKind.Sequential, Pack = 4)] public struct Pack4 { byte a; long b; DateTime c; }
    [StructLayout(LayoutKind.Sequential, Pack = 8)] public struct Pack8 { byte a; Vector128<byte> b; }
    [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct PackRef { byte a; object b; int c; }
    [StructLayout(LayoutKind.Sequential, Size = 13)] public struct Size13 { int a; long b; }
    [StructLayout(LayoutKind.Sequential, Size = 25)] public struct Size25 { int a; long b; }
    [StructLayout(LayoutKind.Sequential, Size = 3)] public struct Size3 { byte a; }
    [StructLayout(LayoutKind.Sequential, Size = 64)] public struct SizeRef { byte a; string b; }
    public struct HoldsSized { byte a; Size13 b; Size25 c; Size3 d; int e; }
    [StructLayout(LayoutKind.Explicit)] public struct Exp1 { [FieldOffset(0)] int a; [FieldOffset(0)] float b; [FieldOffset(6)] short c; }
    [StructLayout(LayoutKind.Explicit)] public struct Exp2 { [FieldOffset(8)] object a; [FieldOffset(0)] byte b; [FieldOffset(8)] string c; }
    [StructLayout(LayoutKind.Explicit, Size = 20)] public struct Exp3 { [FieldOffset(0)] object a; [FieldOffset(8)] byte b; }
    [StructLayout(LayoutKind.Explicit, Pack = 1)] public struct Exp4 { [FieldOffset(1)] int a; [FieldOffset(5)] long b; }
    [StructLayout(LayoutKind.Explicit, Size = 5)] public struct Exp5 { [FieldOffset(3)] short a; }
    [StructLayout(LayoutKind.Explicit)] public class ExpC { [FieldOffset(4)] int a; [FieldOffset(4)] uint b; [FieldOffset(9)] byte c; }
    [StructLayout(LayoutKind.Explicit)] public class ExpD { [FieldOffset(8)] object a; [FieldOffset(0)] byte b; }
    [StructLayout(LayoutKind.Sequential)] public class SeqA { int a; byte b; }
    [StructLayout(LayoutKind.Sequential)] public class SeqB : SeqA { byte a; long b; byte c; }
    [StructLayout(LayoutKind.Sequential)] public class SeqC { int a; string b; byte c; }
    [StructLayout(LayoutKind.Sequential, Pack = 2)] public class SeqD { byte a; int b; }
    [StructLayout(LayoutKind.Sequential, Size = 17)] public class SeqE { byte a; int b; }
    [StructLayout(LayoutKind.Sequential)] public class SeqF { }
    [StructLayout(LayoutKind.Sequential)] public class SeqG : SeqF { byte a; }
    public class AutoOverSeq : SeqA { byte a; object b; byte c; }
    public class AutoOverSeq2 : SeqD { byte a; short b; }
    public struct VecA { byte a; Vector64<int> b; byte c; }
    public struct VecB { byte a; Vector256<int> b; }
    public struct VecC { object a; Vector128<int> b; byte c; }
    public struct VecD { byte a; VecC b; VecA c; }
    public struct VecE { byte a; Vector512<long> b; }
    public struct Int128s { byte a; Int128 b; UInt128 c; byte d; }
    public struct Geo { byte a; Vector2 b; Vector3 c; Vector4 d; Matrix4x4 e; Quaternion f; Plane g; }
    public class VecClass { byte a; Vector256<int> b; Int128 c; object d; }
    [InlineArray(7)] public struct Inl1 { int a; }
    [InlineArray(3)] public struct Inl2 { WithRef a; }
    [InlineArray(5)] public struct Inl3 { string a; }
    [InlineArray(4)] public struct Inl4<T> { T a; }
    public struct HoldsInl { byte a; Inl1 b; Inl2 c; Inl4<short> d; Inl4<string> e; }
    public ref struct Ref1 { Span<int> a; byte b; ref int c; }
    public ref struct Ref2 { object a; ReadOnlySpan<char> b; byte c; Ref1 d; }
    public ref struct Ref3 { byte a; ref object b; Ref2 c; }
    public struct Gen1<T> { byte a; T b; byte c; }
    public class Gen2<T> { byte a; T b; Gen1<T> c; T[] d; }
    public class Gen3<T> : Gen2<T> { byte e; T f; }
    public class Gen4<T> : Gen2<List<T>> { Gen1<Gen1<T>> g; KeyValuePair<T, byte> h; (T, int, T) i; }
    public class Statics { static byte a; static object b; static long c; static DateTime d; [ThreadStatic] static int e; int f; }
}

unsafe static class Program
{
    static readonly Type[] Sets = { null, typeof(object), typeof(byte), typeof(KeyValuePair<object, byte>), typeof(long) };

    static int SizeOf(Type t)
    {
        var method = new DynamicMethod("size", typeof(int), Type.EmptyTypes, typeof(Program).Module, true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Sizeof, t);
        il.Emit(OpCodes.Ret);
        return (int)method.Invoke(null, null);
    }

    static void Print(TextWriter to, Type t, int set)
    {
        var line = new StringBuilder();
        try
        {
            byte* table = (byte*)t.TypeHandle.Value;
            if (((long)table & 2) != 0) return;
            int baseSize = *(int*)(table + 4);
            int size = t.IsValueType ? SizeOf(t) : 0;
            line.Append($"{t.Assembly.GetName().Name} {t.MetadataToken & 0xFFFFFF} {set} {(t.IsValueType ? "vt" : "class")} {size} {baseSize}");
            foreach (FieldInfo f in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                uint bits = *(uint*)((byte*)f.FieldHandle.Value + 12);
                line.Append($" {f.MetadataToken & 0xFFFFFF}:{bits & 0x7FFFFFF}");
            }
            line.Append(" |");
            if ((*(uint*)table & 0x01000000) != 0)
            {
                long count = ((long*)table)[-1];
                for (long i = 0; i < count; i++)
                {
                    long length = ((long*)table)[-2 * i - 3] + baseSize, start = ((long*)table)[-2 * i - 2];
                    for (long o = 0; o < length; o += 8) line.Append($" {start + o}");
                }
            }
            line.Append(" |");
            foreach (FieldInfo f in t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                uint* desc = (uint*)f.FieldHandle.Value;
                if (!f.IsLiteral && (desc[2] & 0x04000000) == 0) line.Append($" {f.MetadataToken & 0xFFFFFF}:{desc[3] & 0x7FFFFFF}");
            }
        }
        catch (Exception e)
        {
            to.WriteLine($"# {t} {set} {e.GetType().Name}");
            return;
        }
        to.WriteLine(line);
    }

    static void Main(string[] args)
    {
        using var to = new StreamWriter(args[0]);
        for (int i = 1; i < args.Length; i++)
        {
            Assembly a = args[i] == "." ? typeof(Program).Assembly : args[i].EndsWith(".dll") ? Assembly.LoadFrom(args[i]) : Assembly.Load(args[i]);
            Type[] types;
            try { types = a.GetTypes(); } catch (ReflectionTypeLoadException e) { types = e.Types; }
            foreach (Type t in types)
            {
                if (t == null || t.IsInterface) continue;
                if (!t.ContainsGenericParameters) { Print(to, t, 0); continue; }
                for (int s = 1; s < Sets.Length; s++)
                {
                    var given = new Type[t.GetGenericArguments().Length];
                    Array.Fill(given, Sets[s]);
                    Type made;
                    try { made = t.MakeGenericType(given); } catch (Exception) { continue; }
                    Print(to, made, s);
                }
            }
        }
    }
}
