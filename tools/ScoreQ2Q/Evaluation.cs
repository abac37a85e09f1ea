using Steward.Impact.Q2Q;

namespace Steward.Tools.ScoreQ2Q;

/// <summary>How the built-in engine did on one golden set.</summary>
internal sealed record Evaluation(string Name, int Texts, IReadOnlyList<LabelScore> Labels, IReadOnlyList<Miss> Misses, int Unfounded)
{
    /// <summary>Mean F1 over the labels that occur in the set or were given.</summary>
    public double MacroF1 => Occurring.Average(score => score.F1);

    public double MacroPrecision => Occurring.Average(score => score.Precision);

    public double MacroRecall => Occurring.Average(score => score.Recall);

    /// <summary>F1 over all decisions together.</summary>
    public LabelScore Micro => new("micro", Labels.Sum(l => l.Right), Labels.Sum(l => l.Wrong), Labels.Sum(l => l.Missed));

    public IEnumerable<LabelScore> Occurring => Labels.Where(score => score.Right + score.Wrong + score.Missed > 0);

    public static Evaluation Run(GoldenSet set)
    {
        var answers = set.Rows.Select(Answer.To).ToArray();
        return new Evaluation(
            set.Name,
            set.Rows.Count,
            [.. LabelNames.All.Select(label => Score(label, answers))],
            [.. answers.Where(answer => !answer.IsExact).Select(answer => answer.ToMiss())],
            answers.Count(answer => answer.Problems > 0));
    }

    private static LabelScore Score(string label, Answer[] answers) => new(
        label,
        answers.Count(answer => answer.Due.Contains(label) && answer.Given.Contains(label)),
        answers.Count(answer => !answer.Due.Contains(label) && answer.Given.Contains(label)),
        answers.Count(answer => answer.Due.Contains(label) && !answer.Given.Contains(label)));

    private sealed record Answer(string Id, HashSet<string> Due, HashSet<string> Given, int Problems)
    {
        public bool IsExact => Due.SetEquals(Given);

        public static Answer To(GoldenRow row)
        {
            var request = new Q2QRequest(row.Text, row.Locale);
            var labels = Q2QEngine.Classify(request);
            return new Answer(row.Id, LabelNames.Of(row.Truth), LabelNames.Of(labels), Q2QValidator.Problems(request, labels).Count);
        }

        public Miss ToMiss() => new(Id, [.. Due.Except(Given)], [.. Given.Except(Due)]);
    }
}

/// <summary>A text whose labels differ from those that people gave.</summary>
internal sealed record Miss(string Id, IReadOnlyList<string> Missing, IReadOnlyList<string> Extra);
