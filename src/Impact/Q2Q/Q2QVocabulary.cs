using System.Collections.Frozen;

namespace Steward.Impact.Q2Q;

/// <summary>The closed lists of label names: what the engine may give and what an answer from a model is checked against.</summary>
internal static class Q2QVocabulary
{
    public const string ConfidenceIncrease = "confidence_increase";
    public const string ConfidenceDecrease = "confidence_decrease";
    public const string BelongingIncrease = "belonging_increase";
    public const string BelongingDecrease = "belonging_decrease";
    public const string LanguageComfort = "language_comfort";
    public const string UnknownLanguage = "unknown";

    public static readonly IReadOnlyList<string> Changes =
        [ConfidenceIncrease, ConfidenceDecrease, BelongingIncrease, BelongingDecrease];

    public static readonly IReadOnlyList<string> ComfortLevels = ["low", "medium", "high"];

    public static readonly IReadOnlyList<string> EmployabilitySignals =
    [
        "job_search", "skills_gained", "networking", "resume_improvement",
        "interview_prep", "certification", "portfolio_building", "career_goal_setting",
    ];

    public static readonly IReadOnlyList<string> RiskCues =
    [
        "isolation", "frustration", "disengagement", "anxiety",
        "dropout_indication", "confusion", "negative_self_talk", "lack_of_support",
    ];

    public static readonly IReadOnlyList<string> Topics = ["CV", "interview", "PM", "dev", "networking", "mentorship"];

    public static readonly IReadOnlyList<string> Languages = ["en", "uk", "no", UnknownLanguage];

    /// <summary>Names that evidence may support: the four changes, language comfort, each signal and each risk cue.</summary>
    public static readonly FrozenSet<string> EvidenceLabels =
        Changes.Append(LanguageComfort).Concat(EmployabilitySignals).Concat(RiskCues).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The stated locale as one of the three languages of the engine, or null.</summary>
    public static string? LanguageOf(string? locale)
    {
        var primary = locale?.Split('-', '_')[0].Trim().ToLowerInvariant();
        return primary switch
        {
            "en" => "en",
            "uk" or "ua" => "uk",
            "no" or "nb" or "nn" => "no",
            _ => null,
        };
    }
}
