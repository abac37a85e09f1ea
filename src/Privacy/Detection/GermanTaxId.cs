namespace Steward.Privacy.Detection;

/// <summary>
/// German tax identification numbers: eleven digits that do not begin with 0, of whose first ten one digit stands twice or three times and
/// the others once at most, with a check digit of ISO/IEC 7064 modulo 11 and 10.
/// </summary>
internal static class GermanTaxId
{
    private const int Length = 11;

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[Length];
        if (!groups.TryRead(digits, out var taken) || digits[0] == '0' || !RepeatsOne(digits[..10]) || !CheckDigits.Mod11And10(digits))
        {
            return null;
        }

        if (Context.GermanTaxId.Near(groups.Text, groups.Start(0), groups.End(taken - 1)))
        {
            return groups.Span(PiiType.GermanTaxId, taken, .98, validated: true);
        }

        var shaped = taken == 1 || (taken == 4 && groups.Length(0) == 2 && groups.Length(1) == 3 && groups.Length(2) == 3);
        return shaped ? groups.Span(PiiType.GermanTaxId, taken, .7, validated: true) : null;
    }

    private static bool RepeatsOne(ReadOnlySpan<char> digits)
    {
        var repeated = 0;
        for (var digit = '0'; digit <= '9'; digit++)
        {
            var times = digits.Count(digit);
            if (times > 3)
            {
                return false;
            }

            repeated += times > 1 ? 1 : 0;
        }

        return repeated == 1;
    }
}
