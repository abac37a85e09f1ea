namespace Steward.Privacy.Detection;

/// <summary>
/// Norwegian fødselsnummer: day, month and year, an individual number of three digits and two check digits of modulo 11. A D-number has 40
/// added to the day; test persons have 40 or 80 added to the month.
/// </summary>
internal static class NorwegianId
{
    private const int Length = 11;

    private static ReadOnlySpan<sbyte> First => [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];

    private static ReadOnlySpan<sbyte> Second => [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[Length];
        if (!groups.TryRead(digits, out var taken) || !IsDate(digits) || CheckDigits.Weighted(digits, Second) % 11 != 0)
        {
            return null;
        }

        // From 2032 on numbers are given out whose first check digit is not one any more; beside the words for it they count already.
        var bothRight = CheckDigits.Weighted(digits, First) % 11 == 0;
        if (Context.NorwegianId.Near(groups.Text, groups.Start(0), groups.End(taken - 1)))
        {
            return groups.Span(PiiType.NorwegianId, taken, bothRight ? .98 : .85, validated: true);
        }

        return bothRight && groups.Length(0) is 6 or Length ? groups.Span(PiiType.NorwegianId, taken, .85, validated: true) : null;
    }

    private static bool IsDate(ReadOnlySpan<char> digits) =>
        CheckDigits.Two(digits, 0) is (>= 1 and <= 31) or (>= 41 and <= 71)
        && CheckDigits.Two(digits, 2) is (>= 1 and <= 12) or (>= 41 and <= 52) or (>= 81 and <= 92);
}
