using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Steward.Impact.Q2Q;

/// <summary>An exact quote from the feedback and the label that it supports.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceSnippet
{
    /// <summary>The quoted words, character for character as in the feedback; 1 to 1,000 UTF-16 units.</summary>
    [Description("Words quoted exactly from the feedback, without any change.")]
    [JsonPropertyName("snippet")]
    public required string Snippet { get; init; }

    /// <summary>The supported label, one of <see cref="Q2QVocabulary.EvidenceLabels"/>.</summary>
    [Description("The label this quote supports: confidence_increase, confidence_decrease, belonging_increase, belonging_decrease, "
        + "language_comfort, or the name of one of the employability_signals or risk_cues you give.")]
    [JsonPropertyName("label_type")]
    public required string LabelType { get; init; }

    /// <summary>Why the quote supports the label, in at most 500 UTF-16 units.</summary>
    [Description("One short sentence in English: why the quote supports the label.")]
    [JsonPropertyName("reasoning")]
    public required string Reasoning { get; init; }

    /// <summary>Where the quote starts in the feedback, in UTF-16 units from 0.</summary>
    [Description("Position of the first quoted character, counted from 0. Give 0 if you are not sure: the server finds the quote.")]
    [JsonPropertyName("position_start")]
    public required int PositionStart { get; init; }

    /// <summary>Where the quote ends in the feedback: the position after its last UTF-16 unit.</summary>
    [Description("Position after the last quoted character. Give 0 if you are not sure.")]
    [JsonPropertyName("position_end")]
    public required int PositionEnd { get; init; }
}
