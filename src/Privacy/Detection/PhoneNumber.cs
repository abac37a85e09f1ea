namespace Steward.Privacy.Detection;

/// <summary>
/// Telephone numbers: international ones by their prefix (ITU-T E.164: at most 15 digits), national ones only where the grouping is that
/// of a telephone number or the words beside them say so.
/// </summary>
internal static class PhoneNumber
{
    private const int MaxDigits = 15;

    public static PiiSpan? Match(in DigitGroups groups)
    {
        var start = Start(groups, out var international);
        if (start < 0)
        {
            return null;
        }

        var taken = Take(groups);
        while (taken > 0 && !EndsWell(groups, taken))
        {
            taken--;
        }

        if (taken == 0)
        {
            return null;
        }

        Span<char> buffer = stackalloc char[MaxDigits + 2];
        ReadOnlySpan<char> digits = buffer[..groups.CopyDigits(taken, buffer)];
        var end = groups.End(taken - 1);
        var confidence = international ? Abroad(groups, digits, taken, start) : AtHome(groups, digits, taken, start);
        return confidence > 0
            ? new PiiSpan(PiiType.Phone, start, WithExtension(groups.Text, end) - start, confidence, Validated: false)
            : null;
    }

    private static int Start(in DigitGroups groups, out bool international)
    {
        var first = groups.Start(0);
        var start = first;
        if (start > 0 && groups.Text[start - 1] == '(')
        {
            start--;
        }

        international = start > 0 && groups.Text[start - 1] is '+' or '\uFF0B';
        if (international)
        {
            start--;
        }

        var free = start == first ? groups.StartsFree() : start == 0 || !char.IsLetterOrDigit(groups.Text[start - 1]);
        return free ? start : -1;
    }

    // As many groups as fit a number; two spaces, or a group of one digit in the middle, end it.
    private static int Take(in DigitGroups groups)
    {
        var length = groups.Length(0);
        var taken = length <= MaxDigits ? 1 : 0;
        while (taken > 0 && taken < groups.Count && length + groups.Length(taken) <= MaxDigits + 1 && Joins(groups.Gap(taken - 1)))
        {
            length += groups.Length(taken);
            taken++;
        }

        return taken;
    }

    private static bool Joins(ReadOnlySpan<char> gap) =>
        gap is [' ' or '\u00A0' or '-' or '.' or '\u2011' or '\u2013' or ')' or '(' or '/']
            or [')', ' ' or '-'] or [' ', '('] or [' ', '-', ' '];

    private static bool EndsWell(in DigitGroups groups, int taken)
    {
        var end = groups.End(taken - 1);
        return groups.EndsFree(taken) || (end < groups.Text.Length && groups.Text[end] is 'x' or 'X');
    }

    // Behind a plus. Numbers of countries that are not known count where they have the length of one, a little less surely.
    private static double Abroad(in DigitGroups groups, ReadOnlySpan<char> digits, int taken, int start)
    {
        var spare = groups.Text.AsSpan(start, groups.End(taken - 1) - start).Contains("(0)", StringComparison.Ordinal) ? 1 : 0;
        return digits.Length is < 7 or > MaxDigits || digits[0] == '0' ? 0
            : CallingCodes.Fit(digits, spare) ? .95
            : digits.Length >= 9 && Context.Phone.Near(groups.Text, start, groups.End(taken - 1)) ? .7
            : 0;
    }

    private static double AtHome(in DigitGroups groups, ReadOnlySpan<char> digits, int taken, int start)
    {
        if (digits.Length is < 7 or > MaxDigits || LooksLikeADate(groups, taken))
        {
            return 0;
        }

        if (digits.StartsWith("00") && digits.Length >= 10 && (taken == 1 || IsEven(groups, taken)) && CallingCodes.Fit(digits[2..], 1))
        {
            return taken == 1 ? .6 : .8;
        }

        var named = Context.Phone.Near(groups.Text, start, groups.End(taken - 1));
        if (IsNorthAmerican(groups, digits, taken))
        {
            return named ? .95 : .75;
        }

        if (digits[0] == '0' && digits[1] != '0' && digits.Length is >= 9 and <= 12 && taken is >= 2 and <= 5 && IsEven(groups, taken) && (named || !FollowsDigits(groups.Text, start)))
        {
            return named ? .9 : .65;
        }

        if (NationalShapes.Fit(groups, digits, taken))
        {
            return named ? .9 : .6;
        }

        return named && digits.Length <= 12 && !Context.Other.JustBefore(groups.Text, start) ? .6 : 0;
    }

    // Groups in the middle of a longer row of them.
    private static bool FollowsDigits(string text, int start) => start > 1 && text[start - 1] is ' ' or '\u00A0' && char.IsAsciiDigit(text[start - 2]);

    // (NXX) NXX-XXXX, with or without the 1 in front; the data of older systems has exchanges that begin with 0 and 1.
    private static bool IsNorthAmerican(in DigitGroups groups, ReadOnlySpan<char> digits, int taken)
    {
        var country = taken == 4 && digits[0] == '1' && groups.Length(0) == 1 ? 1 : 0;
        return taken - country == 3 && digits[country] is >= '2' and <= '9'
            && groups.Length(country) == 3 && groups.Length(country + 1) == 3 && groups.Length(country + 2) == 4
            && (groups.Gap(country) is not [' '] || groups.Gap(country + 1) is not [' ']);
    }

    // One kind of separator throughout and no lone digits: lists of decimal fractions have neither.
    private static bool IsEven(in DigitGroups groups, int taken)
    {
        for (var group = 0; group < taken; group++)
        {
            if (groups.Length(group) < 2 || (group > 1 && !groups.Gap(group - 1).SequenceEqual(groups.Gap(group - 2))
                && groups.Gap(0) is not [')', ..]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool LooksLikeADate(in DigitGroups groups, int taken) =>
        taken is 3 && ((groups.Length(0) == 4 && groups.Length(1) <= 2 && groups.Length(2) <= 2)
            || (groups.Length(2) == 4 && groups.Length(0) <= 2 && groups.Length(1) <= 2));

    private static int WithExtension(string text, int end)
    {
        var at = end;
        if (at < text.Length && text[at] is 'x' or 'X')
        {
            at++;
            while (at < text.Length && at - end <= 6 && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
        }

        return at - end > 1 ? at : end;
    }
}
