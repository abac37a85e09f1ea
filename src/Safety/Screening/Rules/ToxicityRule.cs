namespace Steward.Safety.Screening.Rules;

/// <summary>
/// Threats, hate, self-harm and harassment by phrase: .4, .65 or .8 by severity, a twentieth more for each further hit, .95 at most. What is
/// framed stays at .45.
/// </summary>
internal static class ToxicityRule
{
    private const string Reason = "Toxic content detected in text";
    private const double Framed = .45;
    private const double Most = .95;

    public static Flag? Check(IReadOnlyList<Hit> hits)
    {
        if (hits.Count == 0)
        {
            return null;
        }

        var (surest, confidence) = (hits[0], Confidence(hits[0]));
        Span<double> byCategory = stackalloc double[(int)Category.Harassment + 1];
        for (var at = 0; at < hits.Count; at++)
        {
            var sure = Confidence(hits[at]);
            if (sure > confidence) (surest, confidence) = (hits[at], sure);
            ref var most = ref byCategory[(int)hits[at].Term.Category];
            most = Math.Max(most, sure);
        }

        var categories = new Dictionary<string, double>(1, StringComparer.Ordinal);
        for (var category = Category.Hate; category <= Category.Harassment; category++)
            if (byCategory[(int)category] > 0) categories[category.Name()] = byCategory[(int)category];
        if (confidence > Framed)
        {
            confidence = Math.Min(Most, Math.Round(confidence + (.05 * (hits.Count - 1)), 2));
        }

        var details = new Dictionary<string, object>(3, StringComparer.Ordinal)
        {
            ["category"] = surest.Term.Category.Name(),
            ["categories"] = categories,
            ["count"] = hits.Count,
        };
        return new Flag(FlagType.Toxicity, Reason, confidence, details, hits.Spans(), hits.AnyEvasive());
    }

    /// <summary>How sure one hit makes, 0 to 1.</summary>
    public static double Confidence(Hit hit)
    {
        var confidence = hit.Term.Severity switch { 1 => .4, 2 => .65, _ => .8 };
        return hit.Framed ? Math.Min(confidence, Framed) : confidence;
    }
}
