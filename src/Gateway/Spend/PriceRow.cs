namespace Steward.Gateway.Spend;

/// <summary>US dollars per million tokens. What is absent costs as much as what it stands beside: every kind of input as input, thoughts as output.</summary>
internal record BucketPrices
{
    /// <summary>Read at the full price.</summary>
    public decimal? Input { get; init; }

    /// <summary>Read from the provider's cache.</summary>
    public decimal? Cached { get; init; }

    /// <summary>Read and kept in the provider's cache for a few minutes.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Read and kept there for an hour.</summary>
    public decimal? CacheWriteLong { get; init; }

    /// <summary>Written.</summary>
    public decimal? Output { get; init; }

    /// <summary>Thought before the answer, where that has a price of its own.</summary>
    public decimal? Reasoning { get; init; }

    public IEnumerable<(string Name, decimal? Usd)> Amounts =>
        [("input", Input), ("cached", Cached), ("cacheWrite", CacheWrite), ("cacheWriteLong", CacheWriteLong), ("output", Output), ("reasoning", Reasoning)];

    public Rates RatesBeside(BucketPrices other)
    {
        var (input, output) = (Input ?? other.Input ?? 0, Output ?? other.Output ?? 0);
        return new Rates(Pico(input), Pico(Cached ?? input), Pico(CacheWrite ?? input), Pico(CacheWriteLong ?? CacheWrite ?? input), Pico(output), Pico(Reasoning ?? output));
    }

    private static long Pico(decimal usdPerMillion) => (long)(usdPerMillion * 1_000_000);
}

/// <summary>What a request costs as a whole that reads more than so many tokens.</summary>
internal record TierPrices : BucketPrices
{
    /// <summary>Reads more tokens than this.</summary>
    public long? Above { get; init; }

    /// <summary>In a batch.</summary>
    public BucketPrices? Batch { get; init; }
}

/// <summary>A model's line of a price table.</summary>
internal sealed record PriceRow : BucketPrices
{
    /// <summary>The provider; <c>claude</c> and <c>gemini</c> are understood too.</summary>
    public string? Provider { get; init; }

    /// <summary>The model; <c>*</c> for all that have no line of their own.</summary>
    public string? Model { get; init; }

    /// <summary>Other names of the same model.</summary>
    public IReadOnlyList<string>? Also { get; init; }

    /// <summary>In a batch.</summary>
    public BucketPrices? Batch { get; init; }

    /// <summary>Requests that read more, by ascending <c>above</c>.</summary>
    public IReadOnlyList<TierPrices>? Tiers { get; init; }

    /// <summary>Most tokens it reads, where known.</summary>
    public long? MaxInput { get; init; }

    /// <summary>Most tokens it writes, where known.</summary>
    public long? MaxOutput { get; init; }

    public IEnumerable<string> Names => [Model!, .. Also ?? []];

    public IReadOnlyList<PriceTier> ToTiers() =>
        [new PriceTier(0, RatesBeside(this), Batch?.RatesBeside(this)), .. (Tiers ?? []).Select(t => new PriceTier(t.Above ?? 0, t.RatesBeside(this), t.Batch?.RatesBeside(t)))];

    /// <summary>True when both cost the same, whatever they are called.</summary>
    public bool CostsLike(PriceRow other) => ToTiers().SequenceEqual(other.ToTiers());
}
