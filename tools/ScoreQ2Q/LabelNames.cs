using Steward.Impact.Q2Q;

namespace Steward.Tools.ScoreQ2Q;

/// <summary>Labels as flat names, so that every kind of label is scored the same way.</summary>
internal static class LabelNames
{
    /// <summary>All names in the order of the report.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Q2QVocabulary.Changes,
        .. Q2QVocabulary.ComfortLevels.Select(Comfort),
        .. Q2QVocabulary.EmployabilitySignals,
        .. Q2QVocabulary.RiskCues,
    ];

    public static HashSet<string> Of(GoldenLabels truth) => Of(
        [truth.ConfidenceIncrease, truth.ConfidenceDecrease, truth.BelongingIncrease, truth.BelongingDecrease],
        truth.LanguageComfort, truth.EmployabilitySignals, truth.RiskCues);

    public static HashSet<string> Of(Q2QLabels labels) => Of(
        [labels.ConfidenceIncrease, labels.ConfidenceDecrease, labels.BelongingIncrease, labels.BelongingDecrease],
        labels.LanguageComfort, labels.EmployabilitySignals, labels.RiskCues);

    // The golden sets know no "not mentioned": they call it medium, so an absent level counts as medium on both sides.
    private static HashSet<string> Of(bool[] changes, string? comfort, string[] signals, string[] cues) =>
    [
        .. Q2QVocabulary.Changes.Where((_, index) => changes[index]),
        Comfort(comfort ?? "medium"),
        .. signals,
        .. cues,
    ];

    private static string Comfort(string level) => $"{Q2QVocabulary.LanguageComfort}:{level}";
}
