// Shapes of overriding at the edges of the rules, and a program that prints what the running runtime dispatches to.
// Output, one dispatch a line:  v|i  assembly TypeDef-row set  declaring-assembly declaring-TypeDef-row method-row
// target-assembly target-method-row.  "v": class slot, "i": interface method.  "set": type arguments of a generic
// definition, 0 none, 1 string, 2 int.
using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
#pragma warning disable 0108, 0114, 0659, 0661

namespace Edge
{
    public interface IA { int M(); int N() => 1; }
    public interface IB : IA { int IA.N() => 2; }
    public interface IC : IA { int IA.N() => 3; }
    public interface IG<T> { T Get(); int Take(T t); int Same(int x); }
    public interface IV<out T> { T Make(); }
    public interface IS<T> where T : IS<T> { static abstract int Zero(); static virtual int One() => 1; }
    public class Base : IA { public virtual int M() => 1; public virtual int P() => 1; public int Q() => 1; protected virtual object R() => null; }
    public class Derived : Base { public override int M() => 2; public new virtual int P() => 2; public virtual int Q() => 2; protected override string R() => ""; }
    public class Leaf : Derived { public override int P() => 3; public sealed override int Q() => 3; protected override string R() => "x"; }
    public class Reimpl : Base, IA { public new int M() => 4; int IA.N() => 4; }
    public class ReimplSame : Derived, IA { }
    public class Hidden : Base { public new virtual int M() => 5; }
    public class HiddenToo : Hidden { public override int M() => 6; }
    public class Defaults : IB { public int M() => 7; }
    public abstract class Abs : IA { public abstract int M(); public abstract int N(); }
    public class Conc : Abs { public override int M() => 8; public override int N() => 8; }
    public class FromBase : Plain, IA { }
    public class Plain { public int M() => 9; public virtual int N() => 9; }
    public class FromBase2 : FromBase { public override int N() => 10; }
    public class Gen<T> : IG<T> { public virtual T Get() => default; public virtual int Take(T t) => 0; int IG<T>.Same(int x) => 1; public virtual int Same(int x) => 2; public virtual int Pick(T t) => 1; public virtual int Pick(int t) => 2; }
    public class GenInt : Gen<int> { public override int Get() => 1; public override int Same(int x) => 3; }
    public class GenStr : Gen<string>, IG<string> { public override string Get() => ""; int IG<string>.Take(string t) => 5; }
    public class GenMore<T> : Gen<List<T>> { public override List<T> Get() => null; public override int Pick(List<T> t) => 3; }
    public class Two : IG<int>, IG<string> { int IG<int>.Get() => 0; string IG<string>.Get() => ""; public int Take(int t) => 0; public int Take(string t) => 1; public int Same(int x) => 2; }
    public class Variant : IV<string> { public string Make() => ""; }
    public class GMeth { public virtual int G<T>(T t) => 0; public virtual int G<T, U>(T t, U u) => 1; public virtual int G(int t) => 2; }
    public class GMeth2 : GMeth { public override int G<T>(T t) => 3; public override int G(int t) => 4; }
    public struct Val : IA, IG<int>, IEquatable<Val>, IS<Val> { public int M() => 1; int IG<int>.Get() => 1; public int Take(int t) => 2; public int Same(int x) => 3; public bool Equals(Val o) => true; public override bool Equals(object o) => true; public override string ToString() => "v"; public static int Zero() => 0; }
    public struct Val2 : IS<Val2> { public static int Zero() => 5; static int IS<Val2>.One() => 6; }
    public struct GVal<T> : IG<T>, IEnumerable<T> { public T Get() => default; public int Take(T t) => 0; public int Same(int x) => 1; public IEnumerator<T> GetEnumerator() => null; IEnumerator IEnumerable.GetEnumerator() => null; }
    public class Refs { public virtual int F(ref int a) => 0; public virtual int F(in long a) => 1; public virtual ref readonly int H() => throw null; }
    public class Refs2 : Refs { public override int F(ref int a) => 2; public override int F(in long a) => 3; public override ref readonly int H() => throw null; }
    public class Cov1 { public virtual object C() => null; }
    public class Cov2 : Cov1 { public override Base C() => null; }
    public class Cov3 : Cov2 { public override Derived C() => null; }
    public class Cov4 : Cov3 { }
}

static class Program
{
    static readonly Type[] Sets = { null, typeof(string), typeof(int) };

    static string Row(MemberInfo m) => (m.MetadataToken & 0xFFFFFF).ToString();

    static string Assembly(Type t) => t.Assembly.GetName().Name;

    static void Print(TextWriter to, Type t, int set)
    {
        string start = $"{Assembly(t)} {Row(t)} {set} ";
        foreach (MethodInfo m in t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!m.IsVirtual) continue;
            MethodInfo d = m.GetBaseDefinition();
            to.WriteLine($"v {start}{Assembly(d.DeclaringType)} {Row(d.DeclaringType)} {Row(d)} {Assembly(m.DeclaringType)} {Row(m)}");
        }
        foreach (Type i in t.GetInterfaces())
        {
            InterfaceMapping map;
            try { map = t.GetInterfaceMap(i); } catch (Exception) { continue; }
            for (int k = 0; k < map.InterfaceMethods.Length; k++)
            {
                MethodInfo d = map.InterfaceMethods[k], m = map.TargetMethods[k];
                if (m == null) continue;
                to.WriteLine($"i {start}{Assembly(i)} {Row(i)} {Row(d)} {Assembly(m.DeclaringType)} {Row(m)}");
            }
        }
    }

    static void Main(string[] args)
    {
        using var to = new StreamWriter(args[0]);
        for (int i = 1; i < args.Length; i++)
        {
            Assembly a = args[i] == "." ? typeof(Program).Assembly : args[i].EndsWith(".dll") ? System.Reflection.Assembly.LoadFrom(args[i]) : System.Reflection.Assembly.Load(args[i]);
            foreach (Type t in a.GetTypes())
            {
                if (t.IsInterface) continue;
                if (!t.ContainsGenericParameters) { Print(to, t, 0); continue; }
                for (int s = 1; s < Sets.Length; s++)
                {
                    var given = new Type[t.GetGenericArguments().Length];
                    Array.Fill(given, Sets[s]);
                    try { Print(to, t.MakeGenericType(given), s); } catch (Exception) { }
                }
            }
        }
    }
}
