using Dapper;
using Steward.Audit;
using Steward.Moderation.Inbound;
using Steward.Platform.Data;

namespace Steward.Moderation.Live;

/// <summary>Something that happened; never a text.</summary>
internal sealed record LiveEvent(string Type, DateTime Timestamp, object Data);

/// <summary>How far a follower has come. What commits late is looked for a while longer, and told once.</summary>
internal sealed class LiveCursor
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, DateTime> _told = [];

    private LiveCursor(DateTime since) => (Begun, Newest) = (since, since);

    public DateTime Begun { get; }

    public DateTime Newest { get; private set; }

    public DateTime Since => Newest - Late > Begun ? Newest - Late : Begun;

    public static LiveCursor From(DateTime now) => new(now);

    /// <summary>True the first time.</summary>
    public bool Take(string key, DateTime at)
    {
        if (!_told.TryAdd(key, at)) return false;
        if (at > Newest) Newest = at;
        foreach (var old in _told.Where(t => t.Value < Since - Late).Select(t => t.Key).ToList()) _told.Remove(old);
        return true;
    }
}

/// <summary>Reads what happened from the rows that say so.</summary>
internal sealed class LiveEvents(Storage storage)
{
    private const int Most = 500, MostAlerts = 100;

    public Task<IReadOnlyList<LiveEvent>> SinceAsync(Guid tenant, LiveCursor cursor, CancellationToken ct) => storage.ReadAsync(async db =>
    {
        var asked = new { tenant, since = cursor.Since, most = Most };
        async Task<IEnumerable<Row>> RowsAsync(string sql) => await db.QueryAsync<Row>(new CommandDefinition(sql + " LIMIT @most", asked, cancellationToken: ct));
        var found = new List<LiveEvent>();
        foreach (var row in await RowsAsync(
            """
            SELECT id AS Id, moderated_at AS At, platform AS Platform, decision AS What, severity AS How, version AS Version FROM moderation_comments
            WHERE tenant_id = @tenant AND moderated_at >= @since ORDER BY moderated_at
            """))
            Add("comment.moderated", $"{row.Id} {row.Version} {row.At:O}", row, new { CommentId = row.Id, row.Platform, Decision = row.What, Severity = row.How });
        foreach (var row in await RowsAsync(
            """
            SELECT id AS Id, comment_id AS Other, ended_at AS At, platform AS Platform, kind AS What, state AS How FROM moderation_actions
            WHERE tenant_id = @tenant AND ended_at >= @since ORDER BY ended_at
            """))
            Add("action.executed", $"{row.Id} {row.How}", row, new { ActionId = row.Id, CommentId = row.Other, row.Platform, Action = row.What, Outcome = row.How });
        foreach (var row in await RowsAsync(
            "SELECT id AS Id, connection_id AS Other, received_at AS At, type AS What FROM moderation_events WHERE tenant_id = @tenant AND received_at >= @since ORDER BY received_at"))
            Add("webhook.received", row.Id.ToString(), row, new { ConnectionId = row.Other, EventType = row.What });
        foreach (var row in await RowsAsync(
            """
            SELECT id AS Id, updated_at AS At, platform AS Platform, account AS What FROM moderation_connections
            WHERE tenant_id = @tenant AND status = 'connected' AND updated_at >= @since ORDER BY updated_at
            """))
            Add("platform.connected", $"{row.Id} {row.At:O}", row, new { ConnectionId = row.Id, row.Platform, Account = row.What });
        foreach (var row in await db.QueryAsync<HeldRow>(new CommandDefinition(
            """
            SELECT c.id AS Id, c.platform AS Platform, c.account AS Account, m.minute AS Minute, m.held AS Held, m.held_at AS HeldAt
            FROM moderation_connections c JOIN moderation_call_minutes m ON m.connection_id = c.id
            WHERE c.tenant_id = @tenant AND m.minute >= @minute AND m.held_at >= @since
            """, new { tenant, minute = MsOf(cursor.Since) / 60_000, since = MsOf(cursor.Since) }, cancellationToken: ct)))
        {
            var at = DateTime.UnixEpoch.AddMilliseconds(row.HeldAt);
            // Once a minute and account, however many requests wait.
            if (cursor.Take($"rate.limit.hit {row.Id} {row.Minute}", at)) found.Add(new LiveEvent("rate.limit.hit", at, new { ConnectionId = row.Id, row.Platform, row.Account, row.Held }));
        }

        foreach (var alert in await TrailReading.SinceAsync(db, tenant, "alert.fired", cursor.Since, MostAlerts, ct))
        {
            if (cursor.Take($"alert.fired {alert.Seq}", alert.At)) found.Add(new LiveEvent("alert.fired", alert.At, new { Alert = alert.Object["alert:".Length..], Severity = Texts.Of(alert.Details ?? default, "severity"), Summary = Texts.Of(alert.Details ?? default, "summary") }));
        }

        return (IReadOnlyList<LiveEvent>)[.. found.OrderBy(e => e.Timestamp)];

        void Add(string type, string key, Row row, object data)
        {
            if (cursor.Take(type + key, row.At)) found.Add(new LiveEvent(type, DateTime.SpecifyKind(row.At, DateTimeKind.Utc), data));
        }
    }, ct);

    private static long MsOf(DateTime at) => (long)(at - DateTime.UnixEpoch).TotalMilliseconds;

    private sealed class HeldRow
    {
        public Guid Id { get; set; }
        public string Platform { get; set; } = "";
        public string Account { get; set; } = "";
        public long Minute { get; set; }
        public int Held { get; set; }
        public long HeldAt { get; set; }
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid Other { get; set; }
        public DateTime At { get; set; }
        public string? Platform { get; set; }
        public string? What { get; set; }
        public string? How { get; set; }
        public int Version { get; set; }
    }
}
