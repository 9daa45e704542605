// Reduces English words to a stem by stripping suffixes in five steps (the algorithm M. F. Porter published in 1980).
using System;

namespace TextStats;

public sealed class Stemmer
{
    private readonly struct Rule
    {
        public readonly string Suffix;
        public readonly string Replacement;

        public Rule(string suffix, string replacement)
        {
            Suffix = suffix;
            Replacement = replacement;
        }
    }

    private static readonly Rule[] DoubleSuffixes =
    {
        new("ational", "ate"), new("tional", "tion"), new("enci", "ence"), new("anci", "ance"), new("izer", "ize"),
        new("abli", "able"), new("alli", "al"), new("entli", "ent"), new("eli", "e"), new("ousli", "ous"),
        new("ization", "ize"), new("ation", "ate"), new("ator", "ate"), new("alism", "al"), new("iveness", "ive"),
        new("fulness", "ful"), new("ousness", "ous"), new("aliti", "al"), new("iviti", "ive"), new("biliti", "ble"),
    };

    private static readonly Rule[] Endings =
    {
        new("icate", "ic"), new("ative", ""), new("alize", "al"), new("iciti", "ic"), new("ical", "ic"), new("ful", ""), new("ness", ""),
    };

    private static readonly string[] Removable =
    {
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    };

    private char[] b = new char[32];
    private int end;

    public string Stem(string word)
    {
        if (word.Length <= 2) return word;
        if (b.Length < word.Length + 4) b = new char[word.Length * 2];
        word.CopyTo(0, b, 0, word.Length);
        end = word.Length;
        Plurals();
        PastAndGerund();
        FinalY();
        Replace(DoubleSuffixes);
        Replace(Endings);
        Remove();
        FinalE();
        DoubleL();
        return new string(b, 0, end);
    }

    private bool IsConsonant(int i) => b[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(i - 1),
        _ => true,
    };

    // The number of vowel-consonant sequences in the first `length` letters.
    private int Measure(int length)
    {
        int n = 0, i = 0;
        while (i < length && IsConsonant(i)) i++;
        while (i < length)
        {
            while (i < length && !IsConsonant(i)) i++;
            if (i >= length) break;
            n++;
            while (i < length && IsConsonant(i)) i++;
        }
        return n;
    }

    private bool HasVowel(int length)
    {
        for (int i = 0; i < length; i++) if (!IsConsonant(i)) return true;
        return false;
    }

    private bool EndsDouble(int length) => length >= 2 && b[length - 1] == b[length - 2] && IsConsonant(length - 1);

    private bool EndsShort(int length)
    {
        if (length < 3 || !IsConsonant(length - 1) || IsConsonant(length - 2) || !IsConsonant(length - 3)) return false;
        char c = b[length - 1];
        return c != 'w' && c != 'x' && c != 'y';
    }

    private bool Ends(string suffix) => end >= suffix.Length && new ReadOnlySpan<char>(b, end - suffix.Length, suffix.Length).SequenceEqual(suffix);

    private void Set(string suffix, string replacement)
    {
        end -= suffix.Length;
        replacement.CopyTo(0, b, end, replacement.Length);
        end += replacement.Length;
    }

    private void Plurals()
    {
        if (Ends("sses")) Set("sses", "ss");
        else if (Ends("ies")) Set("ies", "i");
        else if (Ends("s") && !Ends("ss")) Set("s", "");
    }

    private void PastAndGerund()
    {
        if (Ends("eed"))
        {
            if (Measure(end - 3) > 0) Set("eed", "ee");
            return;
        }
        if (Ends("ed") && HasVowel(end - 2)) Set("ed", "");
        else if (Ends("ing") && HasVowel(end - 3)) Set("ing", "");
        else return;
        if (Ends("at")) Set("at", "ate");
        else if (Ends("bl")) Set("bl", "ble");
        else if (Ends("iz")) Set("iz", "ize");
        else if (EndsDouble(end) && b[end - 1] != 'l' && b[end - 1] != 's' && b[end - 1] != 'z') end--;
        else if (Measure(end) == 1 && EndsShort(end)) b[end++] = 'e';
    }

    private void FinalY()
    {
        if (Ends("y") && HasVowel(end - 1)) b[end - 1] = 'i';
    }

    private void Replace(Rule[] rules)
    {
        foreach (Rule rule in rules)
        {
            if (!Ends(rule.Suffix)) continue;
            if (Measure(end - rule.Suffix.Length) > 0) Set(rule.Suffix, rule.Replacement);
            return;
        }
    }

    private void Remove()
    {
        foreach (string suffix in Removable)
        {
            if (!Ends(suffix)) continue;
            int stem = end - suffix.Length;
            if (suffix == "ion" && (stem == 0 || (b[stem - 1] != 's' && b[stem - 1] != 't'))) continue;
            if (Measure(stem) > 1) end = stem;
            return;
        }
    }

    private void FinalE()
    {
        if (!Ends("e")) return;
        int m = Measure(end - 1);
        if (m > 1 || (m == 1 && !EndsShort(end - 1))) end--;
    }

    private void DoubleL()
    {
        if (end > 1 && b[end - 1] == 'l' && EndsDouble(end) && Measure(end) > 1) end--;
    }
}
