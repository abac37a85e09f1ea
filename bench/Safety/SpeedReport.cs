using System.Runtime.InteropServices;
using System.Text;

namespace Steward.Bench.Safety;

/// <summary>The report on speed and on quality beside the peers.</summary>
internal static class SpeedReport
{
    public static string Write(
        IReadOnlyList<Case> cases, IReadOnlyList<Judged> judged, IReadOnlyList<(int Length, double[] Milliseconds)> latencies,
        (double Rate, double Memory) lines, IReadOnlyList<(string Name, double Milliseconds)> hostile)
    {
        var text = new StringBuilder();
        text.Append($"""
            # Screening beside npm filters

            Written by `bench/Safety --speed`, one thread each on the same {cases.Count} texts, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}. Ours runs
            all detectors (profanity, spam, personal data, toxicity, languages) and gives spans and scores; the peers answer yes or no to profanity. Flagged counts.

            | filter | texts a second | precision, profanity | recall, profanity | F1 | innocent words and phrases flagged |
            |---|---|---|---|---|---|

            """);
        foreach (var filter in judged)
        {
            var rows = cases.Select((c, at) => (Case: c, Flagged: filter.Flagged[at])).ToList();
            var profanity = rows.Where(row => row.Case.File == "profanity cases").ToList();
            var hits = profanity.Count(row => row.Flagged && row.Case.Bad);
            var precision = (double)hits / Math.Max(1, profanity.Count(row => row.Flagged));
            var recall = (double)hits / profanity.Count(row => row.Case.Bad);
            var innocent = rows.Where(row => row.Case.File.StartsWith("innocent", StringComparison.Ordinal)).Average(row => row.Flagged ? 100.0 : 0);
            text.Append($"| {filter.Name} | {filter.PerSecond:0} | {precision:0.000} | {recall:0.000} | {2 * precision * recall / (precision + recall):0.000} | {innocent:0.00} % |\n");
        }

        text.Append($"\nOurs judges {judged[0].PerSecond / judged[1].PerSecond:0.0} times as many texts a second as {judged[1].Name}.\n\n| characters | p50 ms | p99 ms | longest |\n|---|---|---|---|\n");
        foreach (var (length, ms) in latencies) text.Append($"| {length} | {ms[ms.Length / 2]:0.000} | {ms[ms.Length * 99 / 100]:0.000} | {ms[^1]:0.0} |\n");
        text.Append($"\n`steward screen`, 50 MB of lines from memory: {lines.Rate:0.0} MB/s; {lines.Memory:0.0} MB more alive after it than before.\n");
        text.Append("\nTexts of a megabyte made to be slow, milliseconds for 10,000 characters, the five slowest:\n\n| repeated | ms |\n|---|---|\n");
        foreach (var (name, ms) in hostile.Take(5)) text.Append($"| `{string.Concat(name.Select(c => c < 127 ? c.ToString() : $"\\u{(int)c:X4}")).Replace("|", "\\|", StringComparison.Ordinal)}` | {ms:0.0} |\n");
        return text.ToString();
    }
}
