// Steady state: integer and floating arithmetic in loops (hashing, modular powers, Mandelbrot, n-body, primes).
// usage: arithmetic [rounds]; the checksum goes to stdout, the kernel's milliseconds to stderr.
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

internal static class Arithmetic
{
    const int Rounds = 80;
    const MethodImplOptions NI = MethodImplOptions.NoInlining;

    static ulong Rotate(ulong v, int k) => (v << k) | (v >> (64 - k));

    [MethodImpl(NI)]
    static ulong Hash(int n, ulong h)
    {
        for (int i = 0; i < n; i++)
        {
            h ^= (ulong)i * 0x9E3779B97F4A7C15UL;
            h = Rotate(h, 27) * 0x3C79AC492BA7B653UL;
            h ^= h >> 33;
        }
        return h;
    }

    [MethodImpl(NI)]
    static ulong PowMod(ulong b, ulong e, ulong m)
    {
        ulong r = 1;
        b %= m;
        while (e > 0)
        {
            if ((e & 1) != 0) r = r * b % m;
            b = b * b % m;
            e >>= 1;
        }
        return r;
    }

    [MethodImpl(NI)]
    static int Mandelbrot(int size, int limit)
    {
        int total = 0;
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
            {
                double cr = 2.0 * x / size - 1.5, ci = 2.0 * y / size - 1.0, zr = 0, zi = 0;
                int i = 0;
                while (i < limit && zr * zr + zi * zi < 4.0)
                {
                    double t = zr * zr - zi * zi + cr;
                    zi = 2.0 * zr * zi + ci;
                    zr = t;
                    i++;
                }
                total += i;
            }
        return total;
    }

    [MethodImpl(NI)]
    static int CountPrimes(int n)
    {
        int count = 0;
        for (int i = 2; i < n; i++)
        {
            bool prime = true;
            for (int d = 2; d * d <= i; d++)
                if (i % d == 0) { prime = false; break; }
            if (prime) count++;
        }
        return count;
    }

    [MethodImpl(NI)]
    static double Orbit(int steps)
    {
        double x = 1, y = 0, vx = 0, vy = 1, dt = 0.001;
        for (int i = 0; i < steps; i++)
        {
            double r2 = x * x + y * y;
            double k = -dt / (r2 * Math.Sqrt(r2));
            vx += x * k;
            vy += y * k;
            x += vx * dt;
            y += vy * dt;
        }
        return x * x + y * y;
    }

    [MethodImpl(NI)]
    static int Collatz(int n)
    {
        int best = 0;
        for (int i = 1; i < n; i++)
        {
            long v = i;
            int steps = 0;
            while (v != 1) { v = (v & 1) == 0 ? v >> 1 : 3 * v + 1; steps++; }
            if (steps > best) best = steps;
        }
        return best;
    }

    [MethodImpl(NI)]
    static ulong Kernel(int rounds)
    {
        ulong h = 1;
        for (int r = 0; r < rounds; r++)
        {
            h = Hash(500000, h);
            for (ulong b = 2; b < 2000; b++) h += PowMod(b + (ulong)r, 1000000005, 1000000007);
            h += (ulong)Mandelbrot(120, 100);
            h += (ulong)CountPrimes(20000);
            h ^= (ulong)BitConverter.DoubleToInt64Bits(Orbit(100000));
            h += (ulong)Collatz(10000);
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
        Console.WriteLine("arithmetic " + rounds + " " + checksum.ToString("x16"));
        Console.Error.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("F1"));
        return 0;
    }
}
