using Npgsql;

namespace Steward.Jobs.Queue;

internal static partial class JobOutcomes
{
    // state + 0: rows are found by their ids. By the index of active jobs each would be compared with each.
    private const string PostgresEnd =
        """
        WITH given AS (
          SELECT * FROM unnest(@ids, @leases, @states, @types, @errors, @signatures, @results, @providers, @models, @costs, @validations, @passed)
            AS g(id, lease, state, error_type, error, signature, result, provider, model, cost, validations, passed)),
        gone AS (
          DELETE FROM jobs_queue q USING given g WHERE q.id = g.id AND q.lease = g.lease AND q.state + 0 = 2
          RETURNING q.id, q.tenant_id, q.queue, q.kind, g.state, q.attempt, q.lease, q.enqueued_at, q.claimed_at, g.error_type, g.error, g.signature, g.result,
                    g.provider, g.model, coalesce(q.spent_pico + g.cost, q.spent_pico, g.cost) AS cost,
                    coalesce(q.validations + g.validations, q.validations, g.validations) AS validations,
                    coalesce(q.validations_passed + g.passed, q.validations_passed, g.passed) AS passed, q.batch_id),
        noted AS (
          INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error)
          SELECT id, tenant_id, lease, attempt, clock_timestamp(), error_type, coalesce(error, '') FROM gone WHERE error_type IS NOT NULL),
        counted AS (
          UPDATE jobs_batches b SET pending = b.pending - d.n, failed = b.failed + d.failed, cancelled = b.cancelled + d.cancelled,
                 finished_at = CASE WHEN b.pending = d.n THEN clock_timestamp() END
          FROM (SELECT batch_id, count(*) AS n, count(*) FILTER (WHERE state = 5) AS failed, count(*) FILTER (WHERE state = 6) AS cancelled
                FROM gone WHERE batch_id IS NOT NULL GROUP BY batch_id) d
          WHERE b.id = d.batch_id RETURNING b.then_job_id, b.pending),
        released AS (
          UPDATE jobs_queue q SET run_at = clock_timestamp() FROM counted WHERE q.id = counted.then_job_id AND counted.pending = 0 AND q.state = 3)
        INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, error, signature, result,
                                  provider, model, cost_pico, validations, validations_passed, batch_id)
        SELECT id, tenant_id, queue, kind, state, attempt, lease, enqueued_at, claimed_at, clock_timestamp(), error_type, error, signature, result,
               provider, model, cost, validations, passed, batch_id FROM gone
        RETURNING id, lease
        """;

    // A job that was called off does not go on.
    private const string PostgresGoOn =
        """
        WITH given AS (
          SELECT g.*, clock_timestamp() AS now FROM unnest(@ids, @leases, @states, @delays, @refunds, @types, @errors, @costs, @validations, @passed)
            AS g(id, lease, state, delay, refund, error_type, error, cost, validations, passed)),
        moved AS (
          UPDATE jobs_queue q SET state = g.state, worker = NULL, attempt = q.attempt - g.refund,
                 run_at = g.now + g.delay * interval '1 millisecond',
                 spent_pico = coalesce(q.spent_pico + g.cost, q.spent_pico, g.cost),
                 validations = coalesce(q.validations + g.validations, q.validations, g.validations),
                 validations_passed = coalesce(q.validations_passed + g.passed, q.validations_passed, g.passed)
          FROM given g WHERE q.id = g.id AND q.lease = g.lease AND q.state + 0 = 2 AND NOT q.cancelling
          RETURNING q.id, q.tenant_id, q.lease, q.attempt, g.error_type, g.error, g.now),
        noted AS (
          INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error)
          SELECT id, tenant_id, lease, attempt, now, error_type, coalesce(error, '') FROM moved WHERE error_type IS NOT NULL)
        SELECT id, lease FROM moved
        """;

    /// <summary>Adds the statements to a batch; each answers the ids and leases that were accepted. Answers how many were added.</summary>
    public static int AddTo(NpgsqlBatch batch, IReadOnlyList<JobOutcome> outcomes)
    {
        var added = 0;
        foreach (var group in outcomes.GroupBy(o => o.Ends))
        {
            var command = new NpgsqlBatchCommand(group.Key ? PostgresEnd : PostgresGoOn);
            Fill(command.Parameters, [.. group], group.Key);
            batch.BatchCommands.Add(command);
            added++;
        }

        return added;
    }

    /// <summary>Reads the accepted of one statement.</summary>
    public static async Task ReadAsync(NpgsqlDataReader reader, HashSet<(Guid, long)> accepted, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct)) accepted.Add((reader.GetGuid(0), reader.GetInt64(1)));
    }

    private static async Task<HashSet<(Guid, long)>> InPostgresAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<JobOutcome> outcomes, CancellationToken ct)
    {
        var accepted = new HashSet<(Guid, long)>();
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (AddTo(batch, outcomes) == 0) return accepted;
        await using var reader = await batch.ExecuteReaderAsync(ct);
        do await ReadAsync(reader, accepted, ct);
        while (await reader.NextResultAsync(ct));
        return accepted;
    }

    private static void Fill(NpgsqlParameterCollection into, IReadOnlyList<JobOutcome> outcomes, bool ends)
    {
        into.AddWithValue("ids", outcomes.Select(o => o.Id).ToArray());
        into.AddWithValue("leases", outcomes.Select(o => o.Lease).ToArray());
        into.AddWithValue("states", outcomes.Select(o => (short)o.State).ToArray());
        AddSparse(into, "types", outcomes, o => o.ErrorType);
        AddSparse(into, "errors", outcomes, o => o.Error);
        AddSparse(into, "costs", outcomes, o => o.CostPico);
        AddSparse(into, "validations", outcomes, o => o.Validations);
        AddSparse(into, "passed", outcomes, o => o.ValidationsPassed);
        if (ends)
        {
            AddSparse(into, "signatures", outcomes, o => o.Signature);
            AddSparse(into, "results", outcomes, o => o.Result);
            AddSparse(into, "providers", outcomes, o => o.Provider);
            AddSparse(into, "models", outcomes, o => o.Model);
        }
        else
        {
            into.AddWithValue("delays", outcomes.Select(o => o.DelayMs).ToArray());
            into.AddWithValue("refunds", outcomes.Select(o => o.Refund).ToArray());
        }
    }

    // Most ends have nothing of the kind: no array then, which unnest reads as nulls.
    private static void AddSparse<T>(NpgsqlParameterCollection into, string name, IReadOnlyList<JobOutcome> outcomes, Func<JobOutcome, T?> of)
    {
        var values = default(T?[]);
        for (var i = 0; i < outcomes.Count; i++)
            if (of(outcomes[i]) is { } value) (values ??= new T?[outcomes.Count])[i] = value;
        into.Add(new NpgsqlParameter<T?[]?>(name, values));
    }
}
