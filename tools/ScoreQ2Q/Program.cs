using System.Globalization;
using Steward.Tools.ScoreQ2Q;

// Scores the built-in engine on labelled feedback and writes docs/reports/q2q-builtin.md. Runs in the root of the repository.
// Usage: ScoreQ2Q [date yyyy-MM-dd] [folder with q2q_feedback_<language>.jsonl]
const string Target = "docs/reports/q2q-builtin.md";
const string Samples = "samples/feedback.jsonl";
const string SampleLabels = "tools/ScoreQ2Q/feedback.labels.jsonl";
const string FirstReading = "tools/ScoreQ2Q/first-reading.md";

var date = args.ElementAtOrDefault(0) is { } given
    ? DateOnly.ParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture)
    : DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
var folder = args.ElementAtOrDefault(1) ?? "../shared/data/csr";
if (!File.Exists(Samples))
{
    Console.Error.WriteLine($"No {Samples} here: run this in the root of the repository.");
    return 2;
}

var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "q2q_feedback_*.jsonl") : [];
if (files.Length == 0)
{
    Console.Error.WriteLine($"No q2q_feedback_<language>.jsonl in {folder}: the report would lack the reference sets.");
    return 2;
}

Evaluation[] evaluations =
[
    .. files.Order(StringComparer.Ordinal).Select(GoldenSet.Read).Concat(GoldenSet.ReadSamples(Samples, SampleLabels)).Select(Evaluation.Run),
];
Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
File.WriteAllText(Target, Report.Write(date, evaluations, File.ReadAllText(FirstReading)));
foreach (var set in evaluations)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: macro F1 {set.MacroF1:0.000}, micro F1 {set.Micro.F1:0.000}"));
}

return 0;
