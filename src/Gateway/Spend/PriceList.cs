using System.Text.Json;

namespace Steward.Gateway.Spend;

/// <summary>
/// One version of the price table; it never changes. A model that is not in it has no price, and a call without a price is refused, not free.
/// </summary>
internal sealed class PriceList
{
    private readonly Dictionary<(string, string), Price> _prices = [];
    private readonly Dictionary<(string, string), PriceRow> _rows = [];
    private readonly Dictionary<string, List<string>> _models;

    public PriceList(PriceVersion version, IReadOnlyList<PriceRow> rows)
    {
        (Version, Rows) = (version, rows);
        foreach (var row in rows)
        {
            var tiers = row.ToTiers();
            foreach (var name in row.Names)
            {
                _rows.Add((row.Provider!, name), row);
                _prices.Add((row.Provider!, name), new Price(row.Provider!, name, version.Version, tiers));
            }
        }

        _models = rows.Where(r => r.Model != "*").GroupBy(r => r.Provider!, r => r.Model!).ToDictionary(g => g.Key, g => g.ToList());
    }

    public PriceVersion Version { get; }

    public IReadOnlyList<PriceRow> Rows { get; }

    /// <summary>Every name of every model.</summary>
    public IEnumerable<(string Provider, string Model)> Names => _rows.Keys;

    public Price? Find(string provider, string model) => _prices.GetValueOrDefault((provider, model)) ?? _prices.GetValueOrDefault((provider, "*"));

    /// <summary>The line that names this very model; null where there is none.</summary>
    public PriceRow? RowOf(string provider, string model) => _rows.GetValueOrDefault((provider, model));

    /// <summary>The provider's models, by their first names.</summary>
    public IReadOnlyList<string> ModelsOf(string provider) => _models.GetValueOrDefault(provider) ?? [];

    /// <summary>
    /// The lines of this version under others: what they name has their price, everything else stays. A further name of a model stays one as long as
    /// it costs what the model does.
    /// </summary>
    public IReadOnlyList<PriceRow> Under(IReadOnlyList<PriceRow> rows)
    {
        var above = rows.SelectMany(r => r.Names, (row, name) => (Key: (row.Provider!, name), Row: row)).ToDictionary(r => r.Key, r => r.Row);
        var kept = Rows.Select(row =>
        {
            var now = above.GetValueOrDefault((row.Provider!, row.Model!)) ?? row;
            return now with { Model = row.Model, Also = [.. row.Names.Skip(1).Where(n => above.GetValueOrDefault((row.Provider!, n))?.CostsLike(now) != false)] };
        }).ToList();
        var named = kept.SelectMany(r => r.Names, (row, name) => (row.Provider!, name)).ToHashSet();
        var added = from row in rows
                    let names = row.Names.Where(n => !named.Contains((row.Provider!, n))).ToList()
                    where names.Count > 0
                    select row with { Model = names[0], Also = names[1..] };
        return [.. kept, .. added];
    }
}

/// <summary>A version of the price table: from when it holds, where it is from, who brought it.</summary>
internal sealed record PriceVersion(string Version, DateTime EffectiveFrom, string Source, string ImportedBy, DateTime ImportedAt);

/// <summary>The table that is shipped with the server: data with a version, sources and a date (<c>prices.json</c>).</summary>
internal static class ShippedPrices
{
    private static readonly Table Read = Load();

    public static PriceList List { get; } = new(new PriceVersion(Read.Version, Read.EffectiveFrom.UtcDateTime, Read.Source, "system", Read.EffectiveFrom.UtcDateTime), Read.Prices);

    /// <summary>Other names of providers: <c>claude</c> is <c>anthropic</c>, <c>gemini</c> is <c>google</c>.</summary>
    public static IReadOnlyDictionary<string, string> Aliases => Read.Aliases;

    private static Table Load()
    {
        using var stream = typeof(ShippedPrices).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<Table>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record Table(string Version, DateTimeOffset EffectiveFrom, string Source, Dictionary<string, string> Aliases, PriceRow[] Prices);
}
