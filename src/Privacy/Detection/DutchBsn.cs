namespace Steward.Privacy.Detection;

/// <summary>Dutch citizen service numbers: nine digits that pass the proof of eleven. One number in eleven does, so words must say so.</summary>
internal static class DutchBsn
{
    private static ReadOnlySpan<sbyte> Weights => [9, 8, 7, 6, 5, 4, 3, 2, -1];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        Span<char> digits = stackalloc char[9];
        return groups.TryRead(digits, out var taken) && digits.ContainsAnyExcept('0') && CheckDigits.Weighted(digits, Weights) % 11 == 0
            && Context.DutchBsn.Near(groups.Text, groups.Start(0), groups.End(taken - 1))
                ? groups.Span(PiiType.DutchBsn, taken, .97, validated: true)
                : null;
    }
}
