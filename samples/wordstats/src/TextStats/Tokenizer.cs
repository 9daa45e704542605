// Splits text into words, numbers, punctuation and sentence ends, keeping line and column of every token.
using System;
using System.Collections.Generic;

namespace TextStats;

public enum TokenKind { Word, Number, Punctuation, SentenceEnd, ParagraphEnd }

public readonly struct Token
{
    public readonly TokenKind Kind;
    public readonly string Text;
    public readonly int Line;
    public readonly int Column;

    public Token(TokenKind kind, string text, int line, int column)
    {
        Kind = kind;
        Text = text;
        Line = line;
        Column = column;
    }

    public override string ToString() => Kind + "(" + Text + ")@" + Line + ":" + Column;
}

public sealed class Tokenizer
{
    private readonly string source;
    private int position;
    private int line = 1;
    private int lineStart;

    public Tokenizer(string source) => this.source = source ?? throw new ArgumentNullException(nameof(source));

    public IEnumerable<Token> Tokens()
    {
        while (position < source.Length)
        {
            char c = source[position];
            if (c == '\n')
            {
                bool blank = IsBlankLineAhead();
                Token end = Make(TokenKind.ParagraphEnd, position, 0);
                NewLine();
                if (blank)
                {
                    SkipBlankLines();
                    yield return end;
                }
            }
            else if (char.IsWhiteSpace(c)) position++;
            else if (IsWordStart(c)) yield return ReadWord();
            else if (char.IsDigit(c)) yield return ReadNumber();
            else yield return ReadPunctuation();
        }
    }

    private static bool IsWordStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private bool IsApostropheInWord(int at) =>
        (source[at] == '\'' || source[at] == '\u2019' || source[at] == '-') && at + 1 < source.Length && char.IsLetter(source[at + 1]);

    private Token Make(TokenKind kind, int start, int length) =>
        new Token(kind, source.Substring(start, length), line, start - lineStart + 1);

    private Token ReadWord()
    {
        int start = position;
        while (position < source.Length && (IsWordPart(source[position]) || IsApostropheInWord(position))) position++;
        return Make(TokenKind.Word, start, position - start);
    }

    private Token ReadNumber()
    {
        int start = position;
        bool dot = false;
        while (position < source.Length)
        {
            char c = source[position];
            if (char.IsDigit(c)) position++;
            else if ((c == '.' || c == ',') && !dot && position + 1 < source.Length && char.IsDigit(source[position + 1]))
            {
                dot = c == '.';
                position++;
            }
            else break;
        }
        return Make(TokenKind.Number, start, position - start);
    }

    private Token ReadPunctuation()
    {
        int start = position++;
        char c = source[start];
        if (c != '.' && c != '!' && c != '?') return Make(TokenKind.Punctuation, start, 1);
        while (position < source.Length && (source[position] == '.' || source[position] == '!' || source[position] == '?')) position++;
        bool ends = position >= source.Length || char.IsWhiteSpace(source[position]) || source[position] == '"' || source[position] == ')';
        return Make(ends ? TokenKind.SentenceEnd : TokenKind.Punctuation, start, position - start);
    }

    private void NewLine()
    {
        position++;
        line++;
        lineStart = position;
    }

    private bool IsBlankLineAhead()
    {
        for (int i = position + 1; i < source.Length; i++)
        {
            if (source[i] == '\n') return true;
            if (!char.IsWhiteSpace(source[i])) return false;
        }
        return false;
    }

    private void SkipBlankLines()
    {
        while (position < source.Length && char.IsWhiteSpace(source[position]))
        {
            if (source[position] == '\n') NewLine();
            else position++;
        }
    }
}
