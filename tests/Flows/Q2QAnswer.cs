using System.Text.Json;

namespace Flows;

/// <summary>What a well-behaved model answers to a Q2Q request.</summary>
public sealed record Q2QAnswer
{
    public string[] Changes { get; init; } = [];
    public string? Comfort { get; init; }
    public string[] Signals { get; init; } = [];
    public string[] Risks { get; init; } = [];
    public (string Label, string Quote)[] Quotes { get; init; } = [];

    /// <summary>Gained confidence, with the quote for it.</summary>
    public static Q2QAnswer Confident(string quote) => new() { Changes = ["confidence_increase"], Quotes = [("confidence_increase", quote)] };

    public string Json() => JsonSerializer.Serialize(new
    {
        confidence_increase = Changes.Contains("confidence_increase"),
        confidence_decrease = Changes.Contains("confidence_decrease"),
        belonging_increase = Changes.Contains("belonging_increase"),
        belonging_decrease = Changes.Contains("belonging_decrease"),
        language_comfort = Comfort,
        employability_signals = Signals,
        risk_cues = Risks,
        topics = Array.Empty<string>(),
        evidence = Quotes.Select(q => new { snippet = q.Quote, label_type = q.Label, reasoning = "It says so.", position_start = 0, position_end = 0 }),
        language = "en",
    });
}
