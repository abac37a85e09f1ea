using System.Text.Json;
using Steward.Impact.Q2Q;
using Steward.Platform.Errors;

namespace Steward.Impact.Evaluations;

/// <summary>
/// Labels as they are judged: each is a class of a short list. Most are <c>true</c> or <c>false</c>; <c>language_comfort</c> and <c>language</c> have more. A topic
/// is written <c>topic:CV</c>, since <c>networking</c> is a signal too.
/// </summary>
internal static class EvaluatedLabels
{
    public const string Yes = "true";
    public const string No = "false";
    public const string None = "none";
    public const string Language = "language";

    private static readonly string[] YesOrNo = [No, Yes];

    /// <summary>Several labels in one member: a list of those that hold; all others of it do not.</summary>
    private static readonly Dictionary<string, (string Prefix, IReadOnlyList<string> Names)> Groups = new()
    {
        ["employability_signals"] = ("", Q2QVocabulary.EmployabilitySignals),
        ["risk_cues"] = ("", Q2QVocabulary.RiskCues),
        ["topics"] = ("topic:", Q2QVocabulary.Topics),
    };

    /// <summary>Every label with its classes, in the order of reports.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string[]>> All =
    [
        .. Q2QVocabulary.Changes.Select(label => KeyValuePair.Create(label, YesOrNo)),
        KeyValuePair.Create<string, string[]>(Q2QVocabulary.LanguageComfort, [None, .. Q2QVocabulary.ComfortLevels]),
        .. Groups.Values.SelectMany(g => g.Names.Select(name => KeyValuePair.Create(g.Prefix + name, YesOrNo))),
        KeyValuePair.Create<string, string[]>(Language, [.. Q2QVocabulary.Languages]),
    ];

    private static readonly Dictionary<string, string[]> Classes = new(All);

    /// <summary>What an answer says of every label.</summary>
    public static Dictionary<string, string> Of(Q2QLabels labels)
    {
        HashSet<string> given = [.. labels.EmployabilitySignals, .. labels.RiskCues, .. labels.Topics.Select(topic => "topic:" + topic)];
        if (labels.ConfidenceIncrease) given.Add(Q2QVocabulary.ConfidenceIncrease);
        if (labels.ConfidenceDecrease) given.Add(Q2QVocabulary.ConfidenceDecrease);
        if (labels.BelongingIncrease) given.Add(Q2QVocabulary.BelongingIncrease);
        if (labels.BelongingDecrease) given.Add(Q2QVocabulary.BelongingDecrease);
        return All.ToDictionary(label => label.Key, label => label.Key switch
        {
            Q2QVocabulary.LanguageComfort => labels.LanguageComfort ?? None,
            Language => labels.Language,
            _ => given.Contains(label.Key) ? Yes : No,
        });
    }

    /// <summary>
    /// What somebody expects of a text. A label that is not named, null or an empty text is not judged. A group (<c>employability_signals</c>, <c>risk_cues</c>,
    /// <c>topics</c>) is a list, or a text with semicolons, and is judged as a whole; <c>none</c> is the empty list.
    /// </summary>
    /// <param name="labels">The labels with their values.</param>
    /// <param name="pointer">Where a label stands in the body.</param>
    /// <param name="check">Is told what is wrong.</param>
    public static Dictionary<string, string> Read(IEnumerable<KeyValuePair<string, JsonElement>> labels, Func<string, string> pointer, Check check)
    {
        var expected = new Dictionary<string, string>();
        foreach (var (name, value) in labels)
        {
            if (value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0)) continue;
            if (Groups.TryGetValue(name, out var group)) ReadGroup(group, value, pointer(name), expected, check);
            else if (!Classes.TryGetValue(name, out var classes)) check.That(false, pointer(name), "invalid", "There is no such label.");
            else if (TextOf(value) is { } text && classes.Contains(text)) expected[name] = text;
            else check.That(false, pointer(name), "invalid", $"One of {string.Join(", ", classes)} is required.");
        }

        return expected;
    }

    private static void ReadGroup((string Prefix, IReadOnlyList<string> Names) group, JsonElement value, string pointer, Dictionary<string, string> expected, Check check)
    {
        var given = value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Select(TextOf).ToList(),
            JsonValueKind.String when value.GetString() == None => [],
            JsonValueKind.String => [.. value.GetString()!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            _ => [null],
        };
        check.That(given.TrueForAll(name => name is not null && group.Names.Contains(name)), pointer, "invalid", $"A list of {string.Join(", ", group.Names)} is required.");
        foreach (var name in group.Names) expected[group.Prefix + name] = given.Contains(name) ? Yes : No;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => Yes,
        JsonValueKind.False => No,
        JsonValueKind.String => value.GetString(),
        _ => null,
    };
}
