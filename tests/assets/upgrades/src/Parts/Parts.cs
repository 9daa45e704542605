// The direct dependency, in versions that differ the way upgrades do:
//   BODY      method bodies, constants, initial values
//   FIELDS    fields in front of others: classes, structs, generic structs, statics; kinds of fields and enumerations;
//             and a higher version
//   VIRTUALS  the order of virtual methods, methods that became virtual, classes that may now be derived from
//   MOVED     members that moved to a base class or are gone, class constructors that came
// The public surface that the program was compiled against stays, but for what MOVED removes.
#pragma warning disable 0414
using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

#if FIELDS
[assembly: System.Reflection.AssemblyVersion("1.2.0.0")]
#else
[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]
#endif

namespace Parts
{
    public static class Plain
    {
#if BODY
        public const int Limit = 20;
        public static readonly int Start = 200;
        public static int Add(int a, int b) => a + b + 1;
        public static string Greeting() => "hello, new";
#else
        public const int Limit = 10;
        public static readonly int Start = 100;
        public static int Add(int a, int b) => a + b;
        public static string Greeting() => "hello";
#endif
    }

    // ---- layouts

#if FIELDS
    public enum Color : byte { Red = 1, Green = 2, Blue = 200 }
#else
    public enum Color { Red = 1, Green = 2, Blue = 200 }
#endif

    public class Painted
    {
        public Color Color = Color.Green;
        public byte Coat = 77;
        public Color Second = Color.Blue;
    }

    public class Shape
    {
#if FIELDS
        object owner = "owner";
        long stamp = 0x1122334455667788;
#endif
        public int Id;
        protected double scale = 2.5;
        public string Label = "shape";
        public Shape(int id) { Id = id; }
        public double Scale => scale;
    }

    [StructLayout(LayoutKind.Sequential)]
    public class Sequential
    {
#if FIELDS
        public long Before = 1;
#endif
        public int A = 5;
        public byte B = 6;
    }

    public struct Point
    {
#if FIELDS
        public string Name;
#endif
        public int X, Y;
        public long Far, Farther;  // too large for registers
        public Point(int x, int y)
        {
            X = x;
            Y = y;
            Far = Farther = 0;
#if FIELDS
            Name = "p";
#endif
        }
        public int Sum() => X + Y;
        public static Point Make(int x, int y) => new Point(x, y);
        public static int Take(Point p, int k) => p.X * 100 + p.Y * 10 + k;
        public static void Move(ref Point p) { p.X++; p.Y++; }
        public override int GetHashCode() => X * 31 + Y;
        public override bool Equals(object other) => other is Point p && p.X == X && p.Y == Y;
        public override string ToString() => "(" + X.ToString() + "," + Y.ToString() + ")";
    }

    // Same size and alignment before and after, other kinds of fields.
    public struct Amount
    {
#if FIELDS
        long ticks;
        public Amount(int units) { ticks = units * 1000L; }
        public int Units => (int)(ticks / 1000);
#else
        double value;
        public Amount(int units) { value = units; }
        public int Units => (int)value;
#endif
        public static Amount Of(int units) => new Amount(units);
        public static int UnitsOf(int before, Amount a, Amount b) => before * 10000 + a.Units * 100 + b.Units;
    }

    public struct Handle
    {
#if FIELDS
        object target;
        public Handle(int n) { target = n.ToString(); }
        public int Value => int.Parse((string)target);
#else
        long target;
        public Handle(int n) { target = n; }
        public int Value => (int)target;
#endif
        public static Handle Of(int n) => new Handle(n);
    }

    public struct Pair<A, B>
    {
#if FIELDS
        public bool Set;
#endif
        public A First;
        public B Second;
        public Pair(A first, B second)
        {
            First = first;
            Second = second;
#if FIELDS
            Set = true;
#endif
        }
    }

    public class Holder<T>
    {
#if FIELDS
        protected int count = 9;
        protected object tag = "tag";
#endif
        public T Value;
        public int Code = 3;
        public static int Made;
        public Holder(T value) { Value = value; Made++; }
    }

    public static class Statics
    {
#if FIELDS
        public static string Extra = "extra";
        public static long Before = 1;
#endif
        public static int Count = 7;
        public static string Text = "text";
        public static Point Origin = new Point(1, 2);
        [ThreadStatic] public static int PerThread;
    }

    // An enumerator that callers keep by value.
    public class Row : IEnumerable<int>
    {
        readonly int[] items = { 3, 1, 4, 1, 5 };
        public Enumerator GetEnumerator() => new Enumerator(items);
        IEnumerator<int> IEnumerable<int>.GetEnumerator() => ((IEnumerable<int>)items).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
        public struct Enumerator
        {
#if FIELDS
            long version;
            object owner;
#endif
            readonly int[] items;
            int at;
            internal Enumerator(int[] items)
            {
                this.items = items;
                at = -1;
#if FIELDS
                version = 2;
                owner = items;
#endif
            }
            public bool MoveNext() => ++at < items.Length;
            public int Current => items[at];
        }
    }

    // ---- virtual methods

    public class Animal
    {
#if VIRTUALS
        public virtual string Added() => "added";
        public virtual string Third() => "third";
        public virtual string Second() => "second";
        public virtual string First() => "first";
        public virtual string Direct() => "direct";
        public virtual string Sealed() => "sealed";
        public string Open() => "open";
#else
        public virtual string First() => "first";
        public virtual string Second() => "second";
        public virtual string Third() => "third";
        public string Direct() => "direct";
        public string Sealed() => "sealed";
        public virtual string Open() => "open";
#endif
        public string CallAll() => First() + Second() + Third();
        public static Animal Find() =>
#if VIRTUALS
            new Hidden();
#else
            new Animal();
#endif
    }

#if VIRTUALS
    sealed class Hidden : Animal
    {
        public override string Direct() => "hidden direct";
        public override string Second() => "hidden second";
    }
#endif

    public class Lowest
    {
        public virtual string Speak() => "lowest";
    }

    public class Middle : Lowest
    {
#if VIRTUALS
        public override string Speak() => "middle";
#endif
    }

#if VIRTUALS
    public class Leaf : IComparable<Leaf>, IFormattable
#else
    public sealed class Leaf : IComparable<Leaf>
#endif
    {
        public readonly int N;
        public Leaf(int n) { N = n; }
#if VIRTUALS
        public string ToString(string format, IFormatProvider provider) => "formatted";
        public override string ToString() => "Leaf/2 " + N.ToString();
        sealed class Derived : Leaf
        {
            public Derived(int n) : base(n) { }
            public override string ToString() => "Derived " + N.ToString();
            public override int CompareTo(Leaf other) => 55;
        }
        public static Leaf Make(int n) => new Derived(n);
        public virtual int CompareTo(Leaf other) => N - other.N;
#else
        public override string ToString() => "Leaf/1 " + N.ToString();
        public static Leaf Make(int n) => new Leaf(n);
        public int CompareTo(Leaf other) => N - other.N;
#endif
    }

    public struct Bare
    {
        public int N;
        public Bare(int n) { N = n; }
#if VIRTUALS
        public override string ToString() => "Bare " + N.ToString();
        public override int GetHashCode() => N + 1000;
#endif
    }

    public interface ITool
    {
#if VIRTUALS
        string Use3() => "default 3";
        string Use2();
        string Use1();
#else
        string Use1();
        string Use2();
#endif
    }

    public sealed class Hammer : ITool
    {
        public string Use1() => "hammer 1";
        public string Use2() => "hammer 2";
    }

    public static class Workshop
    {
        public static string Work(ITool tool) => tool.Use1() + tool.Use2();
        public static ITool Tool() => new Hammer();
        public static string Show<T>(T value) where T : ITool => value.Use2();
    }

    // ---- moved and removed

    public class Lower
    {
#if MOVED
        public int Field = 41;
        public string Method() => "method, from the base";
        public virtual string Virtual() => "virtual, from the base";
        public static int Shared = 43;
#endif
    }

    public class Upper : Lower
    {
#if !MOVED
        public int Field = 41;
        public string Method() => "method";
        public virtual string Virtual() => "virtual";
        public static int Shared = 43;
        public int Gone = 1;
        public string Removed(string text) => "not removed: " + text;
#endif
    }

    public static class Ready
    {
        public static int Value = 5;
#if MOVED
        static Ready() { Console.WriteLine("Ready's constructor"); Value = 6; }
#endif
        public static int Twice() => Value * 2;
    }

    public struct Triggered
    {
        public static int Value = 5;
#if MOVED
        static Triggered() { Value = 60; }
#endif
        public int N;
        public int Read() => Value + N;
    }

    // ---- the indirect dependency, as a part of what is here

    public class Branch : Deep.Root
    {
        public int Leaves = 21;
        public Deep.Extent Box = new Deep.Extent(2, 3);
        public override int Weigh(int x) => base.Weigh(x) + Leaves;
        public int Sum() => Number + Extent.Area + Leaves + Box.Area;
        public static Deep.Extent Grow(Deep.Extent e) => new Deep.Extent(e.Width + 1, e.Height + 1);
        public static List<Deep.Extent> Many(int n)
        {
            var list = new List<Deep.Extent>();
            for (int i = 0; i < n; i++) list.Add(new Deep.Extent(i, i));
            return list;
        }
    }
}
