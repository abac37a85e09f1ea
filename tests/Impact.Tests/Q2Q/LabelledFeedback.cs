using System.Text.Json;
using System.Text.Json.Serialization;
using Steward.Impact.Q2Q;

namespace Impact.Tests.Q2Q;

/// <summary>A text and its language.</summary>
internal sealed record Sample(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("userId")] string UserId,
    [property: JsonPropertyName("locale")] string Locale);

/// <summary>Feedback files of the repository and of the data folder beside it.</summary>
internal static class LabelledFeedback
{
    public static IReadOnlyList<Sample> Samples() => [.. Lines<Sample>(Path.Combine(Root, "samples", "feedback.jsonl"))];

    /// <summary>A labelled reference set, or null where the data folder is absent.</summary>
    public static IReadOnlyList<GoldenText>? Reference(string language)
    {
        var path = Path.Combine(Root, "..", "shared", "data", "csr", $"q2q_feedback_{language}.jsonl");
        return File.Exists(path) ? [.. Lines<GoldenText>(path)] : null;
    }

    /// <summary>The samples of one language that carry labels.</summary>
    public static IReadOnlyList<GoldenText> LabelledSamples(string language)
    {
        var truths = Lines<GoldenText>(Path.Combine(Root, "tools", "ScoreQ2Q", "feedback.labels.jsonl")).ToDictionary(row => row.Id);
        return [.. Samples().Where(s => s.Locale == language && truths.ContainsKey(s.Id)).Select(s => truths[s.Id] with { Text = s.Text, Locale = language })];
    }

    /// <summary>Mean F1 over the labels that occur or were given; an absent language comfort counts as medium, as in the reference sets.</summary>
    public static double MacroF1(IEnumerable<GoldenText> texts)
    {
        var answers = texts
            .Select(text => (Due: text.Truth.Names(), Given: Names(Q2QEngine.Classify(new Q2QRequest(text.Text, text.Locale)))))
            .ToArray();
        return answers.SelectMany(answer => answer.Due.Union(answer.Given)).Distinct().Average(label =>
        {
            var right = answers.Count(a => a.Due.Contains(label) && a.Given.Contains(label));
            return 2.0 * right / (answers.Count(a => a.Due.Contains(label)) + answers.Count(a => a.Given.Contains(label)));
        });
    }

    private static string Root { get; } = FindRoot();

    private static HashSet<string> Names(Q2QLabels labels) =>
        new GoldenTruth(
            labels.ConfidenceIncrease, labels.ConfidenceDecrease, labels.BelongingIncrease, labels.BelongingDecrease, labels.LanguageComfort,
            labels.EmployabilitySignals, labels.RiskCues).Names();

    private static IEnumerable<T> Lines<T>(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<T>(line)!);

    private static string FindRoot([System.Runtime.CompilerServices.CallerFilePath] string source = "")
    {
        var starts = new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source)! };
        foreach (var start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "samples", "feedback.jsonl")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException("samples/feedback.jsonl was not found above the tests.");
    }
}

/// <summary>A text with the labels that people gave.</summary>
internal sealed record GoldenText(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("locale")] string? Locale,
    [property: JsonPropertyName("ground_truth")] GoldenTruth Truth);

/// <summary>The labels that people gave, by name.</summary>
internal sealed record GoldenTruth(
    [property: JsonPropertyName("confidence_increase")] bool ConfidenceIncrease,
    [property: JsonPropertyName("confidence_decrease")] bool ConfidenceDecrease,
    [property: JsonPropertyName("belonging_increase")] bool BelongingIncrease,
    [property: JsonPropertyName("belonging_decrease")] bool BelongingDecrease,
    [property: JsonPropertyName("language_comfort")] string? LanguageComfort,
    [property: JsonPropertyName("employability_signals")] string[] EmployabilitySignals,
    [property: JsonPropertyName("risk_cues")] string[] RiskCues)
{
    public HashSet<string> Names()
    {
        bool[] changes = [ConfidenceIncrease, ConfidenceDecrease, BelongingIncrease, BelongingDecrease];
        return
        [
            .. Q2QVocabulary.Changes.Where((_, index) => changes[index]),
            "language_comfort:" + (LanguageComfort ?? "medium"),
            .. EmployabilitySignals,
            .. RiskCues,
        ];
    }
}
