using System.Globalization;

namespace Steward.Jobs.Statistics;

/// <summary>Durations sorted into 23 buckets, so that a percentile of any period can be told without its jobs.</summary>
internal static class DurationBuckets
{
    // 1, 2, 5 … ms up to 10,000 s; the last bucket has what took longer.
    private static readonly long[] Bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];

    /// <summary>SQL: the bucket of a duration in milliseconds; -1 where there is none.</summary>
    public static string Sql(string ms) =>
        $"CASE WHEN {ms} IS NULL THEN -1 {string.Concat(Bounds.Select((bound, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {ms} <= {bound} THEN {i} ")))}ELSE {Bounds.Length} END";

    /// <summary>
    /// The duration in milliseconds that a share of the jobs did not exceed; null where there are none. Inside its bucket the jobs are taken to be spread
    /// evenly, as <c>histogram_quantile</c> of Prometheus does; above the last bound it is that bound.
    /// </summary>
    /// <param name="counts">Jobs by bucket.</param>
    /// <param name="share">0 to 1.</param>
    public static double? Quantile(IReadOnlyDictionary<int, long> counts, double share)
    {
        var all = counts.Where(c => c.Key >= 0).Sum(c => c.Value);
        if (all == 0) return null;
        var (rank, before) = (share * all, 0L);
        foreach (var (bucket, count) in counts.Where(c => c is { Key: >= 0, Value: > 0 }).OrderBy(c => c.Key))
        {
            if (before + count < rank)
            {
                before += count;
                continue;
            }

            if (bucket == Bounds.Length) break;
            var lower = bucket == 0 ? 0 : Bounds[bucket - 1];
            return lower + (Bounds[bucket] - lower) * (rank - before) / count;
        }

        return Bounds[^1];
    }
}
