namespace Steward.Privacy.Detection;

/// <summary>Dates beside words about a birth: "born 12.05.1980", "née le 3 mai 1975", "1980-05-12 (date of birth)".</summary>
internal static class DatesOfBirth
{
    private const int LongestMonth = 12;

    public static PiiSpan? Match(in DigitGroups groups)
    {
        if (groups.Length(0) > 4 || !groups.StartsFree())
        {
            return null;
        }

        var start = groups.Start(0);
        var end = Numeric(groups);
        if (end < 0 && groups.Length(0) <= 2)
        {
            end = DayFirst(groups.Text, groups.End(0));
            if (end < 0)
            {
                end = YearAfter(groups.Text, groups.End(0));
                start = end < 0 ? start : StartOfWord(groups.Text, start);
            }
        }

        return end > 0 && start >= 0 && Context.Birth.Near(groups.Text, start, end)
            ? new PiiSpan(PiiType.DateOfBirth, start, end - start, .85, Validated: false)
            : null;
    }

    private static int Numeric(in DigitGroups groups)
    {
        if (groups.Count < 3 || groups.Gap(0) is not ['.' or '/' or '-' or ' ', ..] || !groups.Gap(0).SequenceEqual(groups.Gap(1)) || !groups.EndsFree(3))
        {
            return -1;
        }

        var yearFirst = groups.Length(0) == 4;
        var shaped = groups.Length(1) <= 2 && (yearFirst ? groups.Length(2) <= 2 : groups.Length(0) <= 2 && groups.Length(2) is 2 or 4);
        return shaped ? groups.End(2) : -1;
    }

    // "12. mai 1980", "12th of May, 1980"
    private static int DayFirst(string text, int at)
    {
        at = text.AsSpan(at).StartsWith("st ") || text.AsSpan(at).StartsWith("nd ") || text.AsSpan(at).StartsWith("rd ") || text.AsSpan(at).StartsWith("th ") ? at + 2 : at;
        at = Past(text, at, '.');
        at = Past(text, at, ' ');
        at = text.AsSpan(at).StartsWith("of ") || text.AsSpan(at).StartsWith("de ") ? at + 3 : at;
        var letters = at;
        while (at < text.Length && at - letters < LongestMonth && char.IsLetter(text[at]))
        {
            at++;
        }

        if (at - letters < 3)
        {
            return -1;
        }

        at = text.AsSpan(at).StartsWith(" de ") ? at + 3 : Past(text, at, '.');
        return YearAfter(text, at);
    }

    private static int YearAfter(string text, int at)
    {
        at = Past(text, Past(text, at, ','), ' ');
        var isYear = at + 4 <= text.Length && text.AsSpan(at, 2) is "19" or "20" && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]);
        return isYear && text[at - 1] == ' ' && (at + 4 == text.Length || !char.IsLetterOrDigit(text[at + 4])) ? at + 4 : -1;
    }

    // "May 12, 1980"
    private static int StartOfWord(string text, int day)
    {
        var start = day - 1;
        while (start > 0 && day - start <= LongestMonth && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return day - start >= 4 && text[day - 1] == ' ' && char.IsUpper(text[start]) && (start == 0 || !char.IsLetterOrDigit(text[start - 1])) ? start : -1;
    }

    private static int Past(string text, int at, char sign) => at < text.Length && text[at] == sign ? at + 1 : at;
}
