// The object graph that several topics store, load and look into.
using System;
using System.Collections.Generic;
using System.Linq;

public enum Rank { Low, Middle, High }

public class Person
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public double[] Scores { get; set; } = Array.Empty<double>();
    public Dictionary<string, int> Visits { get; set; } = new();
    public Person Friend { get; set; }
    public DateTime Born { get; set; }
    public Rank Rank { get; set; }
    public Guid Key { get; set; }
    public decimal Balance { get; set; }

    // A chain of `depth` + 1 persons, each with more data than the next.
    public static Person Chain(int depth) => new()
    {
        Id = depth,
        Name = "Zo\u00eb " + depth,
        Scores = Enumerable.Range(0, depth).Select(i => i * 2.5 / 7).ToArray(),
        Visits = Enumerable.Range(0, depth).ToDictionary(i => "city" + i, i => i * i),
        Friend = depth > 0 ? Chain(depth - 1) : null,
        Born = new DateTime(1990, 5, 17).AddDays(depth),
        Rank = (Rank)(depth % 3),
        Key = new Guid(depth, 7, 9, new byte[8]),
        Balance = 12.30m * depth,
    };
}
