using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>Words written upside down: turned letters, from the last to the first.</summary>
internal static class TurnedWord
{
    private const string Turned = "ɐqɔpǝɟɓƃɥᴉıɾʞlɯuodbɹsʇnʌʍxʎz";
    private const string Upright = "abcdefgghiijklmnopqrstuvwxyz";
    private const string Signs = "ɐɔǝɟɓƃɥᴉɾʞɯɹʇʌʍʎ";
    private const int Longest = 40;

    /// <summary>The number of the term that a word is upside down, or -1.</summary>
    public static int Find(Lexicon lexicon, ReadOnlySpan<char> lower)
    {
        if (lower.Length > Longest || !lower.ContainsAny(Signs))
        {
            return -1;
        }

        Span<char> upright = stackalloc char[lower.Length];
        for (var at = 0; at < lower.Length; at++)
        {
            var letter = Turned.IndexOf(lower[at], StringComparison.Ordinal);
            if (letter < 0 && !char.IsAsciiLetter(lower[at]))
            {
                return -1;
            }

            upright[lower.Length - 1 - at] = letter < 0 ? lower[at] : Upright[letter];
        }

        var id = lexicon.Find(upright);
        return id >= 0 && lexicon.Word(id).Severity > 0 ? id : -1;
    }
}
