using System.Text.Json;
using Steward.Impact.Evaluations;
using Steward.Impact.Q2Q;

namespace Steward.Impact.Drift;

/// <summary>Classified texts of a period, counted by language, label and class.</summary>
internal sealed class LabelCounts
{
    public const string AllLanguages = "all";
    private readonly Dictionary<(string Language, string Label, string Class), int> _counts = [];
    private readonly Dictionary<string, int> _texts = [];

    /// <summary>The languages that texts were in, and all together.</summary>
    public IReadOnlyCollection<string> Languages => _texts.Keys;

    /// <summary>Counts one text, by its labels as they are stored.</summary>
    public void Add(string labels)
    {
        var read = JsonSerializer.Deserialize<Q2QLabels>(labels, JsonSerializerOptions.Web)!;
        foreach (var language in (string[])[AllLanguages, read.Language]) _texts[language] = _texts.GetValueOrDefault(language) + 1;
        foreach (var (label, value) in EvaluatedLabels.Of(read))
        foreach (var language in (string[])[AllLanguages, read.Language])
            _counts[(language, label, value)] = _counts.GetValueOrDefault((language, label, value)) + 1;
    }

    /// <summary>How many texts were in a language.</summary>
    public int Texts(string language) => _texts.GetValueOrDefault(language);

    /// <summary>How many of them had each class of a label.</summary>
    public int[] Of(string language, KeyValuePair<string, string[]> label) => [.. label.Value.Select(c => _counts.GetValueOrDefault((language, label.Key, c)))];
}
