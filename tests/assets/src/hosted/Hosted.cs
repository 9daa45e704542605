// Tells how it was started, and ends in the way it is asked to: what a launcher has to get right.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

internal static class Hosted
{
    static int Main(string[] args)
    {
        Describe(args);
        if (args.Length == 0) return 0;
        switch (args[0])
        {
            case "exit":
                return Code(args[1]);
            case "throw":
                throw new InvalidOperationException("as asked");
            case "read":
                Console.WriteLine("input " + Console.In.ReadToEnd().Length);
                return 0;
            case "wait":
                Wait();
                return 0;
            default:
                return 0;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Code(string text) => int.Parse(text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Describe(string[] args)
    {
        Console.WriteLine("pid " + Environment.ProcessId);
        Console.WriteLine("base " + AppContext.BaseDirectory);
        Console.WriteLine("setting " + (AppContext.GetData("Hosted.Setting") ?? "none"));
        Console.WriteLine("location " + typeof(Hosted).Assembly.Location);
        foreach (string arg in args) Console.WriteLine("argument [" + arg + "]");
    }

    // Ends with code 7 when it is asked to end, and says so.
    static void Wait()
    {
        using var ended = new ManualResetEventSlim();
        using var handler = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        Console.WriteLine("waiting");
        ended.Wait();
        Console.WriteLine("asked to end");
        Environment.Exit(7);
    }
}
