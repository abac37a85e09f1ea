using Npgsql;

namespace Steward.Jobs.Queue;

internal static partial class JobOutcomes
{
    private const string PostgresEnd =
        """
        WITH given AS (
          SELECT * FROM unnest(@ids, @leases, @states, @types, @errors, @results) AS g(id, lease, state, error_type, error, result)),
        gone AS (
          DELETE FROM jobs_queue q USING given g WHERE q.id = g.id AND q.lease = g.lease AND q.state = 2
          RETURNING q.id, q.tenant_id, q.queue, q.kind, g.state, q.attempt, q.lease, q.enqueued_at, q.claimed_at, g.error_type, g.error, g.result),
        noted AS (
          INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error)
          SELECT id, tenant_id, lease, attempt, clock_timestamp(), error_type, coalesce(error, '') FROM gone WHERE error_type IS NOT NULL)
        INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, error, result)
        SELECT id, tenant_id, queue, kind, state, attempt, lease, enqueued_at, claimed_at, clock_timestamp(), error_type, error, result FROM gone
        RETURNING id, lease
        """;

    private const string PostgresGoOn =
        """
        WITH given AS (
          SELECT g.*, clock_timestamp() AS now FROM unnest(@ids, @leases, @states, @delays, @refunds, @types, @errors)
            AS g(id, lease, state, delay, refund, error_type, error)),
        moved AS (
          UPDATE jobs_queue q SET state = g.state, worker = NULL, attempt = q.attempt - g.refund,
                 run_at = g.now + g.delay * interval '1 millisecond'
          FROM given g WHERE q.id = g.id AND q.lease = g.lease AND q.state = 2
          RETURNING q.id, q.tenant_id, q.lease, q.attempt, g.error_type, g.error, g.now),
        noted AS (
          INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error)
          SELECT id, tenant_id, lease, attempt, now, error_type, coalesce(error, '') FROM moved WHERE error_type IS NOT NULL)
        SELECT id, lease FROM moved
        """;

    private static async Task<HashSet<(Guid, long)>> InPostgresAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<JobOutcome> outcomes, CancellationToken ct)
    {
        var accepted = new HashSet<(Guid, long)>();
        foreach (var group in outcomes.GroupBy(o => o.Ends))
        {
            await using var command = new NpgsqlCommand(group.Key ? PostgresEnd : PostgresGoOn, connection, transaction);
            command.Parameters.AddWithValue("ids", group.Select(o => o.Id).ToArray());
            command.Parameters.AddWithValue("leases", group.Select(o => o.Lease).ToArray());
            command.Parameters.AddWithValue("states", group.Select(o => (short)o.State).ToArray());
            command.Parameters.Add(new NpgsqlParameter<string?[]>("types", [.. group.Select(o => o.ErrorType)]));
            command.Parameters.Add(new NpgsqlParameter<string?[]>("errors", [.. group.Select(o => o.Error)]));
            if (group.Key)
            {
                command.Parameters.Add(new NpgsqlParameter<string?[]>("results", [.. group.Select(o => o.Result)]));
            }
            else
            {
                command.Parameters.AddWithValue("delays", group.Select(o => o.DelayMs).ToArray());
                command.Parameters.AddWithValue("refunds", group.Select(o => o.Refund).ToArray());
            }

            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) accepted.Add((reader.GetGuid(0), reader.GetInt64(1)));
        }

        return accepted;
    }
}
