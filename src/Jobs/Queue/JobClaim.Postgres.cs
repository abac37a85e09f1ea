using Npgsql;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

internal static partial class JobClaim
{
    // Lanes are the tenants with something waiting, found by jumps in the index; each may fill an equal share, so a tenant with a
    // million jobs does not hold up a tenant with one. MATERIALIZED: a nested-loop plan could otherwise update more than the limit.
    private const string PostgresClaim =
        """
        WITH RECURSIVE lanes AS (
          (SELECT tenant_id FROM jobs_queue WHERE queue = @queue AND state = 0 AND kind = ANY(@kinds) ORDER BY tenant_id LIMIT 1)
          UNION ALL
          SELECT (SELECT j.tenant_id FROM jobs_queue j WHERE j.queue = @queue AND j.state = 0 AND j.kind = ANY(@kinds) AND j.tenant_id > lanes.tenant_id
                  ORDER BY j.tenant_id LIMIT 1)
          FROM lanes WHERE lanes.tenant_id IS NOT NULL),
        turns AS MATERIALIZED (
          SELECT tenant_id FROM lanes WHERE tenant_id IS NOT NULL ORDER BY (tenant_id <= @last), tenant_id LIMIT @limit),
        picked AS MATERIALIZED (
          SELECT one.id FROM turns CROSS JOIN LATERAL (
            SELECT q.id FROM jobs_queue q
            WHERE q.queue = @queue AND q.state = 0 AND q.tenant_id = turns.tenant_id AND q.kind = ANY(@kinds)
            ORDER BY q.priority, q.id
            LIMIT (SELECT ceil(@limit::numeric / count(*))::int FROM turns)
            FOR UPDATE SKIP LOCKED) one
          LIMIT @limit)
        UPDATE jobs_queue q
        SET state = 2, lease = q.lease + 1, attempt = q.attempt + 1, worker = @worker, claimed_at = clock_timestamp()
        FROM picked JOIN jobs_payloads p ON p.id = picked.id
        WHERE q.id = picked.id AND EXISTS (SELECT 1 FROM jobs_workers w WHERE w.id = @worker)
        RETURNING q.id, q.tenant_id, q.kind, q.attempt, q.max_attempts, q.lease, p.payload, q.run_at, q.claimed_at, p.request_id
        """;

    private static async Task<IReadOnlyList<ClaimedJob>> FromPostgresAsync(Storage storage, ClaimRequest request, CancellationToken ct)
    {
        await using var connection = (NpgsqlConnection)await storage.OpenAsync(ct);
        await using var command = new NpgsqlCommand(PostgresClaim, connection);
        command.Parameters.AddWithValue("queue", request.Queue);
        command.Parameters.AddWithValue("kinds", request.Kinds);
        command.Parameters.AddWithValue("last", request.LastTenant);
        command.Parameters.AddWithValue("limit", request.Limit);
        command.Parameters.AddWithValue("worker", request.Worker);
        return await ReadAsync(command, ct);
    }
}
