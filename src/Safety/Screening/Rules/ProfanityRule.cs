namespace Steward.Safety.Screening.Rules;

/// <summary>Profanity: .6 for one hit, a tenth more for each further one, .9 at most.</summary>
internal static class ProfanityRule
{
    private const string Reason = "Profanity detected in text";

    public static Flag? Check(IReadOnlyList<Hit> hits)
    {
        if (hits.Count == 0)
        {
            return null;
        }

        var confidence = Math.Min(.9, Math.Round(.5 + (.1 * hits.Count), 2));
        var details = new Dictionary<string, object>(StringComparer.Ordinal) { ["count"] = hits.Count };
        return new Flag(FlagType.Profanity, Reason, confidence, details, hits.Spans(), hits.Any(hit => hit.Evasive));
    }
}
