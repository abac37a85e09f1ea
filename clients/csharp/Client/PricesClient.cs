using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>US dollars per million tokens. What is null costs as much as what it stands beside: every kind of input as input, thoughts as output.</summary>
public record TokenPrices
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

    /// <summary>Thought before the answer.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>In a batch, where there is a price for that.</summary>
    public TokenPrices? Batch { get; init; }
}

/// <summary>What a request costs as a whole that reads more than so many tokens.</summary>
public sealed record TierPrices : TokenPrices
{
    /// <summary>Reads more tokens than this.</summary>
    public long Above { get; init; }
}

/// <summary>What a model costs.</summary>
public sealed record ModelPrice : TokenPrices
{
    /// <summary>The provider.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The model; <c>*</c> for all of the provider that have no price of their own.</summary>
    public string Model { get; init; } = "";

    /// <summary>Other names of the model.</summary>
    public IReadOnlyList<string>? Also { get; init; }

    /// <summary>Requests that read more, by ascending <c>Above</c>.</summary>
    public IReadOnlyList<TierPrices>? Tiers { get; init; }

    /// <summary>Most tokens it reads, where known.</summary>
    public long? MaxInput { get; init; }

    /// <summary>Most tokens it writes, where known.</summary>
    public long? MaxOutput { get; init; }
}

/// <summary>One version of the price table.</summary>
/// <param name="Version">Its name, which entries of the ledger carry.</param>
/// <param name="EffectiveFrom">From when it holds.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="InForce">Calls are paid by it now.</param>
/// <param name="Prices">The models.</param>
public sealed record PriceTable(string Version, DateTimeOffset EffectiveFrom, string Source, bool InForce, IReadOnlyList<ModelPrice> Prices);

/// <summary>A model that costs something else.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Before">What it cost.</param>
/// <param name="After">What it costs.</param>
public sealed record PriceChange(string Provider, string Model, ModelPrice Before, ModelPrice After);

/// <summary>What changes from one version to another.</summary>
/// <param name="From">The one.</param>
/// <param name="To">The other.</param>
/// <param name="Added">Models that only the other has.</param>
/// <param name="Removed">Models that only the one has.</param>
/// <param name="Changed">Models that cost something else.</param>
public sealed record PriceDiff(string From, string To, IReadOnlyList<ModelPrice> Added, IReadOnlyList<ModelPrice> Removed, IReadOnlyList<PriceChange> Changed);

/// <summary>How a file of prices is imported; what is null is as the file says, or now.</summary>
public sealed record NewPrices
{
    /// <summary>The new version's name.</summary>
    public string? Version { get; init; }

    /// <summary>From when it holds.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>Where it is from.</summary>
    public string? Source { get; init; }
}

/// <summary>What an import did, or would do.</summary>
/// <param name="Version">The new version's name.</param>
/// <param name="EffectiveFrom">From when it holds.</param>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Taken">Models whose prices were taken.</param>
/// <param name="Skipped">Lines of the file that were left out, by reason.</param>
/// <param name="Diff">What changes.</param>
public sealed record PriceImport(string Version, DateTimeOffset EffectiveFrom, bool DryRun, int Taken, IReadOnlyDictionary<string, int> Skipped, PriceDiff Diff);

/// <summary>What models cost. Reading needs the permission <c>gateway.read</c>, importing the platform owner's key.</summary>
public sealed class PricesClient
{
    private readonly Wire _wire;

    internal PricesClient(Wire wire) => _wire = wire;

    /// <summary>The prices in force, or those of a version.</summary>
    /// <exception cref="StewardException">404: no such version.</exception>
    public Task<PriceTable> GetAsync(string? provider = null, string? model = null, string? version = null, CancellationToken ct = default) =>
        _wire.SendAsync<PriceTable>(Call.Get(CallPath.Query("v1/prices", ("provider", provider), ("model", model), ("version", version))), ct);

    /// <summary>What importing a file would change; nothing is written.</summary>
    /// <inheritdoc cref="ImportAsync"/>
    public Task<PriceImport> CompareAsync(JsonElement file, NewPrices? how = null, CancellationToken ct = default) => _wire.SendAsync<PriceImport>(Call.Post(Path(how, "true"), file), ct);

    /// <summary>Lays a file's prices over the table: a price table as <see cref="GetAsync"/> answers it, or LiteLLM's.</summary>
    /// <exception cref="StewardException">400: a price that there cannot be; 403: not allowed; 409: there is such a version.</exception>
    public Task<PriceImport> ImportAsync(JsonElement file, NewPrices? how = null, CancellationToken ct = default) => _wire.SendAsync<PriceImport>(Call.PostOnce(Path(how, null), file), ct);

    private static string Path(NewPrices? how, string? dryRun) =>
        CallPath.Query("v1/prices", ("version", how?.Version), ("effectiveFrom", how?.EffectiveFrom), ("source", how?.Source), ("dryRun", dryRun));
}
