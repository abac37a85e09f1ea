using System.Text.Json;

namespace Steward.Gateway.Spend;

/// <summary>Prices per token in pico-dollars.</summary>
internal sealed record Price(string Provider, string Model, long Input, long CachedInput, long Output, long CacheWrite)
{
    public long CostOf(TokenUsage usage) => checked(usage.Input * Input + usage.CachedInput * CachedInput + usage.CacheWrite * CacheWrite + usage.Output * Output);

    /// <summary>The most a token that is read can cost.</summary>
    public long MostInput => Math.Max(Input, Math.Max(CachedInput, CacheWrite));
}

/// <summary>
/// The shipped price table: data with a version, sources and a date (<c>prices.json</c>, US dollars per million tokens). A model that is not in it
/// has no price, and a call without a price is refused, not free.
/// </summary>
internal sealed class PriceTable
{
    private readonly Dictionary<(string, string), Price> _prices;
    private readonly Dictionary<string, string> _aliases;
    private readonly Dictionary<string, List<string>> _models;

    public PriceTable()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        var table = JsonSerializer.Deserialize<Table>(stream, JsonSerializerOptions.Web)!;
        Version = table.Version;
        _aliases = table.Aliases;
        _models = table.Prices.Where(p => p.Model != "*").GroupBy(p => p.Provider, p => p.Model).ToDictionary(g => g.Key, g => g.ToList());
        _prices = table.Prices.SelectMany(p => p.Names, (p, name) => new Price(p.Provider, name, Pico(p.Input), Pico(p.Cached ?? p.Input), Pico(p.Output), Pico(p.CacheWrite ?? p.Input)))
            .ToDictionary(p => (p.Provider, p.Model));
    }

    /// <summary>Recorded with every ledger entry.</summary>
    public string Version { get; }

    /// <summary>The price of a model, whichever of its names is given; null where there is none.</summary>
    public Price? Find(string provider, string model) =>
        _prices.GetValueOrDefault((ProviderOf(provider), model)) ?? _prices.GetValueOrDefault((ProviderOf(provider), "*"));

    /// <summary>Every name that the provider goes by: <c>claude</c> is <c>anthropic</c>, <c>gemini</c> is <c>google</c>.</summary>
    public IReadOnlyList<string> NamesOf(string provider) =>
        [ProviderOf(provider), .. _aliases.Where(a => a.Value == ProviderOf(provider)).Select(a => a.Key)];

    /// <summary>True where the table names this very model.</summary>
    public bool Names(string provider, string model) => _prices.ContainsKey((provider, model));

    /// <summary>The provider's models, by their first names.</summary>
    public IReadOnlyList<string> ModelsOf(string provider) => _models.GetValueOrDefault(provider) ?? [];

    /// <summary>The provider that an alias means.</summary>
    public string ProviderOf(string name) => _aliases.GetValueOrDefault(name, name);

    private static long Pico(decimal usdPerMillion) => (long)(usdPerMillion * 1_000_000);

    private sealed record Table(string Version, string Source, Dictionary<string, string> Aliases, Row[] Prices);

    private sealed record Row(string Provider, string Model, string[]? Also, decimal Input, decimal? Cached, decimal Output, decimal? CacheWrite)
    {
        public IEnumerable<string> Names => [Model, .. Also ?? []];
    }
}
