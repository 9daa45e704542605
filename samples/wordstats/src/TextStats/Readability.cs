// Readability figures from counts of sentences, words, syllables and letters, and descriptive statistics of numbers.
using System;
using System.Collections.Generic;
using System.Linq;

namespace TextStats;

public static class Syllables
{
    public static int Count(string word)
    {
        int count = 0;
        bool previous = false;
        foreach (char raw in word)
        {
            bool vowel = IsVowel(char.ToLowerInvariant(raw));
            if (vowel && !previous) count++;
            previous = vowel;
        }
        if (count > 1 && EndsSilently(word)) count--;
        return Math.Max(count, 1);
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private static bool EndsSilently(string word) =>
        word.EndsWith("e", StringComparison.OrdinalIgnoreCase) && !word.EndsWith("le", StringComparison.OrdinalIgnoreCase);
}

public sealed class Readability
{
    public int Sentences { get; init; }
    public int Words { get; init; }
    public int SyllableCount { get; init; }
    public int LongWords { get; init; }
    public int Letters { get; init; }

    private double WordsPerSentence => Sentences == 0 ? Words : (double)Words / Sentences;
    private double Per(int n) => Words == 0 ? 0 : (double)n / Words;

    public double FleschEase => 206.835 - 1.015 * WordsPerSentence - 84.6 * Per(SyllableCount);
    public double FleschKincaid => 0.39 * WordsPerSentence + 11.8 * Per(SyllableCount) - 15.59;
    public double GunningFog => 0.4 * (WordsPerSentence + 100 * Per(LongWords));
    public double Automated => 4.71 * Per(Letters) + 0.5 * WordsPerSentence - 21.43;

    public string Level => FleschEase switch
    {
        >= 90 => "very easy",
        >= 70 => "easy",
        >= 50 => "fairly difficult",
        >= 30 => "difficult",
        _ => "very difficult",
    };
}

public sealed class Summary
{
    private readonly List<double> values = new();
    private bool sorted = true;

    public void Add(double v)
    {
        sorted &= values.Count == 0 || values[^1] <= v;
        values.Add(v);
    }

    public int Count => values.Count;
    public double Sum => values.Sum();
    public double Mean => Count == 0 ? 0 : Sum / Count;
    public double Min => Percentile(0);
    public double Max => Percentile(1);
    public double Median => Percentile(0.5);

    public double Deviation
    {
        get
        {
            if (Count < 2) return 0;
            double mean = Mean, total = 0;
            foreach (double v in values) total += (v - mean) * (v - mean);
            return Math.Sqrt(total / (Count - 1));
        }
    }

    public double Percentile(double p)
    {
        if (Count == 0) return 0;
        if (!sorted)
        {
            values.Sort();
            sorted = true;
        }
        double at = p * (Count - 1);
        int low = (int)Math.Floor(at), high = (int)Math.Ceiling(at);
        return values[low] + (values[high] - values[low]) * (at - low);
    }

    public int[] Histogram(int bins)
    {
        var result = new int[bins];
        double min = Min, width = (Max - min) / bins;
        foreach (double v in values)
        {
            int bin = width == 0 ? 0 : (int)((v - min) / width);
            result[Math.Min(bin, bins - 1)]++;
        }
        return result;
    }
}
