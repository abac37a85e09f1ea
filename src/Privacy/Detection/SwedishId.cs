namespace Steward.Privacy.Detection;

/// <summary>
/// Swedish personnummer: a date, a number of three digits and a Luhn digit over the ten without the century. A samordningsnummer has 60
/// added to the day. Ten digits without the hyphen can be anything and need words that say so.
/// </summary>
internal static class SwedishId
{
    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[12];
        ReadOnlySpan<char> ten = groups.TryRead(digits, out var taken) ? (digits[..2] is "18" or "19" or "20" ? digits[2..] : default)
            : groups.TryRead(digits[..10], out taken) ? digits[..10]
            : default;
        if (ten.IsEmpty || !IsDate(ten) || !CheckDigits.Luhn(ten) || (taken > 1 && (taken > 2 || groups.Length(1) != 4)))
        {
            return null;
        }

        if (Context.SwedishId.Near(groups.Text, groups.Start(0), groups.End(taken - 1)))
        {
            return groups.Span(PiiType.SwedishId, taken, .98, validated: true);
        }

        var shaped = groups.Length(0) is 8 or 12 || (taken == 2 && groups.Gap(0) is ['-']);
        return shaped ? groups.Span(PiiType.SwedishId, taken, groups.Length(0) == 6 ? .75 : .85, validated: true) : null;
    }

    private static bool IsDate(ReadOnlySpan<char> ten) =>
        CheckDigits.Two(ten, 2) is >= 1 and <= 12 && CheckDigits.Two(ten, 4) is (>= 1 and <= 31) or (>= 61 and <= 91);
}
