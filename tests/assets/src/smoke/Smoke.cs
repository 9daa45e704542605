// The tiniest program: straight-line integer code, loops, a static call, a string.
using System;
using System.Runtime.CompilerServices;

internal static class Smoke
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Add(int a, int b) => a + b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Sum(int n)
    {
        int s = 0;
        for (int i = 1; i <= n; i++) s += i;
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Gcd(int a, int b)
    {
        while (b != 0)
        {
            int t = a % b;
            a = b;
            b = t;
        }
        return a;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static double Poly(double x) => (x * x - 2.0) * x + 0.5;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool IsPrime(int n)
    {
        if (n < 2) return false;
        for (int i = 2; i * i <= n; i++)
            if (n % i == 0) return false;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Nothing() { }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static string Greeting() => "hello from smoke";

    static int Main()
    {
        Nothing();
        Console.WriteLine(Greeting());
        Console.WriteLine(Add(40, 2));
        Console.WriteLine(Sum(100));
        Console.WriteLine(Fib(15));
        Console.WriteLine(Gcd(1071, 462));
        Console.WriteLine(Poly(3.0));
        int primes = 0;
        for (int i = 0; i < 100; i++)
            if (IsPrime(i)) primes++;
        Console.WriteLine(primes);
        return 0;
    }
}
