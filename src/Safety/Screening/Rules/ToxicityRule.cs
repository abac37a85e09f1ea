namespace Steward.Safety.Screening.Rules;

/// <summary>
/// Threats, hate, self-harm and harassment by phrase. A hateful phrase in quotation marks, or behind a word that reports what others say,
/// stays below the medium threshold: rules cannot tell quoting from meaning, and those who object to hate quote it.
/// </summary>
internal static class ToxicityRule
{
    private const string Reason = "Toxic content detected in text";
    private const double Quoted = .45;
    private const double Most = .95;
    private const int ReportReach = 60;

    public static Flag? Check(ReadOnlySpan<char> text, Findings findings)
    {
        var hits = findings.Toxicity;
        if (hits.Count == 0)
        {
            return null;
        }

        var surest = hits[0];
        var confidence = 0.0;
        foreach (var hit in hits)
        {
            var own = Confidence(text, hit, findings.Reports);
            (surest, confidence) = own > confidence ? (hit, own) : (surest, confidence);
        }

        if (confidence > Quoted)
        {
            confidence = Math.Min(Most, Math.Round(confidence + (.05 * (hits.Count - 1)), 2));
        }

        var details = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["category"] = surest.Term.Category.Name(),
            ["categories"] = hits.Select(hit => hit.Term.Category).Distinct().Order().Select(CategoryNames.Name).ToArray(),
            ["count"] = hits.Count,
        };
        return new Flag(FlagType.Toxicity, Reason, confidence, details, hits.Spans(), hits.Any(hit => hit.Evasive));
    }

    private static double Confidence(ReadOnlySpan<char> text, Hit hit, IReadOnlyList<int> reports)
    {
        var confidence = hit.Term.Severity switch { 1 => .4, 2 => .65, _ => .8 };
        return hit.Term.Category == Category.Hate && (IsReported(text, hit, reports) || Quotation.Around(text, hit))
            ? Math.Min(confidence, Quoted)
            : confidence;
    }

    private static bool IsReported(ReadOnlySpan<char> text, Hit hit, IReadOnlyList<int> reports)
    {
        foreach (var report in reports)
        {
            if (report < hit.Start && hit.Start - report <= ReportReach && !text[report..hit.Start].ContainsAny('.', '!', '?'))
            {
                return true;
            }
        }

        return false;
    }
}
