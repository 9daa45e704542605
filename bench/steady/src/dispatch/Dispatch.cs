// Steady state: virtual, interface, delegate and type-test dispatch (expression trees, shapes, visitors, a small VM).
// usage: dispatch [rounds]; the checksum goes to stdout, the kernel's milliseconds to stderr.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;

internal abstract class Expr
{
    public abstract long Eval(long x);
    public abstract void Accept(IVisitor v);
    public virtual int Size => 1;
}

internal interface IVisitor { void Const(Const c); void Var(Var v); void Binary(Binary b); }

internal sealed class Const : Expr
{
    public readonly long Value;
    public Const(long v) => Value = v;
    public override long Eval(long x) => Value;
    public override void Accept(IVisitor v) => v.Const(this);
}

internal sealed class Var : Expr
{
    public override long Eval(long x) => x;
    public override void Accept(IVisitor v) => v.Var(this);
}

internal abstract class Binary : Expr
{
    public readonly Expr Left, Right;
    protected Binary(Expr l, Expr r) { Left = l; Right = r; }
    public override int Size => Left.Size + Right.Size + 1;
    public sealed override void Accept(IVisitor v) => v.Binary(this);
    public override long Eval(long x) => Apply(Left.Eval(x), Right.Eval(x));
    protected abstract long Apply(long a, long b);
}

internal sealed class Add : Binary { public Add(Expr l, Expr r) : base(l, r) { } protected override long Apply(long a, long b) => a + b; }
internal sealed class Mul : Binary { public Mul(Expr l, Expr r) : base(l, r) { } protected override long Apply(long a, long b) => a * b; }
internal sealed class Xor : Binary { public Xor(Expr l, Expr r) : base(l, r) { } protected override long Apply(long a, long b) => a ^ b; }

internal sealed class Counter : IVisitor
{
    public int Consts, Vars, Adds, Others;
    public void Const(Const c) => Consts++;
    public void Var(Var v) => Vars++;
    public void Binary(Binary b)
    {
        if (b is Add) Adds++;
        else Others++;
        b.Left.Accept(this);
        b.Right.Accept(this);
    }
}

internal interface IShape { double Area { get; } double Perimeter(); }
internal interface INamed { string Name { get; } }
internal sealed class Circle : IShape, INamed { readonly double r; public Circle(double r) => this.r = r; public double Area => r * r * 3; public double Perimeter() => r * 6; public string Name => "circle"; }
internal class Rect : IShape, INamed { readonly double w, h; public Rect(double w, double h) { this.w = w; this.h = h; } public double Area => w * h; public virtual double Perimeter() => 2 * (w + h); public virtual string Name => "rect"; }
internal sealed class Square : Rect { public Square(double s) : base(s, s) { } public override double Perimeter() => Area / 2; public override string Name => "square"; }
internal struct Segment : IShape { public double L; public double Area => 0; public double Perimeter() => L; }

internal abstract class Op { public abstract int Run(int[] stack, int sp, ref int pc); }
internal sealed class Push : Op { readonly int v; public Push(int v) => this.v = v; public override int Run(int[] stack, int sp, ref int pc) { stack[sp] = v; return sp + 1; } }
internal sealed class Plus : Op { public override int Run(int[] stack, int sp, ref int pc) { stack[sp - 2] += stack[sp - 1]; return sp - 1; } }
internal sealed class Dup : Op { public override int Run(int[] stack, int sp, ref int pc) { stack[sp] = stack[sp - 1]; return sp + 1; } }
internal sealed class LoopBack : Op { readonly int to; public LoopBack(int to) => this.to = to; public override int Run(int[] stack, int sp, ref int pc) { if (--stack[0] > 0) pc = to; return sp; } }
internal sealed class Pop : Op { public override int Run(int[] stack, int sp, ref int pc) { stack[1] ^= stack[sp - 1]; return sp - 1; } }

internal static class Dispatch
{
    const int Rounds = 400;
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)]
    static Expr Tree(int depth, int seed)
    {
        if (depth == 0) return seed % 3 == 0 ? new Var() : new Const(seed % 100);
        Expr l = Tree(depth - 1, seed * 3 + 1), r = Tree(depth - 1, seed * 5 + 2);
        return (seed % 4) switch { 0 => new Mul(l, r), 1 => new Xor(l, r), _ => new Add(l, r) };
    }

    [MethodImpl(NI)]
    static double Shapes(IShape[] shapes)
    {
        double total = 0;
        foreach (IShape s in shapes) total += s.Area + s.Perimeter();
        return total;
    }

    [MethodImpl(NI)]
    static int Names(IShape[] shapes)
    {
        int n = 0;
        foreach (IShape s in shapes)
        {
            if (s is INamed named) n += named.Name.Length;
            if (s is Square q) n += (int)q.Area;
            Rect r = s as Rect;
            if (r != null) n++;
        }
        return n;
    }

    [MethodImpl(NI)]
    static int Machine(Op[] program, int loops)
    {
        var stack = new int[16];
        stack[0] = loops;
        int sp = 2, pc = 0;
        while (pc < program.Length) sp = program[pc++].Run(stack, sp, ref pc);
        return stack[1];
    }

    [MethodImpl(NI)]
    static long Delegates(Func<long, long>[] fs, int n)
    {
        long v = 1;
        for (int i = 0; i < n; i++) v = fs[i % fs.Length](v);
        return v;
    }

    [MethodImpl(NI)]
    static int Compare(List<string> words, IComparer<string> comparer)
    {
        int n = 0;
        for (int i = 0; i < words.Count; i++)
            for (int j = 0; j < i; j++)
                if (comparer.Compare(words[i], words[j]) < 0) n++;
        return n;
    }

    sealed class ByLength : IComparer<string> { public int Compare(string a, string b) => a.Length != b.Length ? a.Length - b.Length : a[0] - b[0]; }

    [MethodImpl(NI)]
    static IEnumerable<int> Steps(int n) { for (int i = 0; i < n; i++) yield return i ^ 5; }

    [MethodImpl(NI)]
    static ulong Kernel(int rounds)
    {
        Expr tree = Tree(9, 7);
        var shapes = new IShape[2000];
        for (int i = 0; i < shapes.Length; i++) shapes[i] = (i % 4) switch { 0 => new Circle(i % 10), 1 => new Rect(i % 7, 3), 2 => new Square(i % 5), _ => new Segment { L = i % 9 } };
        Op[] program = { new Push(3), new Dup(), new Plus(), new Dup(), new Plus(), new Pop(), new LoopBack(0) };
        long bias = 17;
        Func<long, long>[] fs = { x => x * 3 + 1, x => x ^ bias, x => x >> 1, Math.Abs };
        var words = new List<string>();
        for (int i = 0; i < 150; i++) words.Add(new string((char)('a' + i % 26), 1 + i * 7 % 11));
        ulong h = 1;
        for (int r = 0; r < rounds; r++)
        {
            for (int i = 0; i < 50; i++) h = h * 31 + (ulong)tree.Eval(i + r);
            var counter = new Counter();
            tree.Accept(counter);
            h += (ulong)(counter.Consts + counter.Vars * 3 + counter.Adds * 5 + counter.Others * 7 + tree.Size);
            for (int i = 0; i < 10; i++) h ^= (ulong)BitConverter.DoubleToInt64Bits(Shapes(shapes));
            h += (ulong)Names(shapes);
            h += (ulong)Machine(program, 5000);
            h += (ulong)Delegates(fs, 50000);
            h += (ulong)Compare(words, new ByLength());
            foreach (int v in Steps(5000)) h += (ulong)v;
        }
        return h;
    }

    static int Main(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0]) : Rounds;
        Kernel(1);
        var watch = Stopwatch.StartNew();
        ulong checksum = Kernel(rounds);
        watch.Stop();
        Console.WriteLine("dispatch " + rounds + " " + checksum.ToString("x16"));
        Console.Error.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("F1"));
        return 0;
    }
}
