namespace Steward.Privacy.Detection;

/// <summary>
/// French registration numbers: sex, year, month, department, commune, order and a key of 97 less the remainder of the thirteen by 97. The
/// departments of Corsica, 2A and 2B, count as 19 and 18. Without the key words must say so.
/// </summary>
internal static class FrenchNir
{
    private const int WithoutKey = 13;
    private const int Length = 15;

    /// <summary>The number whose first digit is at <paramref name="digit"/>, if there is one.</summary>
    public static PiiSpan? Match(string text, int digit)
    {
        if (text[digit] is not ('1' or '2' or '3' or '4' or '7' or '8') || (digit > 0 && (char.IsLetterOrDigit(text[digit - 1]) || text[digit - 1] is '.' or '+' or '_')))
        {
            return null;
        }

        Span<char> number = stackalloc char[Length];
        var (read, end) = Read(text, digit, number);
        if (read < WithoutKey || read == WithoutKey + 1 || !IsShaped(number))
        {
            return null;
        }

        if (read == Length)
        {
            return Key(number) == CheckDigits.Two(number, WithoutKey)
                ? new PiiSpan(PiiType.FrenchNir, digit, end - digit, Context.FrenchNir.Near(text, digit, end) ? .99 : .9, Validated: true)
                : null;
        }

        return Context.FrenchNir.Near(text, digit, end) ? new PiiSpan(PiiType.FrenchNir, digit, end - digit, .7, Validated: false) : null;
    }

    // At most one separator between two characters; nothing that belongs to a longer number may follow.
    private static (int Read, int End) Read(string text, int digit, Span<char> number)
    {
        var (read, end) = (0, digit);
        for (var at = digit; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsAsciiDigit(c) || (read == 6 && number[5] == '2' && c is 'A' or 'B' or 'a' or 'b'))
            {
                if (read == Length)
                {
                    return (0, 0);
                }

                number[read++] = char.ToUpperInvariant(c);
                end = at + 1;
            }
            else if (c is not (' ' or '\u00A0' or '-' or '.') || end != at)
            {
                return char.IsLetterOrDigit(c) && end == at ? (0, 0) : (read, end);
            }
        }

        return (read, end);
    }

    private static bool IsShaped(ReadOnlySpan<char> number)
    {
        var month = CheckDigits.Two(number, 3);
        return month is (>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99) && number[5..7] is not "00" && number[7..10] is not "000";
    }

    private static int Key(ReadOnlySpan<char> number)
    {
        var remainder = 0;
        for (var i = 0; i < WithoutKey; i++)
        {
            var digit = i == 5 && number[6] is 'A' or 'B' ? 1 : i == 6 && number[6] == 'A' ? 9 : i == 6 && number[6] == 'B' ? 8 : number[i] - '0';
            remainder = ((remainder * 10) + digit) % 97;
        }

        return 97 - remainder;
    }
}
