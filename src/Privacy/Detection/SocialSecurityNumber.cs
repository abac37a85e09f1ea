namespace Steward.Privacy.Detection;

/// <summary>Social security numbers of the United States: three, two and four digits within the ranges that are issued.</summary>
internal static class SocialSecurityNumber
{
    public static PiiSpan? Match(in DigitGroups groups)
    {
        if (!groups.StartsFree())
        {
            return null;
        }

        if (groups.Count >= 3 && groups.Length(0) == 3 && groups.Length(1) == 2 && groups.Length(2) == 4)
        {
            return Separated(groups);
        }

        // Nine bare digits can be anything; only the words beside them make them a security number.
        return groups.Length(0) == 9 && groups.EndsFree(1) && IsIssued(groups.Text.AsSpan(groups.Start(0), 9))
            && Context.SocialSecurity.Near(groups.Text, groups.Start(0), groups.End(0))
                ? new PiiSpan(PiiType.Ssn, groups.Start(0), 9, .85, Validated: false)
                : null;
    }

    private static PiiSpan? Separated(in DigitGroups groups)
    {
        var gap = groups.Gap(0);
        if (!gap.SequenceEqual(groups.Gap(1)) || gap is not ['-' or ' ' or '\u2011' or '\u2013'] || !groups.EndsFree(3))
        {
            return null;
        }

        Span<char> digits = stackalloc char[9];
        groups.CopyDigits(3, digits);
        if (!IsIssued(digits))
        {
            return null;
        }

        var start = groups.Start(0);
        var named = Context.SocialSecurity.Near(groups.Text, start, groups.End(2));
        if (gap[0] == ' ' && !named)
        {
            return null;
        }

        return new PiiSpan(PiiType.Ssn, start, groups.End(2) - start, named ? .98 : .85, Validated: true);
    }

    private static bool IsIssued(ReadOnlySpan<char> digits) =>
        digits[0] != '9'
        && digits[..3] is not ("000" or "666")
        && digits[3..5] is not "00"
        && digits[5..] is not "0000"
        && digits.ContainsAnyExcept(digits[0])
        && digits is not ("123456789" or "078051120" or "219099999");
}
