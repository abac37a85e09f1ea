using System.Buffers;
using System.Globalization;
using System.Text;

namespace Steward.Impact.Q2Q.Cues;

/// <summary>A word as it is compared (folded to lower case, invisible characters gone) and where it stands in the original.</summary>
internal readonly record struct Word(string Text, int Start, int End, int Sentence, int Clause);

/// <summary>Feedback cut into words, clauses and sentences; every position is a UTF-16 offset into the original text.</summary>
internal sealed class FeedbackText
{
    private const int LongestWord = 64;
    private const string SentenceEnds = ".!?…。！？";
    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create(",;:()[]{}\"«»“”„—–|/");

    private FeedbackText(string original, Word[] words) => (Original, Words) = (original, words);

    public string Original { get; }

    public IReadOnlyList<Word> Words { get; }

    /// <param name="text">The feedback, any string.</param>
    /// <param name="clauseWords">Words that begin a new clause, such as "but".</param>
    public static FeedbackText Read(string text, IReadOnlySet<string> clauseWords)
    {
        var words = new List<Word>(text.Length / 5);
        int sentence = 0, clause = 0, position = 0;
        while (position < text.Length)
        {
            if (!char.IsLetterOrDigit(text[position]))
            {
                if (EndsSentence(text, position))
                {
                    sentence++;
                    clause++;
                }
                else if (ClauseMarks.Contains(text[position]) || IsDash(text, position))
                {
                    clause++;
                }

                position++;
                continue;
            }

            var end = EndOfWord(text, position);
            var folded = Fold(text.AsSpan(position, end - position));
            if (clauseWords.Contains(folded))
            {
                clause++;
            }

            words.Add(new Word(folded, position, end, sentence, clause));
            position = end;
        }

        return new FeedbackText(text, [.. words]);
    }

    // A dot inside "Node.js" or "2.5" ends nothing.
    private static bool EndsSentence(string text, int position) =>
        text[position] == '\n'
        || (SentenceEnds.Contains(text[position], StringComparison.Ordinal)
            && (position + 1 == text.Length || !char.IsLetterOrDigit(text[position + 1])));

    private static bool IsDash(string text, int position) =>
        text[position] == '-' && position > 0 && char.IsWhiteSpace(text[position - 1]);

    private static int EndOfWord(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || IsSilent(text[end]) || JoinsWord(text, end)))
        {
            end++;
        }

        while (IsInvisible(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static bool JoinsWord(string text, int position) =>
        IsApostrophe(text[position]) && position + 1 < text.Length && char.IsLetter(text[position + 1]);

    private static bool IsApostrophe(char c) => c is '\'' or '’' or 'ʼ' or '`' or '＇';

    // Zero-width and direction characters and stray accents neither split a word nor change it.
    private static bool IsSilent(char c) =>
        IsInvisible(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static string Fold(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestWord)
        {
            // Longer than any word of a language: kept as a place holder so that distances stay right.
            return "\u0001";
        }

        var folded = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (IsSilent(c))
            {
                Compose(folded, c);
            }
            else
            {
                folded.Append(FoldLetter(c));
            }
        }

        return folded.ToString();
    }

    private static char FoldLetter(char c) => c switch
    {
        _ when IsApostrophe(c) => '\'',
        >= '！' and <= '～' => char.ToLowerInvariant((char)(c - 0xFEE0)),
        _ => char.ToLowerInvariant(c),
    };

    // Letters of the three languages that may arrive decomposed; other marks are dropped.
    private static void Compose(StringBuilder folded, char mark)
    {
        if (folded.Length == 0)
        {
            return;
        }

        folded[^1] = (folded[^1], mark) switch
        {
            ('и', '\u0306') => 'й',
            ('і', '\u0308') => 'ї',
            ('a', '\u030A') => 'å',
            ('o', '\u0308') => 'ø',
            var (letter, _) => letter,
        };
    }
}
