namespace Steward.Pages.Generation.Words;

/// <summary>Cuts texts where a reader would.</summary>
internal static class WordCut
{
    private static readonly char[] Loose = [' ', '\n', '\t', ',', ';', ':', '-', '–', '—', '('];

    /// <summary>At most so many characters: whole words, where there are any, and never half of a surrogate pair.</summary>
    public static string At(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = char.IsLowSurrogate(text[most]) ? most - 1 : most;
        var border = end;
        while (border > end / 2 && !char.IsWhiteSpace(text[border])) border--;
        var cut = text[..(char.IsWhiteSpace(text[border]) && border > 0 ? border : end)];
        return cut.TrimEnd(Loose) is { Length: > 0 } words ? words : cut;
    }
}
