using Steward.Safety.Policies;

namespace Steward.Safety.Learning;

/// <summary>
/// How well a model does on decisions that it was not trained on: each fifth is judged by a model of the other four.
/// </summary>
/// <param name="Precision">Of the texts that it finds more likely upheld than not, the share that was.</param>
/// <param name="Recall">Of the upheld texts, the share that it finds more likely upheld than not.</param>
/// <param name="Auc">How often it finds an upheld text likelier upheld than one that was let go; .5 is chance.</param>
/// <param name="LogLoss">Mean of −log of the probability that it gave to what was decided; less is better.</param>
/// <param name="BaseLogLoss">The same for who only knows the share of upheld texts.</param>
/// <param name="Brier">Mean square of the probability's distance from what was decided; less is better.</param>
/// <param name="RulesAuc">As <paramref name="Auc"/>, for the confidence that the rules had.</param>
internal sealed record ModelQuality(Estimate Precision, Estimate Recall, double Auc, double LogLoss, double BaseLogLoss, double Brier, double RulesAuc)
{
    /// <summary>It knows more than how many are upheld.</summary>
    public bool Useful => LogLoss < BaseLogLoss;
}

/// <summary>From where on a model's word counts: chosen so that it would have been right on decisions it was not trained on.</summary>
/// <param name="From">The probability; null where no one is good enough.</param>
/// <param name="Right">Of the decided texts beyond it, the share that was decided so.</param>
internal sealed record Bound(double? From, Estimate Right)
{
    public static readonly Bound None = new(null, Estimate.From(0, 0));
}

/// <summary>A model, and how well it does.</summary>
internal sealed record Trained(LogisticRegression Model, ModelQuality Quality, Bound Holds, Bound Passes)
{
    /// <summary>What it is worth, as kept with it.</summary>
    public StoredQuality Worth => new(Quality, Holds, Passes);
}

/// <summary>A decision to learn from.</summary>
/// <param name="Text">The text's features.</param>
/// <param name="Upheld">What was decided.</param>
/// <param name="Confidence">What the rules had said.</param>
internal sealed record Lesson(TextFeatures Text, bool Upheld, double Confidence);

/// <summary>Trains a model on decisions, and finds out on decisions that it has not seen what its word is worth.</summary>
internal static class Training
{
    /// <summary>Fewer teach nothing that lasts.</summary>
    public const int FewestDecisions = 60, FewestOfEither = 20;

    /// <summary>What may be held and let go on a model's word, at the lower end of what is known of it.</summary>
    public const double HoldsRight = .8, PassesRight = .95;

    private const int Folds = 5;
    private const double Few = .02;
    private static readonly double[] Strengths = [1, 10, 100];

    public static Trained Train(IReadOnlyList<Lesson> lessons, Action<int> progress, CancellationToken ct)
    {
        var folds = FoldsOf(lessons);
        var (strength, logits, loss) = (Strengths[0], Array.Empty<double>(), double.PositiveInfinity);
        for (var i = 0; i < Strengths.Length; i++)
        {
            var tried = Unseen(lessons, folds, Strengths[i], ct);
            var mean = lessons.Select((l, n) => LogisticRegression.LogLoss(tried[n], l.Upheld)).Average();
            if (mean < loss) (strength, logits, loss) = (Strengths[i], tried, mean);
            progress(80 * (i + 1) / Strengths.Length);
        }

        var (slope, shift) = Calibration.Of([.. logits.Zip(lessons, (logit, lesson) => (logit, lesson.Upheld))]);
        var calibrated = logits.Select(l => slope * l + shift).ToArray();
        var model = LogisticRegression.Fit([.. lessons.Select(l => new Example(l.Text, l.Upheld))], strength, ct).Calibrated(slope, shift);
        var judged = calibrated.Zip(lessons, (logit, lesson) => (Probability: LogisticRegression.Sigmoid(logit), lesson.Upheld)).ToList();
        var quality = QualityOf(calibrated, lessons);
        return new Trained(model, quality,
            quality.Useful ? BoundOf([.. judged.OrderByDescending(j => j.Probability)], right: true, HoldsRight) : Bound.None,
            quality.Useful ? BoundOf([.. judged.OrderBy(j => j.Probability)], right: false, PassesRight) : Bound.None);
    }

    // A text is not to be judged by what was learnt from another that is nearly the same, or every model would seem good: texts whose lowest place agrees, among those that few
    // texts have, are kept together. That happens as often as they have such places in common (Broder's min-hash, of one permutation).
    private static int[] FoldsOf(IReadOnlyList<Lesson> lessons)
    {
        var texts = new int[TextFeatures.Size];
        foreach (var lesson in lessons)
            foreach (var place in lesson.Text.Places) texts[place]++;
        var few = Math.Max(2, (int)(Few * lessons.Count));
        return [.. lessons.Select(l => (int)((uint)l.Text.Places.FirstOrDefault(p => texts[p] <= few, l.Text.Places[^1]) * 2654435761u % Folds))];
    }

    private static double[] Unseen(IReadOnlyList<Lesson> lessons, int[] folds, double strength, CancellationToken ct)
    {
        var logits = new double[lessons.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var seen = lessons.Where((_, n) => folds[n] != fold).Select(l => new Example(l.Text, l.Upheld)).ToList();
            var model = LogisticRegression.Fit(seen, strength, ct);
            for (var n = 0; n < lessons.Count; n++)
                if (folds[n] == fold) logits[n] = model.Logit(lessons[n].Text);
        }

        return logits;
    }

    private static ModelQuality QualityOf(double[] logits, IReadOnlyList<Lesson> lessons)
    {
        var upheld = lessons.Count(l => l.Upheld);
        var found = lessons.Where((_, n) => logits[n] > 0).ToList();
        var right = found.Count(l => l.Upheld);
        var usual = Math.Log((double)upheld / (lessons.Count - upheld));
        return new ModelQuality(
            Estimate.From(right, found.Count), Estimate.From(right, upheld), Rounded(Auc(logits, lessons)),
            Rounded(lessons.Select((l, n) => LogisticRegression.LogLoss(logits[n], l.Upheld)).Average()), Rounded(lessons.Average(l => LogisticRegression.LogLoss(usual, l.Upheld))),
            Rounded(lessons.Select((l, n) => Math.Pow(LogisticRegression.Sigmoid(logits[n]) - (l.Upheld ? 1 : 0), 2)).Average()),
            Rounded(Auc([.. lessons.Select(l => l.Confidence)], lessons)));
    }

    // Mann and Whitney's U over all pairs; of equals half.
    private static double Auc(double[] scores, IReadOnlyList<Lesson> lessons)
    {
        var order = Enumerable.Range(0, lessons.Count).OrderBy(n => scores[n]).ToArray();
        double ranks = 0, upheld = lessons.Count(l => l.Upheld), others = lessons.Count - upheld;
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            while (to < order.Length && scores[order[to]] == scores[order[from]]) to++;
            ranks += (from + to + 1) / 2.0 * order[from..to].Count(n => lessons[n].Upheld);
            from = to;
        }

        return (ranks - upheld * (upheld + 1) / 2) / (upheld * others);
    }

    // The surest come first. The furthest bound up to which even the lower end of the share is good enough.
    private static Bound BoundOf(IReadOnlyList<(double Probability, bool Upheld)> judged, bool right, double least)
    {
        var (best, hits) = (Bound.None, 0);
        for (var n = 0; n < judged.Count; n++)
        {
            if (judged[n].Upheld == right) hits++;
            // The other side of even odds is no finding.
            if (right ? judged[n].Probability <= .5 : judged[n].Probability >= .5) break;
            if (n + 1 < judged.Count && judged[n + 1].Probability == judged[n].Probability) continue;
            if ((double)hits / (n + 1) < least) continue;
            var share = Estimate.From(hits, n + 1);
            if (share.Low >= least) best = new Bound(judged[n].Probability, share);
        }

        return best;
    }

    private static double Rounded(double value) => Math.Round(value, 4);
}
