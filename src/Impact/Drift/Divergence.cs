namespace Steward.Impact.Drift;

/// <summary>How far one distribution is from another. Both are counts of the same classes, in the same order.</summary>
internal static class Divergence
{
    /// <summary>
    /// Population stability index: Σ (cᵢ − bᵢ) × ln(cᵢ ÷ bᵢ) over the classes, b and c being shares; 0 where they are alike, without an upper end. So that a class which
    /// one of them lacks does not make it infinite, half a text is added to every class of both.
    /// </summary>
    /// <exception cref="ArgumentException">There are no classes, or not as many in both.</exception>
    public static double Psi(IReadOnlyList<int> baseline, IReadOnlyList<int> current)
    {
        var (b, c) = (Shares(baseline, .5), Shares(current, .5));
        RequireSame(b, c);
        return b.Zip(c, (was, now) => (now - was) * Math.Log(now / was)).Sum();
    }

    /// <summary>
    /// Jensen–Shannon divergence with logarithms to base 2: the mean of the Kullback–Leibler divergences of both from their mean; 0 where they are alike, 1 where
    /// they have no class in common. Source: J. Lin, IEEE Transactions on Information Theory 37 (1991).
    /// </summary>
    /// <exception cref="ArgumentException">There are no classes, not as many in both, or one of them counted nothing.</exception>
    public static double JensenShannon(IReadOnlyList<int> baseline, IReadOnlyList<int> current)
    {
        var (b, c) = (Shares(baseline, 0), Shares(current, 0));
        RequireSame(b, c);
        return b.Zip(c, (was, now) => (Term(was, (was + now) / 2) + Term(now, (was + now) / 2)) / 2).Sum();
    }

    private static double Term(double share, double mean) => share == 0 ? 0 : share * Math.Log2(share / mean);

    private static double[] Shares(IReadOnlyList<int> counts, double added)
    {
        var total = counts.Sum() + added * counts.Count;
        return total > 0 ? [.. counts.Select(n => (n + added) / total)] : throw new ArgumentException("Nothing was counted.", nameof(counts));
    }

    private static void RequireSame(double[] baseline, double[] current)
    {
        if (baseline.Length != current.Length) throw new ArgumentException("Both need the same classes.", nameof(current));
    }
}
