namespace Steward.Impact.Evaluations;

/// <summary>Two completed runs of one data set: from the first to the second.</summary>
internal sealed record ComparisonResponse(bool Success, RunResponse Before, RunResponse After, decimal CostDifferenceUsd, RunComparison Comparison);

/// <summary>What changed in one label. <paramref name="Fixed"/> were wrong and are right, <paramref name="Broken"/> the other way round.</summary>
internal sealed record LabelChange(string Label, double? F1Before, double? F1After, int Fixed, int Broken);

/// <summary>A text that changed sides.</summary>
internal sealed record TextChange(int Number, string Change, IReadOnlyList<string> Labels);

/// <summary>What another run of the same data set changed.</summary>
/// <param name="Metrics">Differences, after less before; null where one of them has no value.</param>
/// <param name="Fixed">Texts that were not wholly right and are.</param>
/// <param name="Broken">Texts that were wholly right and are not.</param>
/// <param name="PValue">How often chance alone would divide the changed texts as unevenly (<see cref="ExactMcNemar"/>); 1 where none changed.</param>
/// <param name="Labels">Labels that were judged in either.</param>
/// <param name="Texts">The first 200 texts that changed sides, by number, with the labels whose class differs. Empty once the data set was deleted.</param>
internal sealed record RunComparison(
    EvaluationMetrics Metrics, int Fixed, int Broken, double PValue, IReadOnlyList<LabelChange> Labels, IReadOnlyList<TextChange> Texts)
{
    private const int MostTexts = 200;

    /// <summary>Compares texts that both runs have classified.</summary>
    public static RunComparison Of(EvaluationReport before, EvaluationReport after, IReadOnlyList<AnsweredText> first, IReadOnlyList<AnsweredText> second)
    {
        var both = first.Join(second, t => t.Number, t => t.Number, (b, a) => (b.Number, b.Expected, Before: b.Given, After: a.Given)).ToList();
        var sides = both.Select(t => (t.Number, Was: EvaluationReport.IsRight(t.Expected, t.Before), Is: EvaluationReport.IsRight(t.Expected, t.After),
            Labels: t.Expected.Keys.Where(label => t.Before[label] != t.After[label]).ToList())).Where(t => t.Was != t.Is).ToList();
        var labels = EvaluatedLabels.All.Select(label => label.Key).Where(label => before.Labels.Concat(after.Labels).Any(l => l.Label == label)).Select(label =>
        {
            var judged = both.Where(t => t.Expected.ContainsKey(label)).Select(t => (Was: t.Before[label] == t.Expected[label], Is: t.After[label] == t.Expected[label])).ToList();
            return new LabelChange(label, F1Of(before, label), F1Of(after, label), judged.Count(t => !t.Was && t.Is), judged.Count(t => t.Was && !t.Is));
        });
        var (gained, lost) = (sides.Count(t => t.Is), sides.Count(t => t.Was));
        return new RunComparison(Difference(before.Metrics, after.Metrics), gained, lost, Math.Round(ExactMcNemar(gained, lost), 4), [.. labels],
            [.. sides.Take(MostTexts).Select(t => new TextChange(t.Number, t.Is ? "fixed" : "broken", t.Labels))]);
    }

    /// <summary>
    /// McNemar's exact test, two-sided: 2 × Σ C(n, i) ÷ 2ⁿ for i from 0 to the smaller count, n being both together; at most 1. Source: Q. McNemar,
    /// Psychometrika 12 (1947), with the binomial distribution in place of χ².
    /// </summary>
    public static double ExactMcNemar(int gained, int lost)
    {
        var (n, smaller) = (gained + lost, Math.Min(gained, lost));
        // Logarithms: 2ⁿ of a thousand texts is beyond a double's range.
        var (sum, logTerm) = (0.0, -n * Math.Log(2));
        for (var i = 0; i <= smaller; i++)
        {
            sum += Math.Exp(logTerm);
            logTerm += Math.Log(n - i) - Math.Log(i + 1);
        }

        return Math.Min(1, 2 * sum);
    }

    private static double? F1Of(EvaluationReport report, string label) => report.Labels.FirstOrDefault(l => l.Label == label)?.F1Score;

    private static EvaluationMetrics Difference(EvaluationMetrics before, EvaluationMetrics after) => new(
        Rounded(after.Accuracy - before.Accuracy), Rounded(after.Precision - before.Precision), Rounded(after.Recall - before.Recall), Rounded(after.F1Score - before.F1Score));

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
