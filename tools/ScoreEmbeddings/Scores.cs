namespace Steward.Tools.ScoreEmbeddings;

/// <summary>How well a finder does on a catalogue. Where several labels are equally near, chance decides, so each counts for its part.</summary>
internal static class Scores
{
    /// <summary>How often the nearest other label stands in a section of the label's own.</summary>
    public static double SectionAt1(Catalogue of, Finder finder)
    {
        var find = finder.Over(of.Labels);
        return Enumerable.Range(0, of.Labels.Count).Average(i =>
        {
            var near = find(of.Labels[i]);
            near[i] = double.MinValue;
            var best = near.Max();
            return Enumerable.Range(0, near.Length).Where(j => near[j] == best).Average(j => of.Sections[j].Overlaps(of.Sections[i]) ? 1.0 : 0);
        });
    }

    /// <summary>How often a label is found by its changed form: as the nearest, and among the ten nearest.</summary>
    public static (double At1, double At10) Recall(Catalogue of, Finder finder, Func<string, Random, string> change)
    {
        var (find, random) = (finder.Over(of.Labels), new Random(17));
        var ranks = of.Labels.Select((label, i) =>
        {
            var near = find(change(label, random));
            return (Better: near.Count(n => n > near[i]), Alike: near.Count(n => n == near[i]));
        }).ToList();
        return (ranks.Average(r => Within(r, 1)), ranks.Average(r => Within(r, 10)));
    }

    private static double Within((int Better, int Alike) rank, int most) => Math.Clamp((most - rank.Better) / (double)rank.Alike, 0, 1);
}
