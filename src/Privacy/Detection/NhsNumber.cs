namespace Steward.Privacy.Detection;

/// <summary>British NHS numbers: ten digits of which the last is a check digit of modulo 11. Telephone numbers look the same, so words must say so.</summary>
internal static class NhsNumber
{
    private static ReadOnlySpan<sbyte> Weights => [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[10];
        return groups.TryRead(digits, out var taken) && digits.ContainsAnyExcept(digits[0]) && CheckDigits.Weighted(digits, Weights) % 11 == 0
            && Context.Nhs.Near(groups.Text, groups.Start(0), groups.End(taken - 1))
                ? groups.Span(PiiType.NhsNumber, taken, .97, validated: true)
                : null;
    }
}
