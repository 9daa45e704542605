// What wordstats analyses when no file is named.
using System.Collections.Generic;

namespace WordStats;

internal static class Samples
{
    private const string Prose = @"Compiling ahead of time is an old idea. A compiler reads the program once, on the machine where it was written or
on the machine where it will run, and leaves behind instructions that the processor can execute directly. Nothing has to be
translated while the user waits!

Compiling at run time is a younger idea, and a tempting one. The runtime sees which methods are really called, how often, and
with which types; it knows the exact processor; it can guess, measure, and guess again. The price is paid in the first second of
every run: thousands of methods are compiled, most of them only to be called once or twice. A tool that runs for 200 milliseconds
may spend 120 of them compiling itself.

So which one is better? The answer, as so often, is both. Compiled code that is ready at the start gets the program going; the
runtime watches it, finds the few methods that matter, and compiles those again with everything it has learned. A library that
changes takes its compiled code with it; a program that nobody started is never compiled at all... The interesting questions are
in the middle. What may compiled code assume about the libraries around it? Who notices when an assumption is broken? And where
should the compiled code be kept, so that ten programs which share a library also share its code?

Old answers exist to every one of these questions. Some were given in 1960, some in 1995, and a few last year; most of them are
worth reading before writing a new one.
";

    private const string Json = @"{
  ""name"": ""warehouse"", ""open"": true, ""manager"": null,
  ""address"": { ""street"": ""12 Long Lane"", ""city"": ""Port\u0061l"", ""location"": [51.5, -0.12] },
  ""items"": [
    { ""id"": 1, ""title"": ""Copper kettle"", ""price"": 34.5, ""tags"": [""kitchen"", ""metal""], ""note"": ""A kettle. It whistles!"" },
    { ""id"": 2, ""title"": ""Cotton towel"", ""price"": 7.25, ""tags"": [""bath""], ""note"": ""Soft, white and large."" },
    { ""id"": 3, ""title"": ""Cedar chest"", ""price"": 210, ""tags"": [], ""note"": ""Keeps moths away; smells good."" },
    { ""id"": 4, ""title"": ""Candle"", ""price"": 1.75, ""tags"": [""light"", ""wax"", ""gift""], ""note"": ""Burns for six hours."" }
  ],
  ""limits"": { ""stock"": { ""min"": 2, ""max"": 40 }, ""orders"": { ""per day"": 12 } }
}";

    private const string Csv = @"date,station,temperature,rain,wind,remark
2024-03-01,north,4.5,0,12,clear
2024-03-01,south,6.25,0,8,
2024-03-02,north,3.75,12,20,""rain, then sun""
2024-03-02,south,5.5,9,15,rain
2024-03-03,north,,30,35,""a """"proper"""" storm""
2024-03-03,south,7,22,31,storm
2024-03-04,north,8.5,0,5,clear
2024-03-04,south,10.25,0,4,clear
";

    public static readonly IReadOnlyList<(string, string)> All = new[] { ("essay.txt", Prose), ("warehouse.json", Json), ("weather.csv", Csv) };
}
