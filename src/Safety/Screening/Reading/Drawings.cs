using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>Letters drawn with two or more signs, as in "|-|" and "()".</summary>
internal static class Drawings
{
    // Signs that are read as a letter by themselves and may stand before a drawing: "$|-|".
    private const string SingleSigns = "$@!|+([{<";

    private static readonly Drawing[][] ByFirst = Table();

    /// <summary>The drawings that begin with a character.</summary>
    public static ReadOnlySpan<Drawing> From(char first) => first < 128 ? ByFirst[first] : [];

    /// <summary>Whether signs at a place of a text look like the first letters of a word, so that reading it is worth the while.</summary>
    public static bool Begin(ReadOnlySpan<char> text, int at)
    {
        if (at + 2 >= text.Length || ByFirst.Length <= text[at]) return false;
        return Stands(text, at) || (SingleSigns.Contains(text[at]) && (Stands(text, at + 1) || (SingleSigns.Contains(text[at + 1]) && text[at + 1] != text[at])));
    }

    private static bool Stands(ReadOnlySpan<char> text, int at)
    {
        foreach (var drawing in From(text[at]))
        {
            if (text[at..].StartsWith(drawing.Signs)) return true;
        }

        return false;
    }

    private static Drawing[][] Table()
    {
        var drawings = VocabularyFile.Read("letters").Section("drawings")
            .SelectMany(fields => fields[1].Split(' '), (fields, signs) => new Drawing(signs, fields[0][0])).ToLookup(drawing => drawing.Signs[0]);
        return [.. Enumerable.Range(0, 128).Select(c => drawings[(char)c].ToArray())];
    }
}

/// <summary>A letter drawn with signs.</summary>
internal readonly record struct Drawing(string Signs, char Letter);
