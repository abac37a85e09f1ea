namespace Steward.Privacy.Detection;

/// <summary>British National Insurance numbers: two letters that are given out, six digits, a letter from A to D; there is no check digit.</summary>
internal static class NationalInsurance
{
    /// <summary>The number whose first digit is at <paramref name="digit"/>, if there is one.</summary>
    public static PiiSpan? Match(string text, int digit)
    {
        var letters = digit > 0 && text[digit - 1] is ' ' or '\u00A0' ? digit - 3 : digit - 2;
        if (letters < 0 || !IsPrefix(text[letters], text[letters + 1]) || (letters > 0 && (char.IsLetterOrDigit(text[letters - 1]) || text[letters - 1] == '_')))
        {
            return null;
        }

        var at = digit;
        for (var digits = 0; digits < 6; at++)
        {
            if (at >= text.Length || at - digit > 11)
            {
                return null;
            }

            if (char.IsAsciiDigit(text[at]))
            {
                digits++;
            }
            else if (!IsGap(text[at]) || !char.IsAsciiDigit(text[at - 1]))
            {
                return null;
            }
        }

        at += at < text.Length && IsGap(text[at]) ? 1 : 0;
        if (at >= text.Length || char.ToUpperInvariant(text[at]) is < 'A' or > 'D' || (at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1])))
        {
            return null;
        }

        if (Context.NationalInsurance.Near(text, letters, at + 1))
        {
            return new PiiSpan(PiiType.NationalInsurance, letters, at + 1 - letters, .97, Validated: true);
        }

        var capitals = char.IsAsciiLetterUpper(text[letters]) && char.IsAsciiLetterUpper(text[letters + 1]) && char.IsAsciiLetterUpper(text[at]);
        return capitals ? new PiiSpan(PiiType.NationalInsurance, letters, at + 1 - letters, .8, Validated: true) : null;
    }

    private static bool IsGap(char c) => c is ' ' or '\u00A0' or '-';

    private static bool IsPrefix(char first, char second)
    {
        var (one, two) = (char.ToUpperInvariant(first), char.ToUpperInvariant(second));
        return char.IsAsciiLetterUpper(one) && char.IsAsciiLetterUpper(two)
            && one is not ('D' or 'F' or 'I' or 'Q' or 'U' or 'V') && two is not ('D' or 'F' or 'I' or 'O' or 'Q' or 'U' or 'V')
            && (one, two) is not (('B', 'G') or ('G', 'B') or ('N', 'K') or ('K', 'N') or ('N', 'T') or ('T', 'N') or ('Z', 'Z'));
    }
}
