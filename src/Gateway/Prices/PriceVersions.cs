using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Gateway.Spend;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Gateway.Prices;

/// <summary>The versions of the price table, which all processes share. A version is written once and never changes.</summary>
internal sealed class PriceVersions(Storage storage, PriceTable table)
{
    private const string Columns = "version AS Version, effective_from AS EffectiveFrom, source AS Source, imported_by AS ImportedBy, imported_at AS ImportedAt";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Write(IReadOnlyList<PriceRow> rows) => JsonSerializer.Serialize(rows, Json);

    /// <summary>Keeps the shipped version with the others: the next release has another, and entries of the ledger name this one.</summary>
    public async Task KeepShippedAsync(CancellationToken ct)
    {
        if (await ReadAsync(ShippedPrices.List.Version.Version, ct) is not null) return;
        await storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO gateway_prices (version, effective_from, source, imported_by, imported_at, prices)
            VALUES (@Version, @EffectiveFrom, @Source, @ImportedBy, @ImportedAt, @Prices) ON CONFLICT DO NOTHING
            """, PriceVersionRow.Of(ShippedPrices.List), t, cancellationToken: ct)), ct);
    }

    /// <summary>Takes in what other processes have imported, as far as it is in force or will be.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var live = await storage.ReadAsync(async c => (await c.QueryAsync<string>(new CommandDefinition(
            $"""
            SELECT version FROM gateway_prices p
            WHERE NOT EXISTS (SELECT 1 FROM gateway_prices n WHERE n.effective_from > p.effective_from AND n.effective_from <= {storage.Now})
            """, cancellationToken: ct))).AsList(), ct);
        foreach (var version in live)
            if (table.Known(version) is null && await ReadAsync(version, ct) is { } list) table.Take(list);
    }

    /// <summary>A version by its name, also one that is no longer in force; null where there is none.</summary>
    public async Task<PriceList?> FindAsync(string version, CancellationToken ct) => table.Known(version) ?? await ReadAsync(version, ct);

    /// <summary>All versions, the newest first; at most a thousand.</summary>
    public Task<IReadOnlyList<PriceVersion>> ListAsync(CancellationToken ct) => storage.ReadAsync<IReadOnlyList<PriceVersion>>(async c =>
        [.. (await c.QueryAsync<Line>(new CommandDefinition($"SELECT {Columns} FROM gateway_prices ORDER BY effective_from DESC, imported_at DESC LIMIT 1000", cancellationToken: ct))).Select(l => l.ToVersion())], ct);

    private async Task<PriceList?> ReadAsync(string version, CancellationToken ct)
    {
        var line = await storage.ReadAsync(c => c.QuerySingleOrDefaultAsync<Line>(new CommandDefinition(
            $"SELECT {Columns}, prices AS Prices FROM gateway_prices WHERE version = @version", new { version }, cancellationToken: ct)), ct);
        return line is null ? null : new PriceList(line.ToVersion(), JsonSerializer.Deserialize<PriceRow[]>(line.Prices, Json)!);
    }

    private sealed class Line
    {
        public string Version { get; set; } = "";
        public DateTime EffectiveFrom { get; set; }
        public string Source { get; set; } = "";
        public string ImportedBy { get; set; } = "";
        public DateTime ImportedAt { get; set; }
        public string Prices { get; set; } = "";

        public PriceVersion ToVersion() => new(Version, EffectiveFrom, Source, ImportedBy, ImportedAt);
    }
}

/// <summary>Every process looks for new versions before it serves, and every two seconds from then on.</summary>
internal sealed class PriceWatch(PriceVersions versions, WorkLoops loops, TimeProvider time, ILogger<PriceWatch> log) : BackgroundService
{
    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await versions.KeepShippedAsync(cancellationToken);
        await versions.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.Add(new WorkLoop("gateway-prices", TimeSpan.FromSeconds(2), async ct =>
    {
        await versions.RefreshAsync(ct);
        return false;
    }, time, log)).RunAsync(stoppingToken);
}
