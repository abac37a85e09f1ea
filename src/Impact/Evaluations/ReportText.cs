using System.Globalization;
using System.Text;
using Steward.Gateway;

namespace Steward.Impact.Evaluations;

/// <summary>A run's report for people: the numbers, one line a label, then the confusion matrices.</summary>
internal static class ReportText
{
    public static string Write(EvaluationRun run, EvaluationReport report)
    {
        var text = new StringBuilder();
        Line(text, $"{run.DatasetName}: {run.Provider}/{run.Model}, prompt {run.PromptVersion}");
        Line(text, $"{run.Samples} texts: {run.Classified} judged, {run.Held} held by screening, {run.Failed} without a usable answer");
        Line(text, $"{report.WhollyRight} wholly right; cost ${Money.UsdShown(run.CostPico)}, {run.Tokens} tokens");
        Line(text, $"accuracy {Number(report.Metrics.Accuracy)}  precision {Number(report.Metrics.Precision)}  recall {Number(report.Metrics.Recall)}  F1 {Number(report.Metrics.F1Score)}");
        text.Append('\n');
        Line(text, $"{"label",-24} {"judged",7} {"prec.",7} {"recall",7} {"F1",7}");
        foreach (var label in report.Labels)
            Line(text, $"{label.Label,-24} {label.Judged,7} {Number(label.Precision),7} {Number(label.Recall),7} {Number(label.F1Score),7}");
        foreach (var label in report.Labels) WriteMatrix(text, label);
        return text.ToString();
    }

    private static void WriteMatrix(StringBuilder text, LabelReport label)
    {
        text.Append('\n');
        Line(text, $"{label.Label}: expected (rows), given (columns)");
        Line(text, $"{"",-10}{string.Concat(label.Classes.Select(c => $"{c,9}"))}");
        foreach (var (row, name) in label.Matrix.Zip(label.Classes)) Line(text, $"{name,-10}{string.Concat(row.Select(n => $"{n,9}"))}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
