using System.Globalization;
using System.Text;

namespace Steward.Tools.ScorePii;

/// <summary>Writes what was measured.</summary>
internal static class Report
{
    public static string Write(DateOnly date, IReadOnlyList<KindScore> reference, IReadOnlyList<KindScore> sentences, IReadOnlyList<string> texts, string firstReading)
    {
        var report = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Personal data: what the rules find, and how fast

            Date {date:yyyy-MM-dd}. Written by `tools/ScorePii`. A find counts as right where it overlaps a mark of its kind.


            """));
        report.Append("## Reference sentences\n\nSynthetic sentences marked by others. They mark every name and every line of an address; the rules look for names that a\n"
            + "phrase introduces and for streets with a number, so their recall is low by intent.\n\n");
        Table(report, reference);
        report.Append("\n## Sentences of ours\n\nWritten for this project (`tools/ScorePii/sentences.txt`), a quarter of them without personal data. The rules were mended on their account, so these\n"
            + "figures are an upper bound. ").Append(firstReading.Trim()).Append("\n\n");
        Table(report, sentences);
        report.Append(CultureInfo.InvariantCulture, $"\n## Random numbers\n\nOf {RandomNumbers.Count:N0} numbers of each length, in one piece and with no word beside them that names them:\n\n| digits | taken for personal data | for which |\n|---|---|---|\n");
        for (var digits = 8; digits <= 16; digits++)
        {
            var (share, kinds) = RandomNumbers.Taken(digits);
            report.Append(CultureInfo.InvariantCulture, $"| {digits} | {share:0.00%} | {kinds} |\n");
        }

        report.Append(CultureInfo.InvariantCulture, $"\n## Speed\n\nOne core, the best of five rounds. The sentences of both sets, which are full of finds: {Speed.MegabytesASecond(texts):0} MB a second; prose without a digit: {Speed.MegabytesASecond([Speed.Prose]):0} MB a second. A million characters of\n\n| text | milliseconds |\n|---|---|\n");
        foreach (var (name, piece) in Speed.Hostile)
        {
            report.Append(CultureInfo.InvariantCulture, $"| {name} | {Speed.Milliseconds(piece):0} |\n");
        }

        return report.ToString();
    }

    private static void Table(StringBuilder report, IReadOnlyList<KindScore> scores)
    {
        report.Append("| kind | marked | found | precision | recall | of these to the character |\n|---|---|---|---|---|---|\n");
        foreach (var score in scores)
        {
            report.Append(CultureInfo.InvariantCulture, $"| {score.Kind} | {score.Marked} | {score.Found} | {score.Precision:0.000} | {score.Recall:0.000} | {score.Exact} |\n");
        }
    }
}
