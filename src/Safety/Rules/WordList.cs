using System.Globalization;
using Steward.Safety.Screening;

namespace Steward.Safety.Rules;

/// <summary>Words to look for, as they are written, whatever their case. Looking takes time proportional to the text.</summary>
internal sealed class WordList
{
    private const int MostSpans = 100;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly int[] _lengths;
    private readonly string _match;

    public WordList(IEnumerable<string> words, string match)
    {
        var set = words.Select(w => w.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        (_words, _lengths, _match) = (set.GetAlternateLookup<ReadOnlySpan<char>>(), [.. set.Select(w => w.Length).Distinct()], match);
    }

    /// <summary>Part of a word: letters, digits, and the marks that belong to letters.</summary>
    public static bool IsPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    public bool? Hits(RuleText text, List<Span> spans)
    {
        var (lower, found) = (text.Text.ToLowerInvariant(), false);
        for (var at = 0; at < lower.Length;)
        {
            if (!IsPart(lower[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < lower.Length && IsPart(lower[at])) at++;
            if (!Hits(lower.AsSpan(start, at - start))) continue;
            found = true;
            if (spans.Count < MostSpans) spans.Add(new Span(start, at - start));
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
