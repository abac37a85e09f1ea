using System.Globalization;
using Steward.Tools.ScorePii;

// Scores the recognition of personal data and writes docs/reports/pii.md; prints what was missed or wrong. Runs in the root of the repository.
// Usage: ScorePii [date yyyy-MM-dd] [file of JSON lines with "text" and "spans"]
const string Target = "docs/reports/pii.md";
const string Sentences = "tools/ScorePii/sentences.txt";
const string FirstReading = "tools/ScorePii/first-reading.md";

var date = args.ElementAtOrDefault(0) is { } given
    ? DateOnly.ParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture)
    : DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
var file = args.ElementAtOrDefault(1) ?? "../shared/data/safety/pii-synthetic.jsonl";
if (!File.Exists(Sentences) || !File.Exists(file))
{
    Console.Error.WriteLine($"{(File.Exists(Sentences) ? file : Sentences)} is not here: run this in the root of the repository, with the reference sentences.");
    return 2;
}

var (reference, sentences) = (MarkedText.ReadReference(file), MarkedText.ReadSentences(Sentences));
// Dates of birth are marked as dates there, without saying whose.
var (their, theirMisses) = KindScore.Of(reference);
var (ours, ourMisses) = KindScore.Of(sentences);
var first = File.Exists(FirstReading) ? File.ReadAllText(FirstReading) : "";
File.WriteAllText(Target, Report.Write(date, [.. their.Where(score => score.Marked > 0)], ours, [.. reference.Concat(sentences).Select(text => text.Text)], first));
foreach (var miss in theirMisses.Where(miss => !miss.StartsWith("missed name", StringComparison.Ordinal) && !miss.StartsWith("missed address", StringComparison.Ordinal)).Concat(ourMisses))
{
    Console.WriteLine(miss.ReplaceLineEndings("\\n"));
}

return 0;
