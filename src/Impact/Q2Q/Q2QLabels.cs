using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Steward.Impact.Q2Q;

/// <summary>
/// What a piece of feedback says about its writer, as labels with closed vocabularies. Every label but the topics is backed by a quote in
/// <see cref="Evidence"/>; a label that nothing in the text supports is false, null or absent, never guessed.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Q2QLabels
{
    /// <summary>The writer has gained confidence: says so, or tells of something achieved, understood or dared.</summary>
    [Description("True if the writer has become more confident: says so, achieved or understood something, or looks ahead with a plan.")]
    [JsonPropertyName("confidence_increase")]
    public required bool ConfidenceIncrease { get; init; }

    /// <summary>The writer has lost confidence or doubts being able to go on.</summary>
    [Description("True if the writer has lost confidence, doubts their ability or feels unable to cope.")]
    [JsonPropertyName("confidence_decrease")]
    public required bool ConfidenceDecrease { get; init; }

    /// <summary>The writer feels more part of the group, is supported or thanks those who helped.</summary>
    [Description("True if the writer feels part of a group, is welcomed or supported by people, or thanks those who helped.")]
    [JsonPropertyName("belonging_increase")]
    public required bool BelongingIncrease { get; init; }

    /// <summary>The writer feels left out, alone or without support.</summary>
    [Description("True if the writer feels left out, alone, unwelcome or abandoned.")]
    [JsonPropertyName("belonging_decrease")]
    public required bool BelongingDecrease { get; init; }

    /// <summary>Ease in the language of the programme: <c>low</c>, <c>medium</c> or <c>high</c>; null if the text gives no sign of it.</summary>
    [Description("How at ease the writer is in the programme's language: low, medium or high. Null if the text gives no sign of it.")]
    [JsonPropertyName("language_comfort")]
    public required string? LanguageComfort { get; init; }

    /// <summary>Steps towards work, each one of <see cref="Q2QVocabulary.EmployabilitySignals"/>, without repeats.</summary>
    [Description("Steps towards work named in the text, any of: job_search, skills_gained, networking, resume_improvement, "
        + "interview_prep, certification, portfolio_building, career_goal_setting. Empty if none.")]
    [JsonPropertyName("employability_signals")]
    public required string[] EmployabilitySignals { get; init; }

    /// <summary>Signs of trouble, each one of <see cref="Q2QVocabulary.RiskCues"/>, without repeats.</summary>
    [Description("Signs of trouble in the text, any of: isolation, frustration, disengagement, anxiety, dropout_indication, confusion, "
        + "negative_self_talk, lack_of_support. Empty if none.")]
    [JsonPropertyName("risk_cues")]
    public required string[] RiskCues { get; init; }

    /// <summary>What the text is about, each one of <see cref="Q2QVocabulary.Topics"/>, without repeats.</summary>
    [Description("What the text is about, any of: CV, interview, PM, dev, networking, mentorship. Empty if none.")]
    [JsonPropertyName("topics")]
    public required string[] Topics { get; init; }

    /// <summary>The quotes that support the labels; at most 64.</summary>
    [Description("At least one exact quote for every label given, except topics.")]
    [JsonPropertyName("evidence")]
    public required EvidenceSnippet[] Evidence { get; init; }

    /// <summary>The language of the text: <c>en</c>, <c>uk</c>, <c>no</c> or <c>unknown</c>.</summary>
    [Description("Language of the text: en, uk, no, or unknown.")]
    [JsonPropertyName("language")]
    public required string Language { get; init; }
}
