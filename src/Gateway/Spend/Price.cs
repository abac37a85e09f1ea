namespace Steward.Gateway.Spend;

/// <summary>What a token costs, in pico-dollars, by what becomes of it. Every token is in one bucket.</summary>
/// <param name="Input">Read at the full price.</param>
/// <param name="CachedInput">Read from the provider's cache.</param>
/// <param name="CacheWrite">Read, and kept in the provider's cache for a few minutes.</param>
/// <param name="CacheWriteLong">Read, and kept there for an hour.</param>
/// <param name="Output">Written.</param>
/// <param name="Reasoning">Thought before the answer.</param>
internal sealed record Rates(long Input, long CachedInput, long CacheWrite, long CacheWriteLong, long Output, long Reasoning)
{
    public long CostOf(TokenUsage usage) => checked(usage.Input * Input + usage.CachedInput * CachedInput
        + (usage.CacheWrite - usage.CacheWriteLong) * CacheWrite + usage.CacheWriteLong * CacheWriteLong
        + (usage.Output - usage.Reasoning) * Output + usage.Reasoning * Reasoning);

    /// <summary>The most that so many tokens can cost, whichever buckets they fall in.</summary>
    public long WorstOf(long input, long output) => checked(
        input * Math.Max(Math.Max(Input, CachedInput), Math.Max(CacheWrite, CacheWriteLong)) + output * Math.Max(Output, Reasoning));
}

/// <summary>The rates of requests that read more than so many tokens; of the whole request, not of what is above. Batch is null where there is no price for it.</summary>
internal sealed record PriceTier(long Above, Rates Rates, Rates? Batch);

/// <summary>The price of a model by one version of the table. The first tier begins at nothing, each further one higher.</summary>
internal sealed record Price(string Provider, string Model, string Version, IReadOnlyList<PriceTier> Tiers)
{
    /// <summary>The rates of a short request.</summary>
    public Rates Rates => Tiers[0].Rates;

    public long CostOf(TokenUsage usage) => TierOf(usage).Rates.CostOf(usage);

    /// <summary>The same in a batch; null where the table has no price for that.</summary>
    public long? BatchCostOf(TokenUsage usage) => TierOf(usage).Batch?.CostOf(usage);

    /// <summary>The table has a price for it in a batch.</summary>
    public bool HasBatch => Tiers[0].Batch is not null;

    /// <summary>What a request of a batch costs; in a tier without a price for that, what it costs otherwise.</summary>
    public long CostInBatchOf(TokenUsage usage) => BatchCostOf(usage) ?? CostOf(usage);

    /// <summary>The same as <see cref="WorstOf"/>, of a request of a batch.</summary>
    public long WorstInBatchOf(long input, long output) => Tiers.Where(t => Reaches(t, input)).Max(t => (t.Batch ?? t.Rates).WorstOf(input, output));

    /// <summary>The most that a call may cost which reads and writes at most so many tokens: a request that reads less may be in a dearer tier than one that reads more.</summary>
    public long WorstOf(long input, long output) => Tiers.Where(t => Reaches(t, input)).Max(t => t.Rates.WorstOf(input, output));

    private PriceTier TierOf(TokenUsage usage) => Tiers.Last(t => Reaches(t, usage.Prompt));

    private static bool Reaches(PriceTier tier, long read) => tier.Above == 0 || read > tier.Above;
}
