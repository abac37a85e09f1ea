using System.Buffers;
using System.Globalization;
using Steward.Safety.Screening;

namespace Steward.Safety.Rules;

/// <summary>Words and phrases to look for, as they are written, whatever their case. Looking takes time proportional to the text.</summary>
internal sealed class WordList
{
    /// <summary>Words of a phrase.</summary>
    public const int LongestPhrase = 6;

    private const int MostSpans = 100, WidestGap = 3;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly int[] _lengths;
    private readonly string _match;
    private readonly int _longest;

    public WordList(IEnumerable<string> words, string match)
    {
        var set = words.Select(w => w.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        (_words, _lengths, _match) = (set.GetAlternateLookup<ReadOnlySpan<char>>(), [.. set.Select(w => w.Length).Distinct()], match);
        _longest = set.Max(w => w.AsSpan().Count(' ') + 1);
    }

    /// <summary>Part of a word: letters, digits, and the marks that belong to letters.</summary>
    public static bool IsPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>A word, or up to six of them with one blank between.</summary>
    public static bool IsEntry(string entry) => entry.Split(' ') is { Length: <= LongestPhrase } words && words.All(w => w.Length > 0 && w.All(IsPart));

    public bool? Hits(RuleText text, List<Span> spans)
    {
        var lower = ArrayPool<char>.Shared.Rent(text.Text.Length);
        var found = false;
        try
        {
            var count = text.Text.AsSpan().ToLowerInvariant(lower);
            // The last words, as places in the text and in the buffer, where one blank parts them.
            var before = new Queue<(int Start, int Place)>(_longest);
            for (int at = 0, place = 0, end = 0; at < count;)
            {
                if (!IsPart(lower[at]))
                {
                    at++;
                    continue;
                }

                var start = at;
                while (at < count && IsPart(lower[at])) at++;
                if (start - end > WidestGap) before.Clear();
                if (before.Count == _longest) before.Dequeue();
                // Never further on than where it came from: what is overwritten was read.
                lower.AsSpan(start, at - start).CopyTo(lower.AsSpan(place));
                before.Enqueue((start, place));
                (place, end) = (place + at - start, at);
                foreach (var (from, first) in before)
                {
                    var words = lower.AsSpan(first, place - first);
                    if (from == start ? !Hits(words) : !_words.Contains(words)) continue;
                    found = true;
                    if (spans.Count < MostSpans) spans.Add(new Span(from, at - from));
                }

                if (place < count) lower[place++] = ' ';
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(lower, clearArray: true);
        }

        return found;
    }

    private bool Hits(ReadOnlySpan<char> word)
    {
        if (_match == "whole") return _words.Contains(word);
        foreach (var length in _lengths)
            if (length <= word.Length && _words.Contains(_match == "prefix" ? word[..length] : word[^length..])) return true;
        return false;
    }
}
