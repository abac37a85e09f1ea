using System.Data.Common;
using System.Text.Json;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

internal static partial class JobClaim
{
    private const string SqliteLanes =
        """
        WITH RECURSIVE lanes(tenant_id) AS (
          SELECT (SELECT tenant_id FROM jobs_queue WHERE queue = @Queue AND state = 0 AND kind IN (SELECT value FROM json_each(@Kinds)) ORDER BY tenant_id LIMIT 1)
          UNION ALL
          SELECT (SELECT j.tenant_id FROM jobs_queue j
                  WHERE j.queue = @Queue AND j.state = 0 AND j.tenant_id > lanes.tenant_id AND j.kind IN (SELECT value FROM json_each(@Kinds))
                  ORDER BY j.tenant_id LIMIT 1)
          FROM lanes WHERE lanes.tenant_id IS NOT NULL)
        SELECT tenant_id FROM lanes WHERE tenant_id IS NOT NULL ORDER BY (tenant_id <= @LastTenant), tenant_id LIMIT @Limit
        """;

    private static Task<IReadOnlyList<ClaimedJob>> FromSqliteAsync(Storage storage, ClaimRequest request, CancellationToken ct) =>
        storage.WriteAsync(async (connection, transaction) =>
        {
            var kinds = JsonSerializer.Serialize(request.Kinds);
            var turns = (await connection.QueryAsync<Guid>(new CommandDefinition(
                SqliteLanes, new { request.Queue, Kinds = kinds, request.LastTenant, request.Limit }, transaction, cancellationToken: ct))).AsList();
            var jobs = new List<ClaimedJob>();
            foreach (var tenant in turns)
            {
                var share = Math.Min((request.Limit + turns.Count - 1) / turns.Count, request.Limit - jobs.Count);
                if (share > 0) jobs.AddRange(await TakeAsync(storage, connection, transaction, request, tenant, share, kinds, ct));
            }

            return (IReadOnlyList<ClaimedJob>)jobs;
        }, ct);

    private static async Task<IReadOnlyList<ClaimedJob>> TakeAsync(
        Storage storage, DbConnection connection, DbTransaction transaction, ClaimRequest request, Guid tenant, int share, string kinds, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"""
            UPDATE jobs_queue SET state = 2, lease = lease + 1, attempt = attempt + 1, worker = @worker, claimed_at = {storage.Now}
            WHERE id IN (
              SELECT id FROM jobs_queue
              WHERE queue = @queue AND state = 0 AND tenant_id = @tenant AND kind IN (SELECT value FROM json_each(@kinds))
              ORDER BY priority, id LIMIT @share)
              AND EXISTS (SELECT 1 FROM jobs_workers w WHERE w.id = @worker)
            RETURNING id, tenant_id, kind, attempt, max_attempts, lease,
                      (SELECT payload FROM jobs_payloads p WHERE p.id = jobs_queue.id), run_at, claimed_at,
                      (SELECT request_id FROM jobs_payloads p WHERE p.id = jobs_queue.id)
            """;
        Add(command, "worker", request.Worker);
        Add(command, "queue", request.Queue);
        Add(command, "tenant", tenant);
        Add(command, "kinds", kinds);
        Add(command, "share", share);
        return await ReadAsync(command, ct);
    }
}
