using Dapper;
using Steward.Platform.Data;
using Steward.Platform.Limits;

namespace Steward.Gateway.Spend;

/// <summary>A rate limit that is exact over all processes: the cell rate algorithm in one conditional upsert, by the database's clock.</summary>
internal sealed class ExactRate(Storage storage)
{
    /// <summary>Zero when the request passes, else how long to wait.</summary>
    public Task<TimeSpan> AskAsync(Guid tenant, RateLimit limit, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        var interval = (long)limit.Interval.TotalMilliseconds;
        var row = new { tenant, limit.Name, Interval = interval, Tolerance = interval * (limit.Burst - 1) };
        var taken = await c.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"""
            INSERT INTO gateway_rates (tenant_id, name, arrival_ms) VALUES (@tenant, @Name, {storage.NowMs} + @Interval)
            ON CONFLICT (tenant_id, name) DO UPDATE
              SET arrival_ms = CASE WHEN gateway_rates.arrival_ms > {storage.NowMs} THEN gateway_rates.arrival_ms ELSE {storage.NowMs} END + @Interval
              WHERE gateway_rates.arrival_ms - {storage.NowMs} <= @Tolerance
            RETURNING arrival_ms
            """, row, t, cancellationToken: ct));
        if (taken is not null) return TimeSpan.Zero;
        var wait = await c.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT arrival_ms - {storage.NowMs} - @Tolerance FROM gateway_rates WHERE tenant_id = @tenant AND name = @Name", row, t, cancellationToken: ct));
        return TimeSpan.FromMilliseconds(Math.Max(1, wait));
    }, ct);
}
