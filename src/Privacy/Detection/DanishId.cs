namespace Steward.Privacy.Detection;

/// <summary>
/// Danish CPR numbers: day, month, year and four digits. Since 2007 the last is no check digit of modulo 11 any more, so a number is known by
/// that digit or by the words around it.
/// </summary>
internal static class DanishId
{
    private static ReadOnlySpan<sbyte> Weights => [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[10];
        if (!groups.TryRead(digits, out var taken) || taken > 2 || (taken == 2 && groups.Length(1) != 4)
            || CheckDigits.Two(digits, 0) is < 1 or > 31 || CheckDigits.Two(digits, 2) is < 1 or > 12)
        {
            return null;
        }

        var checks = CheckDigits.Weighted(digits, Weights) % 11 == 0;
        if (Context.DanishId.Near(groups.Text, groups.Start(0), groups.End(taken - 1)))
        {
            return groups.Span(PiiType.DanishId, taken, checks ? .96 : .8, checks);
        }

        return checks && taken == 2 && groups.Gap(0) is ['-'] ? groups.Span(PiiType.DanishId, taken, .7, validated: true) : null;
    }
}
