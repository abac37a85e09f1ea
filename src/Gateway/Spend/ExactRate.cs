using System.Data.Common;
using Dapper;
using Steward.Platform.Data;
using Steward.Platform.Limits;

namespace Steward.Gateway.Spend;

/// <summary>
/// A limit per tenant and minute that is exact over all processes: the counts are one row, locked while it is asked, by the database's clock.
/// Those who ask at the same time share a commit.
/// </summary>
internal sealed class ExactRate : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly WriteLane<Asked, TimeSpan> _lane;

    public ExactRate(Storage storage)
    {
        _storage = storage;
        _lane = new WriteLane<Asked, TimeSpan>(storage, TakeAsync, new WriteLaneSize(Writers: 1));
    }

    /// <summary>Zero when the request passes, else how long until there is room.</summary>
    public Task<TimeSpan> AskAsync(Guid tenant, MinuteLimit limit, CancellationToken ct) => _lane.WriteAsync(new Asked(tenant, limit), ct);

    public ValueTask DisposeAsync() => _lane.DisposeAsync();

    private async Task<TimeSpan[]> TakeAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<Asked> batch, CancellationToken ct)
    {
        var waits = new TimeSpan[batch.Count];
        // In one order, so that two processes do not wait for each other crosswise.
        foreach (var group in batch.Select((asked, at) => (asked, at)).GroupBy(a => a.asked).OrderBy(g => g.Key.Tenant).ThenBy(g => g.Key.Limit.Name, StringComparer.Ordinal))
        {
            var (row, nowMs) = await LockAsync(connection, transaction, group.Key, ct);
            var minute = new SlidingWindow(row, nowMs);
            foreach (var (_, at) in group) waits[at] = minute.Take(group.Key.Limit.Quota);
            await connection.ExecuteAsync(new CommandDefinition("UPDATE gateway_rates SET seconds = @Seconds WHERE tenant_id = @Tenant AND name = @Name",
                new { Seconds = minute.ToString(), group.Key.Tenant, group.Key.Limit.Name }, transaction, cancellationToken: ct));
        }

        return waits;
    }

    private async Task<(string Seconds, long NowMs)> LockAsync(DbConnection connection, DbTransaction transaction, Asked asked, CancellationToken ct)
    {
        // The update changes nothing but locks the row, whoever asks at the same time.
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(
            $"""
            INSERT INTO gateway_rates (tenant_id, name, seconds) VALUES (@Tenant, @Name, '')
            ON CONFLICT (tenant_id, name) DO UPDATE SET seconds = gateway_rates.seconds
            RETURNING seconds AS Seconds, {_storage.NowMs} AS NowMs
            """, new { asked.Tenant, asked.Limit.Name }, transaction, cancellationToken: ct));
        return (row.Seconds, row.NowMs);
    }

    private sealed record Asked(Guid Tenant, MinuteLimit Limit);

    private sealed class Row
    {
        public string Seconds { get; set; } = "";
        public long NowMs { get; set; }
    }
}

/// <summary>At most so many requests in any minute.</summary>
internal sealed record MinuteLimit(string Name, int Quota);
