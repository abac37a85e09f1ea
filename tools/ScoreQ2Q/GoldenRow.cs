using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steward.Tools.ScoreQ2Q;

/// <summary>One labelled text of a golden set; members that are not scored are ignored.</summary>
internal sealed record GoldenRow(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("locale")] string Locale,
    [property: JsonPropertyName("ground_truth")] GoldenLabels Truth);

/// <summary>The labels that people gave.</summary>
internal sealed record GoldenLabels(
    [property: JsonPropertyName("confidence_increase")] bool ConfidenceIncrease,
    [property: JsonPropertyName("confidence_decrease")] bool ConfidenceDecrease,
    [property: JsonPropertyName("belonging_increase")] bool BelongingIncrease,
    [property: JsonPropertyName("belonging_decrease")] bool BelongingDecrease,
    [property: JsonPropertyName("language_comfort")] string? LanguageComfort,
    [property: JsonPropertyName("employability_signals")] string[] EmployabilitySignals,
    [property: JsonPropertyName("risk_cues")] string[] RiskCues);

/// <summary>A named set of labelled texts.</summary>
internal sealed record GoldenSet(string Name, IReadOnlyList<GoldenRow> Rows)
{
    /// <summary>A set whose texts and labels share one file.</summary>
    public static GoldenSet Read(string path) => new(Path.GetFileNameWithoutExtension(path), [.. Lines<GoldenRow>(path)]);

    /// <summary>Sample texts and their labels, which are in files of their own: one set per style and language.</summary>
    public static IEnumerable<GoldenSet> ReadSamples(string texts, string labels)
    {
        var byId = Lines<SampleLabels>(labels).ToDictionary(row => row.Id, StringComparer.Ordinal);
        return Lines<SampleText>(texts)
            .Where(text => byId.ContainsKey(text.Id))
            .GroupBy(text => $"samples_{byId[text.Id].Set}_{text.Locale}")
            .OrderBy(set => set.Key, StringComparer.Ordinal)
            .Select(set => new GoldenSet(set.Key, [.. set.Select(text => new GoldenRow(text.Id, text.Text, text.Locale, byId[text.Id].Truth))]));
    }

    private static IEnumerable<T> Lines<T>(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(line =>
            JsonSerializer.Deserialize<T>(line) ?? throw new InvalidDataException("A line holds null instead of an object."));

    private sealed record SampleText(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("text")] string Text,
        [property: JsonPropertyName("locale")] string Locale);

    private sealed record SampleLabels(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("set")] string Set,
        [property: JsonPropertyName("ground_truth")] GoldenLabels Truth);
}
