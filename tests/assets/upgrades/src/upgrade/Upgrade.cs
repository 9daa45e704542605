// Uses everything of Parts (and through it of Deep) that an upgrade can pull away under precompiled code.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Deep;
using Parts;

struct Wrapper
{
    public short Before;
    public Point P;
    public int After;
    public int X => P.X;
}

struct ColorPair
{
    public Color A;
    public byte B;
    public Color C;
    public int D;
}

class Frame
{
    public Color Color = Color.Blue;
    public byte One = 1;
    public Color Last = Color.Red;
    public int Two = 2;
    public static Color Theme = Color.Green;
}

class Canvas
{
    public byte One = 1;
    public Point P = new Point(8, 9);
    public int Two = 2;
    public static Point Shared = new Point(30, 40);
}

sealed class Circle : Shape
{
    public int Radius = 12;
    public string Mark = "mark";
    public double Ratio = 1.5;
    public Circle(int id) : base(id) { }
    public string Text() => $"{Id} {scale} {Label} {Radius} {Mark} {Ratio}";
    public void Enlarge() { scale *= 2; Radius++; Label += "!"; }
}

class SequentialChild : Sequential
{
    public int C = 7;
    public string D = "d";
}

class IntHolder : Holder<int>
{
    public int Own = 70;
    public IntHolder(int n) : base(n) { }
}

class GenericHolder<T> : Holder<Pair<T, int>>
{
    public T Own;
    public GenericHolder(T own) : base(new Pair<T, int>(own, 5)) { Own = own; }
    public string Text() => Own + " " + Value.First + " " + Value.Second + " " + Code;
}

class Dog : Animal
{
    public override string Second() => "dog second";
    public new string Direct() => "dog direct";
    public string Base() => base.First() + base.Second() + base.Direct();
    public virtual string Added() => "dog added";
}

class Saw : ITool
{
    public string Use1() => "saw 1";
    string ITool.Use2() => "saw 2";
}

struct Knife : ITool
{
    public int N;
    public string Use1() => "knife 1";
    public string Use2() => "knife " + N;
}

class Twig : Branch
{
    public int Buds = 31;
    public override int Weigh(int x) => base.Weigh(x) + Buds;
    public string Text() => $"{Number} {Extent.Width} {Extent.Height} {Leaves} {Box.Area} {Buds}";
}

class Registry<T>
{
    public static byte A = 1;
    public static T Value;
    public static int B = 2;
    public static Color C = Color.Blue;
    public static long D = 4;
    public static Point P = new Point(5, 6);
    public static short E = 7;
}

class Top : Middle
{
    public string BaseSpeak() => base.Speak();
}

sealed class Summit : Middle { }

class Box<T>
{
    public T Item;
    public int Rest = 4;
    public Box(T item) { Item = item; }
    public T Swap(T other) { T old = Item; Item = other; return old; }
}

[InlineArray(3)]
struct Three { Point first; }

static class Program
{
    const MethodImplOptions No = MethodImplOptions.NoInlining;

    static void Main()
    {
#if NEXT
        Console.WriteLine("upgrade, next version");
#else
        Console.WriteLine("upgrade");
#endif
        Try("body", Body);
        Try("enum", Enum);
        Try("enum class", EnumClass);
        Try("enum structs", EnumStructs);
        Try("enum generics", EnumGenerics);
        Try("class", Class);
        Try("sequential", SequentialClass);
        Try("struct", Struct);
        Try("struct arguments", StructArguments);
        Try("struct unused", StructUnused);
        Try("struct containers", StructContainers);
        Try("struct generics", StructGenerics);
        Try("struct memory", StructMemory);
        Try("struct delegates", StructDelegates);
        Try("kinds", Kinds);
        Try("handle", Handles);
        Try("generic struct", GenericStruct);
        Try("generic class", GenericClass);
        Try("statics", Static);
        Try("generic statics", GenericStatics);
        Try("type facts", TypeFacts);
        Try("enumerator", Enumerator);
        Try("iterator", Iterator);
        Try("virtual order", VirtualOrder);
        Try("became virtual", BecameVirtual);
        Try("virtual delegates", VirtualDelegates);
        Try("sealed", Sealed);
        Try("constrained", Constrained);
        Try("interface", Interface);
        Try("moved", Moved);
        Try("moved delegates", MovedDelegates);
        Try("removed method", RemovedMethod);
        Try("removed field", RemovedField);
        Try("class constructor", ClassConstructor);
        Try("indirect", Indirect);
        Try("indirect structs", IndirectStructs);
    }

    [MethodImpl(No)]
    static void Try(string name, Func<string> what)
    {
        string text;
        try { text = what(); }
        catch (Exception e) { text = e.GetType().Name; }
        Console.WriteLine(name + ": " + text);
    }

    static string Body() => $"{Plain.Limit} {Plain.Start} {Plain.Add(2, 3)} {Plain.Greeting()}";

    // ---- enumerations

    [MethodImpl(No)]
    static int Number(Color c, int k) => (int)c * 10 + k;

    [MethodImpl(No)]
    static void Set(out Color c, Color to) { c = to; }

    static string Enum()
    {
        var p = new Painted();
        Color c = p.Color;
        Set(out Color d, Color.Blue);
        p.Color = Color.Red;
        object boxed = p.Second;
        return $"{(int)c} {(int)d} {p.Coat} {(int)p.Color} {(int)p.Second} {Number(c, 3)} {Number(d, 4)} {boxed} {(Color)boxed == d}";
    }

    static string EnumClass()
    {
        var f = new Frame();
        f.Two++;
        f.One++;
        return $"{(int)f.Color} {f.One} {(int)f.Last} {f.Two} {(int)Frame.Theme}";
    }

    static string EnumStructs()
    {
        var pair = new ColorPair { A = Color.Blue, B = 5, C = Color.Green, D = 99 };
        var pairs = new ColorPair[3];
        for (int i = 0; i < pairs.Length; i++) { pairs[i] = pair; pairs[i].D += i; }
        return $"{pairs[0].D} {pairs[1].D} {pairs[2].D} {(int)pairs[1].A} {(int)pairs[1].C} {pairs[2].B} {Sum(pairs[1])}";
    }

    [MethodImpl(No)]
    static int Sum(ColorPair p) => (int)p.A + p.B + (int)p.C + p.D;

    static string EnumGenerics()
    {
        var set = new Dictionary<Color, int> { [Color.Red] = 1, [Color.Blue] = 3 };
        var box = new Box<Color>(Color.Green);
        Color old = box.Swap(Color.Blue);
        Color? some = old;
        return $"{set[Color.Blue]} {(int)old} {(int)box.Item} {box.Rest} {some.HasValue} {(int)some.Value}";
    }

    // ---- classes

    static string Class()
    {
        var c = new Circle(42);
        c.Enlarge();
        c.Id++;
        Shape s = c;
        s.Label += "?";
        return c.Text() + " " + c.Scale + " " + s.Id;
    }

    static string SequentialClass()
    {
        var s = new SequentialChild();
        s.A++;
        s.C++;
        return $"{s.A} {s.B} {s.C} {s.D}";
    }

    // ---- structs

    static string Struct()
    {
        Point p = Point.Make(3, 4);
        Point q = p;
        q.X += 10;
        Point.Move(ref q);
        Point d = default;
        ref int y = ref q.Y;
        y += 100;
        return $"{p.X} {p.Y} {q.X} {q.Y} {q.Sum()} {d.X} {d} {p.Equals(q)} {Point.Take(p, 5)}";
    }

    [MethodImpl(No)]
    static int Last(int a, Point p, int b, Point q, long c, double d) => a + p.X + b * 10 + q.Y + (int)c + (int)d;

    [MethodImpl(No)]
    static Point Flip(Point p) => new Point(p.Y, p.X);

    static string StructArguments() => $"{Last(1, new Point(2, 3), 4, new Point(5, 6), 7, 8)} {Flip(Point.Make(1, 2))} {Flip(Flip(new Point(5, 6))).X}";

    // The struct only decides where the other arguments are.
    [MethodImpl(No)]
    static int Unused(int a, Point p, int b, Handle h, int c, Amount m, double d) => a * 100 + b * 10 + c + (int)d * 1000;

    static string StructUnused() => Unused(1, default, 2, default, 3, default, 4).ToString();

    static string StructContainers()
    {
        var w = new Wrapper { Before = 1, P = new Point(2, 3), After = 4 };
        Wrapper v = w;
        v.P.Y = 30;
        v.After++;
        var canvas = new Canvas();
        canvas.P.X += 5;
        canvas.Two++;
        Canvas.Shared.Y++;
        object boxed = w;
        var array = new Wrapper[4];
        array[2] = v;
        array[3] = (Wrapper)boxed;
        var three = new Three();
        three[1] = new Point(6, 7);
        return $"{w.X} {w.P.Y} {w.After} {v.P} {v.After} {canvas.P} {canvas.Two} {canvas.One} {Canvas.Shared} {array[2].P} {array[3].After} {array[1].P.X} {three[1]} {three[2]}";
    }

    static string StructGenerics()
    {
        var list = new List<Point>();
        for (int i = 0; i < 5; i++) list.Add(new Point(i, i * i));
        var map = new Dictionary<Point, string> { [new Point(1, 1)] = "one" };
        Point? some = list[3], none = null;
        (Point, int) tuple = (list[2], 9);
        var box = new Box<Point>(list[4]);
        Point old = box.Swap(new Point(100, 200));
        return $"{list[3].X} {list.Sum(p => p.Y)} {map[list[1]]} {some.Value.Y} {some.HasValue} {none.HasValue} {tuple.Item1.Y} {tuple.Item2} {old} {box.Item} {box.Rest}";
    }

    static unsafe string StructMemory()
    {
        var array = new Point[8];
        for (int i = 0; i < array.Length; i++) array[i] = new Point(i, 2 * i);
        Span<Point> span = array.AsSpan(2, 4);
        span[1].X = 77;
        ref Point r = ref span[2];
        r = new Point(88, 89);
        Point[,] grid = new Point[2, 3];
        grid[1, 2] = array[3];
        grid[0, 1].Y = 5;
        object boxed = array[7];
        Point back = (Point)boxed;
        return $"{array[3].X} {array[4].Y} {array[5].Y} {grid[1, 2]} {grid[0, 1].Y} {back} {Unsafe.SizeOf<Point>() == Point_Size()} {boxed}";
    }

    [MethodImpl(No)]
    static int Point_Size() => Unsafe.SizeOf<Point>();

    static string StructDelegates()
    {
        Func<Point, int, Point> f = (p, k) => new Point(p.X + k, p.Y - k);
        int captured = 5;
        Point outer = new Point(7, 7);
        Func<int> g = () => outer.X * captured + outer.Y;
        outer.Y = 9;
        Func<int, int, Point> make = Point.Make;
        return $"{f(new Point(1, 2), 3)} {g()} {make(4, 5)}";
    }

    // Structs of the same size whose fields travel in other registers.
    static string Kinds()
    {
        Amount a = Amount.Of(12);
        Amount b = Amount.Of(34);
        return $"{Amount.UnitsOf(5, a, b)} {Pass(a, 7, b)} {Either(true, a, b).Units}";
    }

    [MethodImpl(No)]
    static int Pass(Amount a, int k, Amount b) => Amount.UnitsOf(k, b, a);

    [MethodImpl(No)]
    static Amount Either(bool first, Amount a, Amount b) => first ? a : b;

    static string Handles()
    {
        var handles = new Handle[3];
        for (int i = 0; i < handles.Length; i++) handles[i] = Handle.Of(i + 1000);
        Handle h = Same(handles[1]);
        GC.Collect();
        var box = new Box<Handle>(h);
        GC.Collect();
        return $"{handles[0].Value} {h.Value} {box.Item.Value} {Same(handles[2]).Value}";
    }

    [MethodImpl(No)]
    static Handle Same(Handle h) => h;

    // ---- generics

    static string GenericStruct()
    {
        var p = new Pair<int, string>(1, "two");
        var q = new Pair<Pair<int, string>, long>(p, 3);
        q.First.First += 10;
        var r = new Pair<Knife, Wrapper>(new Knife { N = 5 }, new Wrapper { After = 6 });
        var list = new List<Pair<byte, double>> { new Pair<byte, double>(1, 2.5), new Pair<byte, double>(3, 4.5) };
        return $"{p.First} {p.Second} {q.First.First} {q.First.Second} {q.Second} {r.First.N} {r.Second.After} {list[1].First} {list[1].Second}";
    }

    static string GenericClass()
    {
        var i = new IntHolder(8);
        i.Value++;
        var s = new GenericHolder<string>("s");
        var k = new GenericHolder<Knife>(new Knife { N = 3 });
        k.Value.First.N++;
        var h = new Holder<Wrapper>(new Wrapper { After = 15 });
        h.Value.After++;
        return $"{i.Value} {i.Own} {i.Code} {s.Text()} {k.Own.N} {k.Value.First.N} {k.Code} {h.Value.After} {h.Code} {Holder<int>.Made} {Holder<Wrapper>.Made}";
    }

    static string Static()
    {
        Statics.Count++;
        Statics.Text += "!";
        Statics.Origin.X += 5;
        Statics.PerThread += 3;
        return $"{Statics.Count} {Statics.Text} {Statics.Origin} {Statics.Origin.X} {Statics.PerThread}";
    }

    static string GenericStatics()
    {
        Registry<Color>.B++;
        Registry<int>.E++;
        Registry<string>.D++;
        return Beside() + " " + Registered(Color.Green) + " " + Registered(9) + " " + Registered("value");
    }

    // Names no enumeration, but its fields stand among some.
    [MethodImpl(No)]
    static string Beside() => $"{Registry<Color>.A} {Registry<Color>.B} {Registry<Color>.E} {Registry<int>.B} {Registry<int>.E}";

    static string Registered<T>(T value)
    {
        Registry<T>.Value = value;
        return $"{Registry<T>.A} {Registry<T>.Value} {Registry<T>.B} {(int)Registry<T>.C} {Registry<T>.D} {Registry<T>.P} {Registry<T>.E}";
    }

    static string TypeFacts()
    {
        object leaf = Leaf.Make(1);
        bool formattable = leaf is IFormattable, direct = Is<IFormattable>(Leaf.Make(2));
        return $"{Unsafe.SizeOf<Point>()} {Unsafe.SizeOf<Color>()} {Unsafe.SizeOf<ColorPair>()} {RuntimeHelpers.IsReferenceOrContainsReferences<Handle>()} {RuntimeHelpers.IsReferenceOrContainsReferences<Wrapper>()} {typeof(Color).GetEnumUnderlyingType() == typeof(int)} {formattable} {direct} {typeof(Leaf).IsSealed}";
    }

    static bool Is<T>(object o) => o is T;

    static string Enumerator()
    {
        int sum = 0;
        foreach (int i in new Row()) sum = sum * 10 + i;
        return sum.ToString();
    }

    static IEnumerable<Point> Points(int n, Point step)
    {
        Point at = default;
        for (int i = 0; i < n; i++)
        {
            at.X += step.X;
            at.Y += step.Y;
            yield return at;
        }
    }

    static string Iterator() => string.Join(" ", Points(3, new Point(2, 3)));

    // ---- virtual methods

    static string VirtualOrder()
    {
        Animal a = new Animal(), d = new Dog(), f = Animal.Find();
        return $"{a.First()} {a.Second()} {a.Third()} {d.First()} {d.Second()} {d.Third()} {f.Second()} {d.CallAll()} {a.Open()} {((Dog)d).Added()}";
    }

    static string BecameVirtual()
    {
        Animal f = Animal.Find();
        var dog = new Dog();
        return $"{f.Direct()} {f.Sealed()} {dog.Direct()} {((Animal)dog).Direct()} {dog.Base()} {new Top().Speak()} {new Top().BaseSpeak()} {new Summit().Speak()}";
    }

    static string VirtualDelegates()
    {
        Animal f = Animal.Find();
        Func<string> direct = f.Direct, second = f.Second, first = new Dog().First;
        return direct() + " " + second() + " " + first();
    }

    static string Sealed()
    {
        object o = Leaf.Make(3);
        Leaf leaf = Leaf.Make(4);
        bool isLeaf = o is Leaf, sameType = o.GetType() == typeof(Leaf);
        Leaf cast = (Leaf)o;
        var array = new Leaf[2];
        array[0] = leaf;
        object[] objects = array;
        string stored;
        try { objects[1] = o; stored = "stored"; } catch (ArrayTypeMismatchException) { stored = "refused"; }
        var c = leaf as IComparable<Leaf>;
        return $"{isLeaf} {sameType} {cast.N} {leaf} {o as Leaf} {leaf.CompareTo(cast)} {c.CompareTo(cast)} {stored} {array[0]}";
    }

    [MethodImpl(No)]
    static string Text<T>(T value) => value.ToString() + value.GetHashCode();

    static string Constrained()
    {
        var b = new Bare(5);
        int h = b.GetHashCode();
        return $"{b.ToString()} {h == 1005} {h == new Bare(5).GetHashCode()} {Text(new Point(1, 2))} {b.Equals(new Bare(5))} {new Box<Bare>(b).Item.ToString()}";
    }

    static string Interface()
    {
        ITool saw = new Saw(), knife = new Knife { N = 2 }, hammer = Workshop.Tool();
        return $"{saw.Use1()} {saw.Use2()} {knife.Use2()} {hammer.Use1()} {hammer.Use2()} {Workshop.Work(saw)} {Workshop.Show(new Knife { N = 4 })} {Workshop.Show(saw)} {new Hammer().Use2()}";
    }

    // ---- moved, removed, added

    static string Moved()
    {
        var u = new Upper();
        u.Field++;
        Upper.Shared++;
        return $"{u.Field} {u.Method()} {u.Virtual()} {Upper.Shared}";
    }

    static string MovedDelegates()
    {
        var u = new Upper();
        Func<string> m = u.Method, v = u.Virtual;
        return m() + " " + v();
    }

    [MethodImpl(No)]
    static string CallRemoved(Upper u) => u.Removed("text");

    static string RemovedMethod()
    {
        try { return CallRemoved(new Upper()); }
        catch (MissingMethodException) { return "missing method"; }
    }

    [MethodImpl(No)]
    static int ReadRemoved(Upper u) => u.Gone + 1;

    static string RemovedField()
    {
        try { return ReadRemoved(new Upper()).ToString(); }
        catch (MissingFieldException) { return "missing field"; }
    }

    static string ClassConstructor()
    {
        int twice = Ready.Twice();
        Ready.Value++;
        var t = new Triggered { N = 1 };
        return $"{twice} {Ready.Value} {t.Read()} {Triggered.Value}";
    }

    // ---- through Parts

    static string Indirect()
    {
        var t = new Twig();
        t.Number++;
        t.Buds++;
        t.Leaves++;
        Root r = t;
        return $"{t.Text()} {t.Sum()} {t.Weigh(1)} {r.Weigh(2)} {new Root()} {new Root().Weigh(3)} {r.Number}";
    }

    static string IndirectStructs()
    {
        Extent e = Branch.Grow(new Extent(1, 2));
        e.Height += 10;
        var twig = new Twig();
        twig.Box.Width = 50;
        return $"{e.Width} {e.Height} {e.Area} {Branch.Many(4).Sum(x => x.Area)} {twig.Box.Area} {twig.Extent.Width}";
    }
}
