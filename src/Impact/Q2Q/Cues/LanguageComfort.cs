namespace Steward.Impact.Q2Q.Cues;

/// <summary>The level of ease in the programme's language and the cues it rests on.</summary>
internal sealed record LanguageComfort(string Level, CueHit[] Hits)
{
    /// <summary>
    /// What is said about the language decides: the heavier of low and high, medium if they balance or if medium is said. Only where nothing
    /// is said does a task done in the language (an interview held, a project presented, a course completed) count as high.
    /// </summary>
    public static LanguageComfort? From(IReadOnlyDictionary<string, CueHit[]> byLabel)
    {
        var low = Of(byLabel, Polarity.ComfortLow);
        var high = Of(byLabel, Polarity.ComfortHigh);
        var medium = Of(byLabel, Polarity.ComfortMedium);
        if (low.Length + high.Length + medium.Length == 0)
        {
            var shown = Of(byLabel, Polarity.ComfortShown);
            return shown.Length == 0 ? null : new LanguageComfort("high", shown);
        }

        var balance = Weight(high) - Weight(low);
        return medium.Length > 0 || Math.Abs(balance) < .1 ? new LanguageComfort("medium", [.. medium, .. low, .. high])
            : balance > 0 ? new LanguageComfort("high", high)
            : new LanguageComfort("low", low);
    }

    private static CueHit[] Of(IReadOnlyDictionary<string, CueHit[]> byLabel, string label) => byLabel.GetValueOrDefault(label) ?? [];

    private static double Weight(CueHit[] hits) => hits.Sum(hit => hit.Weight);
}
