namespace Steward.Privacy.Detection;

/// <summary>Polish PESEL numbers: year, month with 20 added for each century after 1900 (80 for the one before), day, four digits and a check digit.</summary>
internal static class PolishPesel
{
    private const int Length = 11;

    private static ReadOnlySpan<sbyte> Weights => [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[Length];
        if (!groups.TryRead(digits, out var taken) || CheckDigits.Two(digits, 2) % 20 is < 1 or > 12 || CheckDigits.Two(digits, 4) is < 1 or > 31
            || CheckDigits.Weighted(digits, Weights) % 10 != 0)
        {
            return null;
        }

        return Context.PolishPesel.Near(groups.Text, groups.Start(0), groups.End(taken - 1)) ? groups.Span(PiiType.PolishPesel, taken, .98, validated: true)
            : taken == 1 ? groups.Span(PiiType.PolishPesel, taken, .6, validated: true)
            : null;
    }
}
