using Steward.Moderation.Verdicts;

namespace Steward.Moderation.Rules;

/// <summary>The rules that come with the program. Those that find something critical cannot be overridden.</summary>
internal static class SystemRules
{
    private const int ManyLinks = 3, ManyMentions = 3, ManyHashtags = 5, Flood = 5;
    private const double MostCapitals = .7;

    /// <summary>All of them with what they look for.</summary>
    public static readonly IReadOnlyList<(string Id, string Name, string Severity)> All =
    [
        ("system-profanity", "Swear words: one low, two medium, three or more high", Severity.High), ("system-spam", "Spam patterns", Severity.Medium), ("system-pii", "Personal data", Severity.Low),
        ("system-hate", "Hate", Severity.Critical), ("system-violence", "Threats and violence", Severity.Critical), ("system-harassment", "Harassment", Severity.High),
        ("system-self-harm", "Self-harm: a person is to look, nothing is hidden", Severity.High), ("system-links", "More than three links", Severity.Medium),
        ("system-mentions", "More than three mentions", Severity.Medium), ("system-hashtags", "More than five hashtags", Severity.Low), ("system-capitals", "Mostly capitals", Severity.Low),
        ("system-repeated", "Almost the same text again within ten minutes", Severity.Medium), ("system-flood", "Five comments within ten minutes", Severity.Medium),
    ];

    /// <summary>What they find. Of authors who are trusted nothing counts as spam.</summary>
    public static IEnumerable<Violation> Of(SeenComment seen)
    {
        foreach (var finding in seen.Findings)
            if (!(seen.Trusted && finding.Category == "spam")) yield return From(finding);
        if (seen.Trusted) yield break;
        var (features, history) = (seen.Features, seen.History);
        if (features.Links > ManyLinks) yield return Spam("links", Severity.Medium, .8, $"{features.Links} links");
        if (features.Mentions > ManyMentions) yield return Spam("mentions", Severity.Medium, .7, $"{features.Mentions} mentions");
        if (features.Hashtags > ManyHashtags) yield return Spam("hashtags", Severity.Low, .6, $"{features.Hashtags} hashtags");
        // Screening counts shouting as spam already.
        if (features.Capitals > MostCapitals && seen.Findings.All(f => f.Category != "spam")) yield return Spam("capitals", Severity.Low, .6, "Mostly capitals");
        if (history.Alike > 0) yield return Spam("repeated", Severity.Medium, .85, $"Said {history.Alike + 1} times within ten minutes");
        if (history.Recent + 1 >= Flood) yield return Spam("flood", Severity.Medium, .8, $"{history.Recent + 1} comments within ten minutes");
    }

    private static Violation From(Finding finding) => finding.Category switch
    {
        "profanity" => new("system-profanity", "profanity", finding.Severity ?? By(finding, .6, .8, null), finding.Confidence, finding.Reason),
        "spam" => new("system-spam", "spam", finding.Severity ?? By(finding, .6, null, null), finding.Confidence, finding.Reason),
        "pii" => new("system-pii", "pii", Severity.Low, finding.Confidence, finding.Reason),
        "hate" => new("system-hate", "hate", finding.Severity ?? By(finding, null, .6, .8), finding.Confidence, finding.Reason),
        "violence" => new("system-violence", "violence", finding.Severity ?? By(finding, null, .6, .8), finding.Confidence, finding.Reason),
        // Somebody in need is not to be removed.
        "self_harm" => new("system-self-harm", "self_harm", Severity.High, finding.Confidence, finding.Reason, DecisionTable.Escalate),
        _ => new("system-harassment", "harassment", finding.Severity ?? By(finding, null, .6, null), finding.Confidence, finding.Reason),
    };

    private static string By(Finding finding, double? medium, double? high, double? critical) =>
        finding.Confidence >= critical ? Severity.Critical : finding.Confidence >= high ? Severity.High : finding.Confidence >= medium ? Severity.Medium : Severity.Low;

    private static Violation Spam(string name, string severity, double confidence, string reason) => new("system-" + name, "spam", severity, confidence, reason + ".");
}
