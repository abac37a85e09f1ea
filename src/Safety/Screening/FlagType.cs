using System.Text.Json.Serialization;

namespace Steward.Safety.Screening;

/// <summary>What a flag is about. On the wire the names are in lower case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FlagType>))]
public enum FlagType
{
    /// <summary>Swear words, sexual words and slurs.</summary>
    [JsonStringEnumMemberName("profanity")]
    Profanity,

    /// <summary>Shouting, repetition, rows of punctuation or emoji.</summary>
    [JsonStringEnumMemberName("spam")]
    Spam,

    /// <summary>Personal data. It warns and never makes a text unsafe.</summary>
    [JsonStringEnumMemberName("pii")]
    Pii,

    /// <summary>Hate, violence, self-harm or harassment; the details say which.</summary>
    [JsonStringEnumMemberName("toxicity")]
    Toxicity,
}
