using Npgsql;

namespace Steward.Jobs.Queue;

internal static partial class JobClaim
{
    // First, so that the claim's snapshot has what the claimer before has taken.
    private const string PostgresTurn = "SELECT 1 FROM jobs_queues WHERE name = @queue AND limited FOR UPDATE";

    private const string EpochMs = "(extract(epoch FROM clock_timestamp()) * 1000)::float8";

    // Lanes are the tenants with something waiting, found by jumps in the index; each may fill its share, so a tenant with a
    // million jobs does not hold up a tenant with one. MATERIALIZED: a nested-loop plan could otherwise update more than the limit.
    // ARRAY and LATERAL … LIMIT 1: rows are found by their keys, whatever the statistics of a table that was empty a moment ago say.
    private const string Lanes =
        """
        lanes AS (
          SELECT coalesce(
            (SELECT tenant_id FROM jobs_queue WHERE queue = @queue AND state = 0 AND kind = ANY(@kinds) AND tenant_id > @after ORDER BY tenant_id LIMIT 1),
            (SELECT tenant_id FROM jobs_queue WHERE queue = @queue AND state = 0 AND kind = ANY(@kinds) ORDER BY tenant_id LIMIT 1)) AS tenant_id, 1 AS depth
          FROM room WHERE n > 0
          UNION ALL
          SELECT (SELECT j.tenant_id FROM jobs_queue j WHERE j.queue = @queue AND j.state = 0 AND j.kind = ANY(@kinds) AND j.tenant_id > lanes.tenant_id
                  ORDER BY j.tenant_id LIMIT 1), depth + 1
          FROM lanes WHERE lanes.tenant_id IS NOT NULL AND depth < @lanes),
        """;

    private const string Claimed =
        """
        picked AS MATERIALIZED (
          SELECT one.id FROM chosen CROSS JOIN LATERAL (
            SELECT q.id FROM jobs_queue q
            WHERE q.queue = @queue AND q.state = 0 AND q.tenant_id = chosen.tenant_id AND q.kind = ANY(@kinds)
            ORDER BY q.priority, q.id
            LIMIT least(chosen.most, ceil((SELECT n FROM room) * chosen.weight / chosen.weights))::int
            FOR UPDATE SKIP LOCKED) one
          LIMIT (SELECT n FROM room)),
        claimed AS (
          UPDATE jobs_queue q
          SET state = 2, lease = q.lease + 1, attempt = q.attempt + 1, worker = @worker, claimed_at = clock_timestamp()
          WHERE q.id = ANY (ARRAY(SELECT id FROM picked)) AND EXISTS (SELECT 1 FROM jobs_workers w WHERE w.id = @worker)
          RETURNING q.id, q.tenant_id, q.kind, q.attempt, q.max_attempts, q.lease, q.run_at, q.claimed_at, q.priority)
        """;

    // One row more than was claimed, without a job: it tells whether the queue is limited.
    private const string Answer =
        """
        SELECT c.id, c.tenant_id, c.kind, c.attempt, c.max_attempts, c.lease, p.payload, c.run_at, c.claimed_at, p.request_id, c.priority, t.weight, NULL::bool AS limited
        FROM claimed c JOIN chosen t ON t.tenant_id = c.tenant_id
        CROSS JOIN LATERAL (SELECT payload, request_id FROM jobs_payloads WHERE id = c.id LIMIT 1) p
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, limited FROM room
        """;

    // Nothing of limits, and nothing taken where there are some after all: the caller comes back for its turn.
    private const string PostgresFreely =
        $"""
        WITH RECURSIVE room AS MATERIALIZED (
          SELECT limited, CASE WHEN limited OR paused_at IS NOT NULL THEN 0 ELSE @limit END AS n FROM jobs_queues WHERE name = @queue),
        {Lanes}
        chosen AS MATERIALIZED (
          SELECT lanes.tenant_id, coalesce(s.weight, 1) AS weight, @limit AS most, sum(coalesce(s.weight, 1)) OVER () AS weights
          FROM lanes
          LEFT JOIN jobs_shares s ON s.queue = @queue AND s.tenant_id = lanes.tenant_id
          LEFT JOIN unnest(@tenants, @turns) AS known(tenant_id, turn) ON known.tenant_id = lanes.tenant_id
          WHERE lanes.tenant_id IS NOT NULL AND s.paused_at IS NULL
          ORDER BY greatest(known.turn, @floor), lanes.tenant_id LIMIT @limit),
        {Claimed}
        {Answer}
        """;

    private static readonly string PostgresInTurn =
        $"""
        WITH RECURSIVE queue AS MATERIALIZED (SELECT *, {EpochMs} AS now FROM jobs_queues WHERE name = @queue),
        active AS MATERIALIZED (
          SELECT tenant_id, count(*) AS n FROM jobs_queue WHERE (SELECT limited FROM queue) AND state = 2 AND queue = @queue GROUP BY tenant_id),
        room AS MATERIALIZED (
          SELECT limited, (CASE WHEN paused_at IS NOT NULL THEN 0 WHEN NOT limited THEN @limit ELSE greatest(0, least(@limit,
                   max_active - (SELECT coalesce(sum(n), 0) FROM active),
                   {StartRate.SqlStarts("per_second", "next_start", "now")})) END)::int AS n FROM queue),
        {Lanes}
        turns AS MATERIALIZED (
          SELECT lanes.tenant_id, coalesce(s.weight, 1) AS weight, greatest(known.turn, @floor) AS turn,
                 least(@limit, coalesce(s.max_active, queue.tenant_max_active) - coalesce(active.n, 0),
                       {StartRate.SqlStarts("coalesce(s.per_second, queue.tenant_per_second)", "coalesce(s.next_start, 0)", "queue.now")}) AS most
          FROM lanes CROSS JOIN queue
          LEFT JOIN jobs_shares s ON s.queue = @queue AND s.tenant_id = lanes.tenant_id
          LEFT JOIN unnest(@tenants, @turns) AS known(tenant_id, turn) ON known.tenant_id = lanes.tenant_id
          LEFT JOIN active ON active.tenant_id = lanes.tenant_id
          WHERE lanes.tenant_id IS NOT NULL AND s.paused_at IS NULL),
        chosen AS MATERIALIZED (
          SELECT *, sum(weight) OVER () AS weights FROM turns WHERE most > 0 ORDER BY turn, tenant_id LIMIT @limit),
        {Claimed},
        spent AS (
          UPDATE jobs_queues SET next_start = greatest(jobs_queues.next_start, queue.now) + taken.n * {StartRate.SqlSpacing("jobs_queues.per_second")}
          FROM queue CROSS JOIN (SELECT count(*) AS n FROM claimed) taken
          WHERE jobs_queues.name = @queue AND jobs_queues.per_second IS NOT NULL AND taken.n > 0),
        spent_by_tenant AS (
          INSERT INTO jobs_shares (queue, tenant_id, weight, next_start)
          SELECT @queue, taken.tenant_id, 1, queue.now + taken.n * {StartRate.SqlSpacing("coalesce(s.per_second, queue.tenant_per_second)")}
          FROM queue CROSS JOIN (SELECT tenant_id, count(*) AS n FROM claimed GROUP BY tenant_id) taken
          LEFT JOIN jobs_shares s ON s.queue = @queue AND s.tenant_id = taken.tenant_id
          WHERE queue.limited AND coalesce(s.per_second, queue.tenant_per_second) IS NOT NULL
          ON CONFLICT (queue, tenant_id) DO UPDATE SET next_start = greatest(jobs_shares.next_start, (SELECT now FROM queue))
            + (SELECT count(*) FROM claimed c WHERE c.tenant_id = jobs_shares.tenant_id)
            * {StartRate.SqlSpacing("coalesce(jobs_shares.per_second, (SELECT tenant_per_second FROM queue))")})
        {Answer}
        """;

    // Only where something waits: when the queue's rate, or that of the first tenant, has room again. CASE: who has no rate does not look for what waits.
    private static readonly string PostgresWait =
        $"""
        SELECT max(wait) FROM (
          SELECT {StartRate.SqlWait("per_second", "next_start", EpochMs)} AS wait
          FROM jobs_queues WHERE name = @queue AND CASE WHEN per_second IS NULL OR paused_at IS NOT NULL THEN false ELSE
            (SELECT j.id FROM jobs_queue j WHERE j.queue = @queue AND j.state = 0 ORDER BY j.tenant_id LIMIT 1) IS NOT NULL END
          UNION ALL
          SELECT min({StartRate.SqlWait("coalesce(s.per_second, q.tenant_per_second)", "s.next_start", EpochMs)})
          FROM jobs_queues q JOIN jobs_shares s ON s.queue = q.name
          WHERE q.name = @queue AND q.limited AND q.paused_at IS NULL AND CASE WHEN coalesce(s.per_second, q.tenant_per_second) IS NULL THEN false ELSE
            (SELECT j.id FROM jobs_queue j WHERE j.queue = @queue AND j.state = 0 AND j.tenant_id = s.tenant_id ORDER BY j.priority LIMIT 1) IS NOT NULL END) waits
        """;

    /// <summary>Adds the claim's statements to a batch: one, or three where the queue may be limited.</summary>
    public static void AddTo(NpgsqlBatch batch, ClaimRequest request)
    {
        if (request.InTurn)
        {
            var turn = new NpgsqlBatchCommand(PostgresTurn);
            turn.Parameters.AddWithValue("queue", request.Queue);
            batch.BatchCommands.Add(turn);
        }

        var claim = new NpgsqlBatchCommand(request.InTurn ? PostgresInTurn : PostgresFreely);
        var known = request.Turns.Read();
        claim.Parameters.AddWithValue("queue", request.Queue);
        claim.Parameters.AddWithValue("kinds", request.Kinds);
        claim.Parameters.AddWithValue("after", known.After);
        claim.Parameters.AddWithValue("lanes", FairTurns.MostLanes);
        claim.Parameters.AddWithValue("tenants", known.Tenants);
        claim.Parameters.AddWithValue("turns", known.Turns);
        claim.Parameters.AddWithValue("floor", known.Floor);
        claim.Parameters.AddWithValue("limit", request.Limit);
        claim.Parameters.AddWithValue("worker", request.Worker);
        batch.BatchCommands.Add(claim);
        if (!request.InTurn) return;
        var wait = new NpgsqlBatchCommand(PostgresWait);
        wait.Parameters.AddWithValue("queue", request.Queue);
        batch.BatchCommands.Add(wait);
    }

    /// <summary>Reads the claim; the reader stands at the first of its results.</summary>
    public static async Task<Claim> ReadAsync(NpgsqlDataReader reader, ClaimRequest request, CancellationToken ct)
    {
        if (request.InTurn) await reader.NextResultAsync(ct);
        var (jobs, limited) = (new List<ClaimedJob>(request.Limit), false);
        while (await reader.ReadAsync(ct))
        {
            if (reader.IsDBNull(0)) limited = reader.GetBoolean(12);
            else jobs.Add(JobOf(reader, reader.GetDouble(11)));
        }

        var ordered = request.Turns.Took(jobs);
        if (!request.InTurn) return new Claim(ordered, null, limited);
        await reader.NextResultAsync(ct);
        return new Claim(ordered, await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? TimeSpan.FromMilliseconds(reader.GetDouble(0)) : null, limited);
    }
}
