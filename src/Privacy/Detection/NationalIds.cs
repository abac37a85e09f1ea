namespace Steward.Privacy.Detection;

/// <summary>Numbers that states give to persons. Where one fits several, the surest stands: the one that the words beside it name.</summary>
internal static class NationalIds
{
    /// <summary>Numbers of digits only.</summary>
    public static PiiSpan? Match(in DigitGroups groups)
    {
        // The shortest has nine digits, and none is told by the digits before it.
        if (groups.DigitsOfAnId() < 9 || !groups.StartsFree() || groups.FollowsPlus())
        {
            return null;
        }

        PiiSpan? best = null;
        Offer(ref best, NorwegianId.Match(groups));
        Offer(ref best, SwedishId.Match(groups));
        Offer(ref best, DanishId.Match(groups));
        Offer(ref best, NhsNumber.Match(groups));
        Offer(ref best, GermanTaxId.Match(groups));
        Offer(ref best, DutchBsn.Match(groups));
        Offer(ref best, PolishPesel.Match(groups));
        Offer(ref best, PolishNip.Match(groups));
        Offer(ref best, UkrainianTaxNumber.Match(groups));

        // Eleven digits after the word "phone" are a telephone number, whatever their sum comes to.
        return best is { Confidence: < .9 } unnamed && Context.Phone.Near(groups.Text, unnamed.Start, unnamed.End) ? null : best;
    }

    /// <summary>Numbers with letters among or before their digits.</summary>
    public static PiiSpan? Match(string text, int digit) =>
        FrenchNir.Match(text, digit) ?? NationalInsurance.Match(text, digit) ?? GermanIdCard.Match(text, digit);

    private static void Offer(ref PiiSpan? best, PiiSpan? match) =>
        best = match is { } found && found.Confidence > (best?.Confidence ?? 0) ? found : best;
}
