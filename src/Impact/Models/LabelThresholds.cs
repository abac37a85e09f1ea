using Steward.Impact.Q2Q;

namespace Steward.Impact.Models;

/// <summary>
/// The least confidence at which a model's labels count. A label's confidence is that of its quotes: .5 for one, .65 for two, .8 for three, .9 for more
/// (<see cref="Q2QScores.ConfidenceOf"/>); a label without a threshold counts with one quote.
/// </summary>
internal static class LabelThresholds
{
    /// <summary>The labels that reach their thresholds, with their quotes; what does not is left out as if it had never been given.</summary>
    public static Q2QLabels Apply(Q2QLabels labels, IReadOnlyDictionary<string, double> thresholds)
    {
        if (thresholds.Count == 0) return labels;
        bool Counts(string label) => !thresholds.TryGetValue(label, out var least) || ConfidenceOf(labels, label) >= least;
        return labels with
        {
            ConfidenceIncrease = labels.ConfidenceIncrease && Counts(Q2QVocabulary.ConfidenceIncrease),
            ConfidenceDecrease = labels.ConfidenceDecrease && Counts(Q2QVocabulary.ConfidenceDecrease),
            BelongingIncrease = labels.BelongingIncrease && Counts(Q2QVocabulary.BelongingIncrease),
            BelongingDecrease = labels.BelongingDecrease && Counts(Q2QVocabulary.BelongingDecrease),
            LanguageComfort = Counts(Q2QVocabulary.LanguageComfort) ? labels.LanguageComfort : null,
            EmployabilitySignals = [.. labels.EmployabilitySignals.Where(Counts)],
            RiskCues = [.. labels.RiskCues.Where(Counts)],
            Evidence = [.. labels.Evidence.Where(quote => Counts(quote.LabelType))],
        };
    }

    private static double ConfidenceOf(Q2QLabels labels, string label) =>
        Q2QScores.ConfidenceOf(labels.Evidence.Where(quote => quote.LabelType == label).Select(quote => quote.Snippet).Distinct().Count());
}
