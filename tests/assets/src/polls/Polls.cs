// Loops without calls while other threads collect garbage: whatever a loop keeps in registers survives its polls.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

internal sealed class Cell
{
    public int Value;
    public Cell Next;
}

internal static class Polls
{
    const MethodImplOptions NI = MethodImplOptions.NoInlining;
    static volatile bool stop;

    [MethodImpl(NI)]
    static double Floats(int n)
    {
        double a = 1, b = 0.5, c = 0.25, d = 0.125;
        float e = 2, f = 3;
        for (int i = 1; i <= n; i++)
        {
            a = a * 0.999 + b;
            b = b * 0.998 + c / i;
            c = c * 0.997 + d;
            d = d * 0.996 + 1.0 / i;
            e = e * 0.5f + f;
            f = f * 0.25f + 1;
        }
        return a + b + c + d + e + f;
    }

    [MethodImpl(NI)]
    static long Integers(int n, long p, long q, long r, long s, int t, int u)
    {
        for (int i = 0; i < n; i++)
        {
            p = p * 6364136223846793005 + q;
            q ^= p >> 29;
            r += q << 3;
            s -= r ^ p;
            t = t * 31 + (int)s;
            u ^= t >> 3;
        }
        return p ^ q ^ r ^ s ^ t ^ u;
    }

    [MethodImpl(NI)]
    static long References(Cell ring, int[] numbers, string text, int n)
    {
        long sum = 0;
        double weight = 1;
        Cell at = ring;
        ref int place = ref numbers[numbers.Length / 2];
        for (int i = 0; i < n; i++)
        {
            sum += at.Value + numbers[i & 63] + place;
            weight = weight * 0.5 + at.Value;
            at = at.Next;
            if ((i & 1023) == 0) place++;
        }
        return sum + (long)weight + text.Length + at.Value;
    }

    static Cell MakeRing(int n)
    {
        var first = new Cell();
        Cell last = first;
        for (int i = 1; i < n; i++) { last.Next = new Cell { Value = i }; last = last.Next; }
        last.Next = first;
        return first;
    }

    static string Work(int n)
    {
        var numbers = new int[64];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = i * i;
        return Floats(n).ToString("R") + " " + Integers(n, 1, 2, 3, 4, 5, 6) + " " + References(MakeRing(50), numbers, new string('x', 9), n);
    }

    static int Main(string[] args)
    {
        bool quick = args.Length > 0;
        int n = quick ? 200000 : 3000000;
        string expected = Work(n);
        Console.WriteLine(expected);
        int wrong = 0;
        var workers = new Thread[3];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(() =>
            {
                for (int round = 0; round < (quick ? 3 : 8); round++)
                    if (Work(n) != expected) Interlocked.Increment(ref wrong);
            });
            workers[i].Start();
        }
        var collector = new Thread(() =>
        {
            object keep = null;
            while (!stop)
            {
                for (int i = 0; i < 200; i++) keep = new object[i];
                GC.Collect(quick ? 0 : 2, GCCollectionMode.Forced, true, !quick);
            }
            GC.KeepAlive(keep);
        });
        collector.Start();
        foreach (var w in workers) w.Join();
        stop = true;
        collector.Join();
        Console.WriteLine("wrong: " + wrong);
        return wrong;
    }
}
