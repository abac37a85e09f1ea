namespace Steward.Safety.Screening.Rules;

/// <summary>Profanity: .6 for one hit, a tenth more for each further one, .9 at most; .45 where all of it is quoted or said of oneself.</summary>
internal static class ProfanityRule
{
    private const string Reason = "Profanity detected in text";
    private const double Framed = .45;

    public static Flag? Check(IReadOnlyList<Hit> hits)
    {
        if (hits.Count == 0)
        {
            return null;
        }

        var meant = hits.Count(hit => !hit.Framed);
        var confidence = meant == 0 ? Framed : Math.Min(.9, Math.Round(.5 + (.1 * meant), 2));
        var details = new Dictionary<string, object>(StringComparer.Ordinal) { ["count"] = hits.Count };
        return new Flag(FlagType.Profanity, Reason, confidence, details, hits.Spans(), hits.Any(hit => hit.Evasive));
    }
}
