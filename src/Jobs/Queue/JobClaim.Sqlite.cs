using System.Data.Common;
using System.Text.Json;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

internal static partial class JobClaim
{
    private const string WaitingOfKinds = "j.queue = @Queue AND j.state = 0 AND j.kind IN (SELECT value FROM json_each(@Kinds))";

    private const string SqliteLanes =
        $"""
        WITH RECURSIVE lanes(tenant_id, depth) AS (
          SELECT coalesce(
            (SELECT tenant_id FROM jobs_queue j WHERE {WaitingOfKinds} AND j.tenant_id > @After ORDER BY tenant_id LIMIT 1),
            (SELECT tenant_id FROM jobs_queue j WHERE {WaitingOfKinds} ORDER BY tenant_id LIMIT 1)), 1
          UNION ALL
          SELECT (SELECT tenant_id FROM jobs_queue j WHERE {WaitingOfKinds} AND j.tenant_id > lanes.tenant_id ORDER BY tenant_id LIMIT 1), depth + 1
          FROM lanes WHERE lanes.tenant_id IS NOT NULL AND depth < @Lanes)
        SELECT lanes.tenant_id AS TenantId, coalesce(s.weight, 1.0) AS Weight, s.max_active AS MaxActive, s.per_second AS PerSecond, coalesce(s.next_start, 0.0) AS NextStart
        FROM lanes LEFT JOIN jobs_shares s ON s.queue = @Queue AND s.tenant_id = lanes.tenant_id
        WHERE lanes.tenant_id IS NOT NULL AND s.paused_at IS NULL
        """;

    private static async Task<Claim> FromSqliteAsync(Storage storage, DbConnection connection, DbTransaction transaction, ClaimRequest request, CancellationToken ct)
    {
        var sqlite = new SqliteClaim(storage, connection, transaction, request, ct);
        var queue = await sqlite.OneAsync<SqliteQueue>(
            $"""
            SELECT max_active AS MaxActive, per_second AS PerSecond, tenant_max_active AS TenantMaxActive, tenant_per_second AS TenantPerSecond,
                   limited AS Limited, paused_at IS NOT NULL AS Paused, next_start AS NextStart, {storage.NowMs} AS NowMs FROM jobs_queues WHERE name = @Queue
            """, new { request.Queue });
        if (queue is null or { Paused: true }) return Claim.Nothing with { Limited = queue?.Limited ?? false };
        var active = queue.Limited
            ? (await sqlite.ManyAsync<Lane>("SELECT tenant_id AS TenantId, count(*) AS Active FROM jobs_queue WHERE state = 2 AND queue = @Queue GROUP BY tenant_id", new { request.Queue }))
                .ToDictionary(l => l.TenantId, l => l.Active) : [];
        var room = queue.Room(request.Limit, active.Values.Sum());
        var known = request.Turns.Read();
        var lanes = await sqlite.ManyAsync<Lane>(SqliteLanes,
            new { request.Queue, Kinds = JsonSerializer.Serialize(request.Kinds), known.After, Lanes = FairTurns.MostLanes });
        var chosen = lanes.Where(l => queue.Most(l, active.GetValueOrDefault(l.TenantId)) > 0).OrderBy(l => known.Of(l.TenantId)).ThenBy(l => l.TenantId).Take(room).ToList();
        var weights = chosen.Sum(l => l.Weight);
        var jobs = new List<ClaimedJob>();
        foreach (var lane in chosen)
        {
            var share = Math.Min(queue.Most(lane, active.GetValueOrDefault(lane.TenantId)), (int)Math.Ceiling(room * lane.Weight / weights));
            var taken = await sqlite.TakeAsync(lane, Math.Min(share, room - jobs.Count));
            jobs.AddRange(taken);
            await sqlite.SpendAsync(queue, lane, taken.Count);
        }

        await sqlite.SpendAsync(queue, jobs.Count);
        return new Claim(request.Turns.Took(jobs), lanes.Count > 0 ? queue.Wait(lanes) : null, queue.Limited);
    }

    /// <summary>The statements of one claim.</summary>
    private sealed record SqliteClaim(Storage Storage, DbConnection Connection, DbTransaction Transaction, ClaimRequest Request, CancellationToken Ct)
    {
        public Task<T?> OneAsync<T>(string sql, object parameters) where T : class =>
            Connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, Transaction, cancellationToken: Ct));

        public async Task<IReadOnlyList<T>> ManyAsync<T>(string sql, object parameters) =>
            (await Connection.QueryAsync<T>(new CommandDefinition(sql, parameters, Transaction, cancellationToken: Ct))).AsList();

        public async Task<IReadOnlyList<ClaimedJob>> TakeAsync(Lane lane, int share)
        {
            if (share <= 0) return [];
            await using var command = Connection.CreateCommand();
            command.Transaction = Transaction;
            command.CommandText =
                $"""
                UPDATE jobs_queue SET state = 2, lease = lease + 1, attempt = attempt + 1, worker = @worker, claimed_at = {Storage.Now}
                WHERE id IN (
                  SELECT id FROM jobs_queue
                  WHERE queue = @queue AND state = 0 AND tenant_id = @tenant AND kind IN (SELECT value FROM json_each(@kinds))
                  ORDER BY priority, id LIMIT @share)
                  AND EXISTS (SELECT 1 FROM jobs_workers w WHERE w.id = @worker)
                RETURNING id, tenant_id, kind, attempt, max_attempts, lease,
                          (SELECT payload FROM jobs_payloads p WHERE p.id = jobs_queue.id), run_at, claimed_at,
                          (SELECT request_id FROM jobs_payloads p WHERE p.id = jobs_queue.id), priority
                """;
            Add(command, "worker", Request.Worker);
            Add(command, "queue", Request.Queue);
            Add(command, "tenant", lane.TenantId);
            Add(command, "kinds", JsonSerializer.Serialize(Request.Kinds));
            Add(command, "share", share);
            await using var reader = await command.ExecuteReaderAsync(Ct);
            var jobs = new List<ClaimedJob>();
            while (await reader.ReadAsync(Ct)) jobs.Add(JobOf(reader, lane.Weight));
            return jobs;
        }

        public async Task SpendAsync(SqliteQueue queue, Lane lane, int taken)
        {
            if (taken == 0 || queue.RateOf(lane) is not { } rate) return;
            lane.NextStart = rate.After(queue.NowMs, lane.NextStart, taken);
            await Connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO jobs_shares (queue, tenant_id, weight, next_start) VALUES (@Queue, @TenantId, 1, @NextStart)
                ON CONFLICT (queue, tenant_id) DO UPDATE SET next_start = excluded.next_start
                """, new { Request.Queue, lane.TenantId, lane.NextStart }, Transaction, cancellationToken: Ct));
        }

        public async Task SpendAsync(SqliteQueue queue, int taken)
        {
            if (taken == 0 || queue.Rate is not { } rate) return;
            queue.NextStart = rate.After(queue.NowMs, queue.NextStart, taken);
            await Connection.ExecuteAsync(new CommandDefinition(
                "UPDATE jobs_queues SET next_start = @NextStart WHERE name = @Queue", new { Request.Queue, queue.NextStart }, Transaction, cancellationToken: Ct));
        }
    }

    private sealed class Lane
    {
        public Guid TenantId { get; set; }
        public double Weight { get; set; }
        public int? MaxActive { get; set; }
        public int? PerSecond { get; set; }
        public double NextStart { get; set; }
        public int Active { get; set; }
    }

    private sealed class SqliteQueue
    {
        public int? MaxActive { get; set; }
        public int? PerSecond { get; set; }
        public int? TenantMaxActive { get; set; }
        public int? TenantPerSecond { get; set; }
        public bool Limited { get; set; }
        public bool Paused { get; set; }
        public double NextStart { get; set; }
        public long NowMs { get; set; }

        public StartRate? Rate => PerSecond is { } rate ? new StartRate(rate) : null;

        public StartRate? RateOf(Lane lane) => Limited && (lane.PerSecond ?? TenantPerSecond) is { } rate ? new StartRate(rate) : null;

        public int Room(int limit, int active) => !Limited ? limit
            : Math.Max(0, Math.Min(limit, Math.Min((MaxActive ?? int.MaxValue) - active, Rate?.StartsAt(NowMs, NextStart) ?? int.MaxValue)));

        public int Most(Lane lane, int active) => !Limited ? int.MaxValue
            : Math.Min((lane.MaxActive ?? TenantMaxActive ?? int.MaxValue) - active, RateOf(lane)?.StartsAt(NowMs, lane.NextStart) ?? int.MaxValue);

        // What the claim left behind waits for the queue's rate, or for that of the tenant who is first to have room again.
        public TimeSpan? Wait(IReadOnlyList<Lane> lanes)
        {
            var waits = lanes.Select(l => RateOf(l)?.WaitAt(NowMs, l.NextStart)).Where(w => w is not null).Append(null).Min();
            var wait = Rate?.WaitAt(NowMs, NextStart) is { } all ? Math.Max(all, waits ?? 0) : waits;
            return wait is null ? null : TimeSpan.FromMilliseconds(wait.Value);
        }
    }
}
