// Steady state: arrays and structs (sorting, matrices, sieve, a grid of structs, a heap, bytes).
// usage: arrays [rounds]; the checksum goes to stdout, the kernel's milliseconds to stderr.
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

internal struct Particle
{
    public double X, Y, VX, VY;
    public int Hits;

    public void Step(double dt)
    {
        X += VX * dt;
        Y += VY * dt;
        if (X < 0 || X > 1) { VX = -VX; Hits++; }
        if (Y < 0 || Y > 1) { VY = -VY; Hits++; }
    }
}

internal readonly struct Edge
{
    public readonly int From, To, Cost;
    public Edge(int f, int t, int c) { From = f; To = t; Cost = c; }
}

internal static class Arrays
{
    const int Rounds = 80;
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    [MethodImpl(NI)]
    static void QuickSort(int[] a, int lo, int hi)
    {
        while (lo < hi)
        {
            int p = a[(lo + hi) >> 1], i = lo, j = hi;
            while (i <= j)
            {
                while (a[i] < p) i++;
                while (a[j] > p) j--;
                if (i <= j) { int t = a[i]; a[i] = a[j]; a[j] = t; i++; j--; }
            }
            if (j - lo < hi - i) { QuickSort(a, lo, j); lo = i; }
            else { QuickSort(a, i, hi); hi = j; }
        }
    }

    [MethodImpl(NI)]
    static double Multiply(double[] a, double[] b, double[] c, int n)
    {
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double s = 0;
                for (int k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j];
                c[i * n + j] = s;
            }
        return c[n + 1] + c[n * n - 1];
    }

    [MethodImpl(NI)]
    static int Sieve(bool[] composite)
    {
        Array.Clear(composite);
        int count = 0;
        for (int i = 2; i < composite.Length; i++)
        {
            if (composite[i]) continue;
            count++;
            for (int j = i + i; j < composite.Length; j += i) composite[j] = true;
        }
        return count;
    }

    [MethodImpl(NI)]
    static int Simulate(Particle[] ps, int steps)
    {
        for (int s = 0; s < steps; s++)
            for (int i = 0; i < ps.Length; i++) ps[i].Step(0.01);
        int hits = 0;
        foreach (Particle p in ps) hits += p.Hits;
        return hits;
    }

    [MethodImpl(NI)]
    static long Relax(Edge[] edges, long[] distance)
    {
        for (int i = 1; i < distance.Length; i++) distance[i] = int.MaxValue;
        distance[0] = 0;
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = 0; i < edges.Length; i++)
            {
                Edge e = edges[i];
                long d = distance[e.From] + e.Cost;
                if (d < distance[e.To]) { distance[e.To] = d; changed = true; }
            }
        }
        long sum = 0;
        foreach (long d in distance) sum += d;
        return sum;
    }

    [MethodImpl(NI)]
    static int Life(byte[,] a, byte[,] b, int n)
    {
        int alive = 0;
        for (int y = 1; y < n - 1; y++)
            for (int x = 1; x < n - 1; x++)
            {
                int s = a[y - 1, x - 1] + a[y - 1, x] + a[y - 1, x + 1] + a[y, x - 1] + a[y, x + 1] + a[y + 1, x - 1] + a[y + 1, x] + a[y + 1, x + 1];
                byte v = (byte)(s == 3 || (s == 2 && a[y, x] == 1) ? 1 : 0);
                b[y, x] = v;
                alive += v;
            }
        return alive;
    }

    [MethodImpl(NI)]
    static uint Crc(byte[] data, uint[] table)
    {
        uint c = 0xFFFFFFFF;
        for (int i = 0; i < data.Length; i++) c = table[(c ^ data[i]) & 0xFF] ^ (c >> 8);
        return ~c;
    }

    [MethodImpl(NI)]
    static long Knapsack(int[] weights, int[] values, int[][] best, int capacity)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            int[] prev = best[i], row = best[i + 1];
            for (int w = 0; w <= capacity; w++)
            {
                int v = prev[w];
                if (w >= weights[i]) v = Math.Max(v, prev[w - weights[i]] + values[i]);
                row[w] = v;
            }
        }
        return best[weights.Length][capacity];
    }

    [MethodImpl(NI)]
    static ulong Kernel(int rounds)
    {
        const int n = 60;
        var numbers = new int[50000];
        double[] a = new double[n * n], b = new double[n * n], c = new double[n * n];
        var composite = new bool[200000];
        var ps = new Particle[1000];
        var edges = new Edge[8000];
        var distance = new long[1000];
        byte[,] g = new byte[128, 128], g2 = new byte[128, 128];
        var data = new byte[200000];
        var table = new uint[256];
        int[] weights = new int[100], values = new int[100];
        var best = new int[101][];
        uint seed = 12345;
        for (uint i = 0; i < 256; i++) { uint v = i; for (int k = 0; k < 8; k++) v = (v & 1) != 0 ? (v >> 1) ^ 0xEDB88320 : v >> 1; table[i] = v; }
        for (int i = 0; i < best.Length; i++) best[i] = new int[1001];
        for (int i = 0; i < 100; i++) { weights[i] = 3 + i * 7 % 50; values[i] = 10 + i * 13 % 70; }
        for (int i = 0; i < n * n; i++) { a[i] = i % 17; b[i] = i % 23 - 5; }
        for (int i = 0; i < ps.Length; i++) ps[i] = new Particle { X = i / 1000.0, Y = i % 10 / 10.0, VX = i % 7 - 3, VY = i % 5 - 2 };
        for (int i = 0; i < edges.Length; i++) { seed = seed * 1664525 + 1013904223; edges[i] = new Edge((int)(seed >> 8) % 1000, (int)(seed >> 3) % 1000, 1 + (int)(seed >> 20) % 100); }
        for (int y = 0; y < 128; y++) for (int x = 0; x < 128; x++) g[y, x] = (byte)((x * y + x + y * 3) % 5 == 0 ? 1 : 0);
        ulong h = 1;
        for (int r = 0; r < rounds; r++)
        {
            for (int i = 0; i < numbers.Length; i++) { seed = seed * 1664525 + 1013904223; numbers[i] = (int)(seed >> 4); }
            QuickSort(numbers, 0, numbers.Length - 1);
            h = h * 31 + (ulong)numbers[777];
            h ^= (ulong)BitConverter.DoubleToInt64Bits(Multiply(a, b, c, n));
            h += (ulong)Sieve(composite);
            h += (ulong)Simulate(ps, 50);
            h += (ulong)Relax(edges, distance);
            for (int s = 0; s < 5; s++) { h += (ulong)Life(g, g2, 128); (g, g2) = (g2, g); }
            for (int i = 0; i < data.Length; i++) data[i] = (byte)(i * r + (i >> 3));
            h ^= Crc(data, table);
            h += (ulong)Knapsack(weights, values, best, 1000);
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
        Console.WriteLine("arrays " + rounds + " " + checksum.ToString("x16"));
        Console.Error.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("F1"));
        return 0;
    }
}
