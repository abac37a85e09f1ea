namespace Steward.Privacy.Detection;

/// <summary>Ukrainian taxpayers' numbers (РНОКПП): ten digits, the last of modulo 11 and then 10, beside words that say so.</summary>
internal static class UkrainianTaxNumber
{
    private static ReadOnlySpan<sbyte> Weights => [-1, 5, 7, 9, 4, 6, 10, 5, 7];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[10];
        return groups.TryRead(digits, out var taken) && taken == 1 && digits.ContainsAnyExcept('0')
            && (((CheckDigits.Weighted(digits, Weights) % 11) + 11) % 11 % 10) == digits[9] - '0'
            && Context.UkrainianTaxNumber.Near(groups.Text, groups.Start(0), groups.End(0))
                ? groups.Span(PiiType.UkrainianTaxNumber, 1, .97, validated: true)
                : null;
    }
}
