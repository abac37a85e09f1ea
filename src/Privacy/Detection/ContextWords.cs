using System.Buffers;
using System.Collections.Frozen;

namespace Steward.Privacy.Detection;

/// <summary>Words near a number that say what it is.</summary>
internal sealed class ContextWords
{
    private const int CharactersBefore = 48;
    private const int CharactersAfter = 32;

    private static readonly SearchValues<char> _noLetters = SearchValues.Create("0123456789 .,-+()/:;#\u00A0\n");

    private readonly SearchValues<string>? _stems;
    private readonly SearchValues<string>? _words;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _whole;

    /// <param name="stems">Beginnings of words, and phrases: "teleph" is found in "telephones", "tel" would be in "hotel" nowhere.</param>
    /// <param name="words">Short words that begin many others and count only as a whole.</param>
    public ContextWords(string[] stems, string[] words)
    {
        _stems = stems.Length > 0 ? SearchValues.Create(stems, StringComparison.OrdinalIgnoreCase) : null;
        _words = words.Length > 0 ? SearchValues.Create(words, StringComparison.OrdinalIgnoreCase) : null;
        _whole = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>
    /// Whether one of the words begins within the 48 characters before a span or the 32 after it, on the same line. A span that opens its
    /// line is also named by the line above, as in a form.
    /// </summary>
    public bool Near(string text, int start, int end)
    {
        var from = Math.Max(0, start - CharactersBefore);
        var before = text.AsSpan(from, start - from);
        var after = text.AsSpan(end, Math.Min(CharactersAfter, text.Length - end));
        var line = after.IndexOf('\n');
        return Holds(text, from + LineStart(before), start) || Holds(text, end, end + (line < 0 ? after.Length : line));
    }

    /// <summary>Whether one of the words begins within the 24 characters before a place, on the same line.</summary>
    public bool JustBefore(string text, int start)
    {
        var from = Math.Max(0, start - (CharactersBefore / 2));
        return Holds(text, from + text.AsSpan(from, start - from).LastIndexOf('\n') + 1, start);
    }

    private static int LineStart(ReadOnlySpan<char> before)
    {
        var line = before.LastIndexOf('\n') + 1;
        return before[line..].IsWhiteSpace() ? before.TrimEnd().LastIndexOf('\n') + 1 : line;
    }

    private bool Holds(string text, int from, int to)
    {
        // Between numbers there is often no word at all.
        var first = text.AsSpan(from, to - from).IndexOfAnyExcept(_noLetters);
        return first >= 0 && ((_stems is not null && Find(text, from + first, to, _stems, whole: false)) || (_words is not null && Find(text, from + first, to, _words, whole: true)));
    }

    private bool Find(string text, int from, int to, SearchValues<string> values, bool whole)
    {
        for (var at = from; at < to;)
        {
            var hit = text.AsSpan(at, to - at).IndexOfAny(values);
            if (hit < 0)
            {
                return false;
            }

            at += hit;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (!whole || _whole.Contains(text.AsSpan(at, WordLength(text, at)))))
            {
                return true;
            }

            at++;
        }

        return false;
    }

    // No whole word is longer than this, so that a long run of letters is not read again and again.
    private static int WordLength(string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < CharactersAfter && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
