using System.Globalization;

namespace Steward.Privacy.Detection;

/// <summary>Payment card numbers: an issuer's range, a length that the issuer uses, and the Luhn check digit (ISO/IEC 7812-1).</summary>
internal static class CardNumber
{
    private const int Shortest = 12;
    private const int Longest = 19;

    public static PiiSpan? Match(in DigitGroups groups)
    {
        if (!groups.StartsFree())
        {
            return null;
        }

        Span<char> digits = stackalloc char[Longest];
        var length = 0;
        for (var taken = 1; taken <= groups.Count; taken++)
        {
            length += groups.Length(taken - 1);
            if (length > Longest || (taken > 1 && !Joins(groups, taken - 2)))
            {
                break;
            }

            if (length >= Shortest && groups.EndsFree(taken) && GroupsLookLikeACard(groups, taken)
                && IsCard(groups, digits[..groups.CopyDigits(taken, digits)], taken))
            {
                var confidence = length == Shortest ? .7 : .98;
                return new PiiSpan(PiiType.Card, groups.Start(0), groups.End(taken - 1) - groups.Start(0), confidence, Validated: true);
            }
        }

        return null;
    }

    // 4-4-4-4(-3), 4-6-5, 4-6-4 and the like; a list of small numbers is not a card however its sum comes out.
    private static bool GroupsLookLikeACard(in DigitGroups groups, int taken)
    {
        if (taken == 1)
        {
            return true;
        }

        for (var group = 0; group < taken - 1; group++)
        {
            if (groups.Length(group) is < 4 or > 6)
            {
                return false;
            }
        }

        return groups.Length(0) == 4;
    }

    private static bool Joins(in DigitGroups groups, int group) => groups.Gap(group) is [' ' or '-' or '\u00A0' or '\u2011'];

    // What is called a card may be of an issuer that is not listed here: shops and states give out cards too.
    private static bool IsCard(in DigitGroups groups, ReadOnlySpan<char> digits, int taken) =>
        CheckDigits.Luhn(digits) && digits.ContainsAnyExcept(digits[0])
        && (IssuerUses(digits) || Context.Card.Near(groups.Text, groups.Start(0), groups.End(taken - 1)));

    private static bool IssuerUses(ReadOnlySpan<char> digits)
    {
        var head = int.Parse(digits[..4], CultureInfo.InvariantCulture);
        return head switch
        {
            >= 4000 and <= 4999 => digits.Length is 13 or 16 or 19,
            >= 5100 and <= 5599 or >= 2221 and <= 2720 => digits.Length == 16,
            >= 3400 and <= 3499 or >= 3700 and <= 3799 => digits.Length == 15,
            >= 3000 and <= 3059 or >= 3600 and <= 3699 or >= 3800 and <= 3999 or >= 3095 and <= 3095 => digits.Length is >= 14 and <= 19,
            1800 or 2131 => digits.Length == 15,
            // JCB is assigned 3528 to 3589; its neighbours are assigned to nobody else and turn up in test data.
            >= 3500 and <= 3599 => digits.Length is >= 16 and <= 19,
            >= 2200 and <= 2204 => digits.Length is >= 16 and <= 19,
            6011 or (>= 6440 and <= 6599) => digits.Length is 16 or 19 || IsMaestro(head),
            >= 6200 and <= 6299 => digits.Length is >= 16 and <= 19,
            _ => IsMaestro(head),
        };
    }

    private static bool IsMaestro(int head) => head is >= 5000 and <= 5099 or >= 5600 and <= 5899 or >= 6000 and <= 6999;
}
