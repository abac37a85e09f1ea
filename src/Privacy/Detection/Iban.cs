using System.Collections.Frozen;
using System.Globalization;

namespace Steward.Privacy.Detection;

/// <summary>International bank account numbers: a country's length and the check digits of ISO 7064 mod 97-10 (ISO 13616).</summary>
internal static class Iban
{
    private const int Longest = 34;

    private const string CountryLengths =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
        + "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        + "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
        + "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
        + "YE30";

    private static readonly FrozenDictionary<string, int> Lengths = CountryLengths.Split(' ').ToFrozenDictionary(
        entry => entry[..2], entry => int.Parse(entry[2..], CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> LengthOf =
        Lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The account number whose first check digit is at <paramref name="digit"/>, if there is one.</summary>
    public static PiiSpan? Match(string text, int digit)
    {
        var start = digit - 2;
        if (start < 0 || digit + 1 >= text.Length || !char.IsAsciiDigit(text[digit + 1])
            || !LengthOf.TryGetValue(text.AsSpan(start, 2), out var length)
            || (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_')))
        {
            return null;
        }

        Span<char> number = stackalloc char[Longest];
        var end = Collect(text, start, number[..length]);
        if (end < 0 || (end < text.Length && char.IsLetterOrDigit(text[end])) || !HasCheckDigits(number[..length]))
        {
            return null;
        }

        return new PiiSpan(PiiType.Iban, start, end - start, .99, Validated: true);
    }

    // Written in one piece or in groups with one space or hyphen between.
    private static int Collect(string text, int start, Span<char> number)
    {
        var at = start;
        for (var filled = 0; filled < number.Length; at++)
        {
            if (at >= text.Length)
            {
                return -1;
            }

            if (char.IsAsciiLetterOrDigit(text[at]))
            {
                number[filled++] = char.ToUpperInvariant(text[at]);
            }
            else if (text[at] is not (' ' or '-' or '\u00A0') || !char.IsAsciiLetterOrDigit(text[at - 1]))
            {
                return -1;
            }
        }

        return at;
    }

    private static bool HasCheckDigits(ReadOnlySpan<char> number)
    {
        var remainder = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var symbol = number[(i + 4) % number.Length];
            remainder = char.IsAsciiDigit(symbol)
                ? ((remainder * 10) + symbol - '0') % 97
                : ((remainder * 100) + symbol - 'A' + 10) % 97;
        }

        return remainder == 1;
    }
}
