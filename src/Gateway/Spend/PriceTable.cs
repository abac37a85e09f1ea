using System.Text.Json;

namespace Steward.Gateway.Spend;

/// <summary>Prices per token in pico-dollars.</summary>
internal sealed record Price(string Provider, string Model, long Input, long CachedInput, long Output)
{
    public long CostOf(TokenUsage usage) => checked(usage.Input * Input + usage.CachedInput * CachedInput + usage.Output * Output);
}

/// <summary>
/// The shipped price table: data with a version, sources and a date (<c>prices.json</c>, US dollars per million tokens). A model that is not in it
/// has no price, and a call without a price is refused, not free.
/// </summary>
internal sealed class PriceTable
{
    private readonly Dictionary<(string, string), Price> _prices;

    public PriceTable()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        var table = JsonSerializer.Deserialize<Table>(stream, JsonSerializerOptions.Web)!;
        Version = table.Version;
        _prices = table.Prices.ToDictionary(p => (p.Provider, p.Model), p => new Price(p.Provider, p.Model, Pico(p.Input), Pico(p.Cached ?? p.Input), Pico(p.Output)));
    }

    /// <summary>Recorded with every ledger entry.</summary>
    public string Version { get; }

    public Price? Find(string provider, string model) => _prices.GetValueOrDefault((provider, model)) ?? _prices.GetValueOrDefault((provider, "*"));

    private static long Pico(decimal usdPerMillion) => (long)(usdPerMillion * 1_000_000);

    private sealed record Table(string Version, string Source, Row[] Prices);

    private sealed record Row(string Provider, string Model, decimal Input, decimal? Cached, decimal Output);
}
