using System.Globalization;
using System.Text;

namespace Steward.Tools.ScoreQ2Q;

/// <summary>Writes evaluations as Markdown. Texts are never quoted: a miss is named by its id.</summary>
internal static class Report
{
    public static string Write(DateOnly date, IReadOnlyList<Evaluation> evaluations, string firstReading)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Q2Q: the built-in engine against labelled feedback

            Date {date:yyyy-MM-dd}. Written by `tools/ScoreQ2Q`; the engine is `builtin`, which reads cue phrases and uses no model.

            `q2q_feedback_*` are reference sets labelled by others; `samples_*` are the texts of `samples/feedback.jsonl`, written and labelled
            for this project (`tools/ScoreQ2Q/feedback.labels.jsonl`), "direct" ones that name what they mean and "indirect" ones that only
            imply it. All sets were at hand while the cue lists grew, so these figures are an upper bound; what text does that the engine has
            never met stands under "First reading". The reference sets call language comfort medium where nothing is said about it, so an absent
            level counts as medium here. Macro means run over the labels that occur in a set or were given.

            {firstReading.Trim()}

            ## All sets

            | set | texts | precision | recall | macro F1 | micro F1 | texts exactly right | answers whose evidence fails the validator |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (var set in evaluations)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {set.Name} | {set.Texts} | {set.MacroPrecision:0.000} | {set.MacroRecall:0.000} | ");
            text.Append(CultureInfo.InvariantCulture, $"{set.MacroF1:0.000} | {set.Micro.F1:0.000} | {set.Texts - set.Misses.Count} | {set.Unfounded} |\n");
        }

        foreach (var set in evaluations)
        {
            AppendLabels(text, set);
            AppendMisses(text, set);
        }

        return text.ToString();
    }

    private static void AppendLabels(StringBuilder text, Evaluation set)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {set.Name}\n\n| label | precision | recall | F1 | support |\n|---|---|---|---|---|\n");
        foreach (var label in set.Occurring)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {label.Label} | {label.Precision:0.00} | {label.Recall:0.00} | {label.F1:0.00} | {label.Support} |\n");
        }
    }

    private static void AppendMisses(StringBuilder text, Evaluation set)
    {
        text.Append("\n| text | missing | too many |\n|---|---|---|\n");
        foreach (var miss in set.Misses)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {miss.Id} | {string.Join(", ", miss.Missing)} | {string.Join(", ", miss.Extra)} |\n");
        }
    }
}
