// Where code is, by the IL offsets of its stack frames: at calls, in handlers and funclets, and where exceptions begin.
// Compiled without optimisation and marked as such, so that the JIT, too, makes code for a debugger.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

[assembly: Debuggable(DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations)]

namespace System.Runtime
{
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor)]
    internal sealed class BypassNGenAttribute : Attribute { }
}

internal struct Wide
{
    public long A, B, C;
    public string Name;
    public Wide(long a, string name) { A = a; B = a + 1; C = a + 2; Name = name; }
    public long Total(int more)
    {
        long sum = A + B;
        sum += C + Stepping.Here("Total") + more;
        return sum;
    }
}

internal class Holder<T>
{
    public T Value;
    public Holder(T value) { Value = value; }
    public string Show(int n)
    {
        string text = typeof(T).Name;
        for (int i = 0; i < n; i++)
            text += Stepping.Here("Show" + i);
        return text;
    }
    public static string Kind<U>(U other, int n)
    {
        T none = default;
        return typeof(T).Name + typeof(U).Name + Stepping.Here("Kind") + (none == null) + n;
    }
}

internal static class Stepping
{
    static readonly StringBuilder Log = new StringBuilder();
    static int[] numbers = { 3, 1, 4, 1, 5 };

    static void Frames(string what, StackTrace trace)
    {
        Log.Append(what).Append(':');
        for (int i = 0; i < trace.FrameCount; i++)
        {
            StackFrame frame = trace.GetFrame(i);
            var method = frame.GetMethod();
            if (method == null || method.Module.Assembly != typeof(Stepping).Assembly)
                continue;
            if (frame.GetNativeOffset() < 0)
                Log.Append(" no native offset");
            Log.Append(' ').Append(method.Name).Append('@').Append(frame.GetILOffset().ToString("x"));
        }
        Log.Append('\n');
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Here(string what)
    {
        Frames(what, new StackTrace(1, false));
        return 1;
    }

    static int Statements(int n)
    {
        int a = n * 2;
        int b = a + Here("first");
        a = b * 3 - n;
        b += a;
        int c = Here("left") + Here("right") * b;
        if (c > 3)
            a = Here("then");
        else
            a = Here("else");
        return a + b + c;
    }

    static int Loops(int n)
    {
        int sum = 0;
        for (int i = 0; i < n; i++)
        {
            if (i == 2)
                continue;
            sum += numbers[i] + Here("for" + i);
        }
        while (true)
        {
            sum += Here("while");
            if (sum > 20)
                break;
            sum += 5;
        }
        do
        {
            sum--;
            Here("do");
        }
        while (sum > 20);
        foreach (string s in new List<string> { "x", "y" })
            Here(s);
        return sum;
    }

    static string Choose(int n, string text)
    {
        string s = n > 1 ? text + Here("yes") : text + Here("no");
        switch (n)
        {
            case 0: s += Here("zero"); break;
            case 1: s += Here("one"); break;
            case 2: case 3: s += Here("few"); break;
            default: s += Here("many"); break;
        }
        return (s ?? "none") + (n == 2 && Here("and") == 1);
    }

    static int Protected(int n)
    {
        int state = 0;
        try
        {
            state = 1;
            try
            {
                state += Here("try");
                if (n == 1)
                    throw new InvalidOperationException("one");
                numbers[n] += 0;
            }
            finally
            {
                state += 10;
                Here("finally");
            }
            Here("after");
        }
        catch (InvalidOperationException e)
        {
            state += 100 * Here("catch");
            Frames("caught", new StackTrace(e, false));
        }
        catch (IndexOutOfRangeException e)
        {
            state += 1000 * Here("range");
            Frames("caught", new StackTrace(e, false));
        }
        return state + Here("end");
    }

    static int Filtered(int n)
    {
        int seen = 0;
        try
        {
            Fault(n);
        }
        catch (Exception e) when (e.Message.Length > 0 && Here("filter") == 1)
        {
            seen = Here("handler");
            Frames("fault" + n, new StackTrace(e, false));
        }
        return seen;
    }

    static int Fault(int n)
    {
        string none = null;
        int zero = n - n;
        int result = 1;
        object boxed = n;
        switch (n)
        {
            case 0:
                result += none.Length;
                break;
            case 1:
                result += 7 / zero;
                break;
            case 2:
                result += numbers[n + 7];
                result++;
                break;
            case 3:
                result += checked(int.MaxValue + n);
                break;
            case 4:
                result += ((string)boxed).Length;
                break;
            case 5:
                numbers[n + 7] = n;
                break;
            case 6:
                result += Nested(n - 1);
                break;
            default:
                throw new ArgumentException("default " + n);
        }
        return result;
    }

    static int Nested(int n)
    {
        try
        {
            return Fault(n);
        }
        catch (IndexOutOfRangeException)
        {
            Here("rethrow");
            throw;
        }
    }

    static IEnumerable<int> Counted(int n)
    {
        for (int i = 0; i < n; i++)
            yield return i + Here("yield");
    }

    static long Values(Wide wide, ref int counter, double scale, params object[] rest)
    {
        Wide copy = wide;
        copy.A += counter;
        counter++;
        Func<long, long> twice = x => x * 2 + Here("lambda") + rest.Length;
        long total = twice(copy.Total(counter));
        unsafe
        {
            fixed (int* p = numbers)
                total += *p + Here("fixed");
        }
        lock (Log)
            total += Here("lock");
        return total + (long)scale;
    }

    [System.Runtime.BypassNGen]
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Bypassed(int n) => n + Here("bypassed");

    static int Main(string[] args)
    {
        if (args.Length > 0)
        {
            Console.WriteLine("ready");
            Console.ReadLine();
        }
        int sum = Statements(4) + Loops(5);
        for (int i = 0; i < 5; i++)
            Log.Append(Choose(i, "t")).Append('\n');
        sum += Protected(0) + Protected(1) + Protected(9);
        for (int i = 0; i < 8; i++)
            sum += Filtered(i);
        foreach (int k in Counted(2))
            sum += k;
        int counter = 1;
        sum += (int)Values(new Wide(5, "w"), ref counter, 2.5, "a", 2) + counter;
        Log.Append(new Holder<string>("s").Show(2)).Append('\n').Append(new Holder<int>(1).Show(1)).Append('\n');
        Log.Append(Holder<string>.Kind<object>(null, 1)).Append(Holder<int>.Kind(2L, 2)).Append('\n');
        sum += Bypassed(1);
        Console.Write(Log.ToString());
        Console.WriteLine(sum);
        return 0;
    }
}
