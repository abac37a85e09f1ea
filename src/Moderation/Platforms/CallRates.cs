using System.Data.Common;
using Dapper;
using Steward.Platform.Data;
using Steward.Platform.Limits;

namespace Steward.Moderation.Platforms;

/// <summary>
/// Keeps each account within its platform's limits, exactly over all processes: the counts are one row, locked while it is asked, by the database's clock.
/// </summary>
internal sealed class CallRates(Storage storage)
{
    private const int Minute = 60_000;

    /// <summary>Zero when one more request may go, and counts it; else how long until it may.</summary>
    public Task<TimeSpan> AskAsync(Guid connection, PlatformLimits limits, CancellationToken ct) => storage.WriteAsync(async (db, transaction) =>
    {
        var row = await LockAsync(db, transaction, connection, ct);
        var (minute, hour) = (new SlidingWindow(row.Seconds, row.NowMs), new SlidingWindow(row.Minutes, row.NowMs, Minute));
        // A request of the second before counts as of this one: wherever the second begins, it holds no more than the burst.
        var wait = new[] { minute.WaitForCall(limits.PerMinute), hour.WaitForCall(limits.PerHour), minute.WaitForCall(limits.Burst, units: 1) }.Max();
        await KeepAsync(db, transaction, (connection, row.NowMs), passed: wait == TimeSpan.Zero, ct);
        if (wait > TimeSpan.Zero) return wait;
        minute.Add();
        hour.Add();
        await db.ExecuteAsync(new CommandDefinition("UPDATE moderation_rates SET seconds = @seconds, minutes = @minutes WHERE connection_id = @connection",
            new { connection, seconds = minute.ToString(), minutes = hour.ToString() }, transaction, cancellationToken: ct));
        return TimeSpan.Zero;
    }, ct);

    /// <summary>Requests of the last minute and of the last hour.</summary>
    public Task<(int Minute, int Hour)> UsedAsync(Guid connection, CancellationToken ct) => storage.ReadAsync(async db =>
    {
        var row = await db.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT seconds AS Seconds, minutes AS Minutes, {storage.NowMs} AS NowMs FROM moderation_rates WHERE connection_id = @connection", new { connection }, cancellationToken: ct));
        return row is null ? (0, 0) : ((int)new SlidingWindow(row.Seconds, row.NowMs).Calls, (int)new SlidingWindow(row.Minutes, row.NowMs, Minute).Calls);
    }, ct);

    // For the history; nobody decides by it.
    private static Task KeepAsync(DbConnection db, DbTransaction transaction, (Guid Connection, long NowMs) of, bool passed, CancellationToken ct) => db.ExecuteAsync(new CommandDefinition(
        """
        INSERT INTO moderation_call_minutes (connection_id, minute, calls, held, held_at) VALUES (@Connection, @minute, @calls, @held, @heldAt)
        ON CONFLICT (connection_id, minute) DO UPDATE SET calls = moderation_call_minutes.calls + excluded.calls, held = moderation_call_minutes.held + excluded.held,
            held_at = coalesce(excluded.held_at, moderation_call_minutes.held_at)
        """,
        new { of.Connection, minute = of.NowMs / Minute, calls = passed ? 1 : 0, held = passed ? 0 : 1, heldAt = passed ? (long?)null : of.NowMs }, transaction, cancellationToken: ct));

    // The update changes nothing but locks the row, whoever asks at the same time.
    private Task<Row> LockAsync(DbConnection db, DbTransaction transaction, Guid connection, CancellationToken ct) => db.QuerySingleAsync<Row>(new CommandDefinition(
        $"""
        INSERT INTO moderation_rates (connection_id, seconds, minutes) VALUES (@connection, '', '')
        ON CONFLICT (connection_id) DO UPDATE SET seconds = moderation_rates.seconds
        RETURNING seconds AS Seconds, minutes AS Minutes, {storage.NowMs} AS NowMs
        """, new { connection }, transaction, cancellationToken: ct));

    private sealed class Row
    {
        public string Seconds { get; set; } = "";
        public string Minutes { get; set; } = "";
        public long NowMs { get; set; }
    }
}
