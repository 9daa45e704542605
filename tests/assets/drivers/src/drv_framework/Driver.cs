// Walks through much of Microsoft.NETCore.App, one topic after the other, and prints what came out.
// Arguments: `short` for less of everything, then the names of topics (all when none is named).
// An exception that ends a topic is printed as "topic failed", which the test looks for.
using System;
using System.Globalization;
using System.Linq;

internal static class Driver
{
    static readonly (string Name, Action<int> Run)[] Topics =
    {
        ("json", Json.Run), ("linq", Queries.Run), ("plinq", Queries.Parallel), ("regex", Patterns.Run),
        ("xml", Markup.Run), ("xpath", Markup.Paths), ("xslt", Markup.Transform), ("schema", Markup.Validate),
        ("xmlserializer", Contracts.Xml), ("datacontract", Contracts.Data), ("expressions", Expressions.Run),
        ("dynamic", Expressions.Late), ("collections", Collections.Run), ("immutable", Collections.Frozen),
        ("numbers", Numbers.Run), ("compression", Archives.Run), ("tar", Archives.Tar), ("hashes", Hashes.Run),
        ("tables", Tables.Run), ("tasks", Concurrency.Run), ("dataflow", Concurrency.Flow),
        ("channels", Concurrency.Channels), ("sockets", Network.Sockets), ("http", Network.Http),
        ("uri", Network.Uris), ("encodings", Texts.Run), ("components", Components.Run),
        ("process", Components.Start), ("exceptions", Faults.Run),
    };

    static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        bool isShort = args.Contains("short");
        string[] wanted = args.Where(arg => arg != "short").ToArray();
        foreach ((string name, Action<int> run) in Topics)
        {
            if (wanted.Length > 0 && !wanted.Contains(name)) continue;
            Console.WriteLine("== " + name);
            try
            {
                run(isShort ? 1 : 3);
            }
            catch (Exception e)
            {
                Console.WriteLine("topic failed: " + e.GetType() + ": " + e.Message);
            }
        }
        return 42;
    }
}
