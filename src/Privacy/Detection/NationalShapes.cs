namespace Steward.Privacy.Detection;

/// <summary>Telephone numbers as they are written at home, told from other numbers by their first digits and their grouping alone.</summary>
internal static class NationalShapes
{
    public static bool Fit(in DigitGroups groups, ReadOnlySpan<char> digits, int taken) => taken switch
    {
        1 => IsMobile(digits),
        3 when groups.Length(0) == 3 && groups.Length(1) == 2 && groups.Length(2) == 3 => digits[0] is '4' or '9' && HasGaps(groups, taken, ' '),
        _ => HasAreaInBrackets(groups, digits, taken),
    };

    // In one piece: mobile numbers of Britain and Ireland, Germany and Austria, France, Italy's neighbours, Ukraine, Australia, Sweden, Poland
    // dial a 0 first, then a digit that few other numbers have there. Serial numbers begin with several zeros.
    private static bool IsMobile(ReadOnlySpan<char> digits) => digits[0] == '0' && digits.Length switch
    {
        10 => digits[1] is '4' or '6' or '7' || (digits[1] is '5' && digits[2] is '0') || (digits[1] is '9' && digits[2] is >= '1' and <= '9'),
        11 => digits[1] is '7' || (digits[1] is '1' && digits[2] is '5' or '6' or '7'),
        12 => digits[1] is '1' && digits[2] is '5' or '6' or '7',
        _ => false,
    };

    // "(71) 4233-6306", "8 (912) 345-67-89": a year in brackets is the year of a volume.
    private static bool HasAreaInBrackets(in DigitGroups groups, ReadOnlySpan<char> digits, int taken)
    {
        var area = taken > 2 && groups.Length(0) == 1 && digits[0] is '7' or '8' ? 1 : 0;
        var start = groups.Start(area);
        return digits.Length is >= 8 and <= 12 && taken > area + 1 && start > 0 && groups.Text[start - 1] == '(' && groups.Gap(area) is [')', ..]
            && groups.Length(area) is >= 2 and <= 5 && !(groups.Length(area) == 4 && digits[area..] is ['1', '9', ..] or ['2', '0', ..])
            && groups.Length(area + 1) >= 2;
    }

    private static bool HasGaps(in DigitGroups groups, int taken, char gap)
    {
        for (var group = 0; group < taken - 1; group++)
        {
            if (groups.Gap(group) is not [var between] || between != gap)
            {
                return false;
            }
        }

        return true;
    }
}
