namespace Steward.Privacy.Detection;

/// <summary>Polish tax numbers: ten digits of which the last is a check digit of modulo 11, beside words that say so.</summary>
internal static class PolishNip
{
    private static ReadOnlySpan<sbyte> Weights => [6, 5, 7, 2, 3, 4, 5, 6, 7, -1];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[10];
        return groups.TryRead(digits, out var taken) && digits.ContainsAnyExcept('0') && CheckDigits.Weighted(digits, Weights) % 11 == 0
            && Context.PolishNip.Near(groups.Text, groups.Start(0), groups.End(taken - 1))
                ? groups.Span(PiiType.PolishNip, taken, .97, validated: true)
                : null;
    }
}
