namespace Steward.Impact.Evaluations;

/// <summary>The four numbers of an evaluation, 0 to 1; null where nothing was judged.</summary>
/// <param name="Accuracy">Judgements that were right ÷ all judgements. Most labels of most texts are absent, so it is high for whatever says nothing: look at the others.</param>
/// <param name="Precision">Mean over the labels.</param>
/// <param name="Recall">Mean over the labels.</param>
/// <param name="F1Score">Mean over the labels.</param>
internal sealed record EvaluationMetrics(double? Accuracy, double? Precision, double? Recall, double? F1Score);

/// <summary>One class of a label. Precision is null where it was never given, recall where it was never expected.</summary>
internal sealed record ClassReport(string Class, int Expected, int Given, double? Precision, double? Recall, double? F1Score);

/// <summary>
/// How well one label was given. Of a label that is true or false the numbers are those of <c>true</c>; of one with more classes they are the means of its
/// classes. <paramref name="Matrix"/> has a row for each expected class and a column for each given one, both in the order of <paramref name="Classes"/>.
/// </summary>
internal sealed record LabelReport(
    string Label, int Judged, double? Accuracy, double? Precision, double? Recall, double? F1Score, IReadOnlyList<string> Classes,
    IReadOnlyList<IReadOnlyList<int>> Matrix, IReadOnlyList<ClassReport> ByClass);

/// <summary>What a run found.</summary>
/// <param name="Metrics">Over all labels.</param>
/// <param name="Judged">Judgements: labels that somebody had given, of texts that were classified.</param>
/// <param name="WhollyRight">Texts of which every judged label was right.</param>
/// <param name="Labels">Labels that were judged at least once.</param>
internal sealed record EvaluationReport(EvaluationMetrics Metrics, int Judged, int WhollyRight, IReadOnlyList<LabelReport> Labels)
{
    /// <summary>
    /// Compares what was expected of texts with what was given. A mean runs over the labels, or classes, that were expected or given at all; a precision or
    /// recall of one of them that has no value (never given, never expected) counts 0 in it, as the F1 of that label does.
    /// </summary>
    public static EvaluationReport Of(IReadOnlyCollection<(IReadOnlyDictionary<string, string> Expected, IReadOnlyDictionary<string, string> Given)> texts)
    {
        var matrices = EvaluatedLabels.All.Select(label => (Label: label.Key, Matrix: new ConfusionMatrix(label.Value))).ToList();
        foreach (var (label, matrix) in matrices)
        foreach (var (expected, given) in texts)
            if (expected.TryGetValue(label, out var right)) matrix.Add(right, given[label]);
        var judged = matrices.Where(m => m.Matrix.Total > 0).ToList();
        var labels = judged.Select(m => LabelOf(m.Label, m.Matrix)).ToList();
        var (all, hits) = (judged.Sum(m => m.Matrix.Total), judged.Sum(m => m.Matrix.Right));
        var seen = labels.Where(l => l.F1Score is not null).ToList();
        return new EvaluationReport(
            new EvaluationMetrics(all == 0 ? null : Rounded((double)hits / all), Rounded(Mean(seen.Select(l => l.Precision))), Rounded(Mean(seen.Select(l => l.Recall))), Rounded(Mean(seen.Select(l => l.F1Score)))),
            all, texts.Count(text => IsRight(text.Expected, text.Given)), [.. labels.Select(Rounded)]);
    }

    /// <summary>True where every label that was expected was given so.</summary>
    public static bool IsRight(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> given) => expected.All(label => given[label.Key] == label.Value);

    private static LabelReport LabelOf(string label, ConfusionMatrix matrix)
    {
        var classes = matrix.Classes.Select(c => new ClassReport(c, matrix.Expected(c), matrix.Given(c), matrix.Precision(c), matrix.Recall(c), matrix.F1(c))).ToList();
        // Of yes and no only yes is looked for.
        var counted = matrix.Classes.Count == 2 ? [classes[1]] : classes.Where(c => c.F1Score is not null).ToList();
        return new LabelReport(label, matrix.Total, matrix.Accuracy, MeanOf(counted, c => c.Precision), MeanOf(counted, c => c.Recall), MeanOf(counted, c => c.F1Score), matrix.Classes, matrix.Counts, classes);
    }

    private static double? MeanOf(List<ClassReport> classes, Func<ClassReport, double?> value) => classes.Count == 1 ? value(classes[0]) : Mean(classes.Select(value));

    private static double? Mean(IEnumerable<double?> values) => values.Select(v => v ?? 0).DefaultIfEmpty(double.NaN).Average() is var mean && double.IsNaN(mean) ? null : mean;

    private static LabelReport Rounded(LabelReport label) => label with
    {
        Accuracy = Rounded(label.Accuracy), Precision = Rounded(label.Precision), Recall = Rounded(label.Recall), F1Score = Rounded(label.F1Score),
        ByClass = [.. label.ByClass.Select(c => c with { Precision = Rounded(c.Precision), Recall = Rounded(c.Recall), F1Score = Rounded(c.F1Score) })],
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
