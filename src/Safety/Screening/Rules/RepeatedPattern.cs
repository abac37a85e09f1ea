namespace Steward.Safety.Screening.Rules;

/// <summary>Four or more copies, one right after the other, of three or more characters that hold a letter.</summary>
internal static class RepeatedPattern
{
    private const int Shortest = 3;
    private const int Longest = 64;
    private const int Copies = 4;

    /// <summary>
    /// Copies of a pattern of length p make a stretch of at least 3p places that equal the place p further on, so one probe every 3p places
    /// meets every such stretch.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        var longest = Math.Min(Longest, text.Length / Copies);
        for (var period = Shortest; period <= longest; period++)
        {
            var needed = (Copies - 1) * period;
            for (var probe = needed - 1; probe + period < text.Length; probe += needed)
            {
                if (text[probe] == text[probe + period] && IsAround(text, probe, period, needed))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsAround(ReadOnlySpan<char> text, int probe, int period, int needed)
    {
        var start = probe;
        while (start > 0 && probe - start < needed && text[start - 1] == text[start - 1 + period])
        {
            start--;
        }

        var after = text[probe..];
        var length = probe - start + after[..Math.Min(after.Length, needed)].CommonPrefixLength(after[period..]);
        return length >= needed && HoldsWords(text.Slice(start, period));
    }

    // Rulers of dashes and dots are layout, rows of digits are numbers.
    private static bool HoldsWords(ReadOnlySpan<char> pattern)
    {
        foreach (var c in pattern)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }
}
