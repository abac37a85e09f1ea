using Steward.Impact.Q2Q;

namespace Impact.Tests.Q2Q;

/// <summary>Labels to start from.</summary>
internal static class Labels
{
    public static Q2QLabels None { get; } = new()
    {
        ConfidenceIncrease = false,
        ConfidenceDecrease = false,
        BelongingIncrease = false,
        BelongingDecrease = false,
        LanguageComfort = null,
        EmployabilitySignals = [],
        RiskCues = [],
        Topics = [],
        Evidence = [],
        Language = "en",
    };

    /// <summary>The nth quote, with words of its own.</summary>
    public static EvidenceSnippet Quote(string label, int n) => Quote(label, $"words {n}", n * 10);

    public static EvidenceSnippet Quote(string label, string snippet, int start) => new()
    {
        Snippet = snippet,
        LabelType = label,
        Reasoning = "It says so.",
        PositionStart = start,
        PositionEnd = start + snippet.Length,
    };
}
