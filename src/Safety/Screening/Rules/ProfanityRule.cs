namespace Steward.Safety.Screening.Rules;

/// <summary>Profanity: .6 for one hit, a tenth more for each further one, .9 at most; .45 where all of it is quoted or said of oneself, .35 where it is mild.</summary>
internal static class ProfanityRule
{
    private const string Reason = "Profanity detected in text";
    private const double Framed = .45;
    private const double Mild = .35;

    public static Flag? Check(IReadOnlyList<Hit> hits)
    {
        if (hits.Count == 0)
        {
            return null;
        }

        var (strong, meant) = (0, 0);
        for (var at = 0; at < hits.Count; at++)
        {
            if (hits[at].Term.Category == Category.Mild) continue;
            strong++;
            meant += hits[at].Framed ? 0 : 1;
        }

        var confidence = meant > 0 ? Math.Min(.9, Math.Round(.5 + (.1 * meant), 2)) : strong > 0 ? Framed : Mild;
        var details = new Dictionary<string, object>(1, StringComparer.Ordinal) { ["count"] = strong > 0 ? strong : hits.Count };
        return new Flag(FlagType.Profanity, Reason, confidence, details, hits.Spans(), hits.AnyEvasive());
    }
}
