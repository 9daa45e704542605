// wordstats: statistics of texts, JSON documents and CSV tables.
// usage: wordstats [--json] [--top N] [FILE...]     without a file it analyses the three samples built in
using System;
using System.Collections.Generic;
using System.IO;
using TextStats;

namespace WordStats;

internal static class Program
{
    private static int Main(string[] args)
    {
        var options = new Options();
        var files = new List<string>();
        try
        {
            Parse(args, options, files);
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine("wordstats: " + e.Message);
            Console.Error.WriteLine("usage: wordstats [--json] [--top N] [FILE...]");
            return 2;
        }
        int failed = 0;
        if (files.Count == 0)
        {
            foreach ((string name, string text) in Samples.All) failed += Show(name, text, options);
            return failed;
        }
        foreach (string file in files)
        {
            try
            {
                failed += Show(Path.GetFileName(file), File.ReadAllText(file), options);
            }
            catch (IOException e)
            {
                Console.Error.WriteLine("wordstats: " + e.Message);
                failed++;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private static void Parse(string[] args, Options options, List<string> files)
    {
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    options.Json = true;
                    break;
                case "--top":
                    if (++i == args.Length || !int.TryParse(args[i], out int top) || top < 1) throw new FormatException("--top needs a number above 0");
                    options.Top = top;
                    break;
                default:
                    if (args[i].StartsWith('-')) throw new FormatException("unknown option " + args[i]);
                    files.Add(args[i]);
                    break;
            }
        }
    }

    private static int Show(string name, string text, Options options)
    {
        try
        {
            JsonObject analysis = Analysis.File(name, text, options);
            if (options.Json)
            {
                var writer = new JsonWriter(true);
                new JsonObject { [name] = analysis }.Write(writer);
                Console.WriteLine(writer.ToString());
            }
            else Console.WriteLine(Report.Render(name, analysis));
            return 0;
        }
        catch (JsonException e)
        {
            Console.Error.WriteLine("wordstats: " + name + ": " + e.Message);
            return 1;
        }
    }
}
