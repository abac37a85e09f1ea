using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>A run of words of one letter each, as in "f u c k" or "S-T-O-P".</summary>
internal struct SpacedLetters
{
    private const int LongestGap = 12;

    // Shorter words of phrases, spaced out, are abbreviations.
    private const int ShortestOfPhrases = 4;

    public int Start { get; private set; }

    public int End { get; private set; }

    public int First { get; private set; }

    public int Last { get; private set; }

    public int Count { get; private set; }

    public static SpacedLetters From(int start, int ordinal) =>
        new() { Start = start, End = start + 1, First = ordinal, Last = ordinal, Count = 1 };

    /// <summary>Takes the letter in if it follows closely on the same line; commas make a list.</summary>
    public bool Continue(ReadOnlySpan<char> text, int start, int ordinal)
    {
        if (Count == 0 || start - End > LongestGap || text[End..start].ContainsAny('\n', ',', '"'))
        {
            return false;
        }

        Count += SignsWithin(text[End..start]);
        End = start + 1;
        Last = ordinal;
        Count++;
        return true;
    }

    /// <summary>Takes in the signs that stand for letters, each between spaces, before and behind the run: "$ h i +".</summary>
    public void TakeSignsAround(ReadOnlySpan<char> text)
    {
        while (Start > 1 && text[Start - 1] == ' ' && IsSign(text[Start - 2]) && (Start == 2 || text[Start - 3] == ' '))
        {
            Start -= 2;
            Count++;
        }

        while (End + 1 < text.Length && text[End] == ' ' && IsSign(text[End + 1]) && (End + 2 == text.Length || text[End + 2] == ' '))
        {
            End += 2;
            Count++;
        }
    }

    private static int SignsWithin(ReadOnlySpan<char> gap)
    {
        var count = 0;
        for (var at = 1; at + 1 < gap.Length; at++)
        {
            count += IsSign(gap[at]) && gap[at - 1] == ' ' && gap[at + 1] == ' ' ? 1 : 0;
        }

        return count;
    }

    private static bool IsSign(char c) => c is '$' or '@' or '!' or '|' or '+' or '(' or '*';

    /// <summary>The place after a leading "i" or "a", which are words of their own; -1 when there is none to leave out.</summary>
    public readonly int AfterPronoun(ReadOnlySpan<char> text, int from)
    {
        if (from != Start || !"iIaAuU".Contains(text[from]))
        {
            return -1;
        }

        var next = from + 1;
        while (next < End && Characters.WordWidth(text, next) == 0)
        {
            next++;
        }

        return next < End ? next : -1;
    }

    /// <summary>Whether the letters were spaced to hide this word: it is all of them but a pronoun, or long and strong enough.</summary>
    public readonly bool Believes(ReadOnlySpan<char> text, WordEntry word, int from)
    {
        var pronouns = (from == Start ? 0 : 1) + ("iIaA".Contains(text[End - 1]) ? 1 : 0);
        var whole = word.Length == Count || (word.Length >= ShortestOfPhrases && word.Length < Count && word.Length >= Count - pronouns);
        return whole ? word.Severity >= 0 || word.Length >= ShortestOfPhrases : word.Severity >= 2 && word.Length >= 4;
    }
}
