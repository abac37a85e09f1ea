using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

internal static partial class JobOutcomes
{
    private const string Held = "id = @Id AND lease = @Lease AND state = 2";

    private static async Task<HashSet<(Guid, long)>> InSqliteAsync(
        Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<JobOutcome> outcomes, CancellationToken ct)
    {
        var end =
            $"""
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, error, signature, result,
                                      provider, model, cost_pico, validations, validations_passed, batch_id)
            SELECT id, tenant_id, queue, kind, @State, attempt, lease, enqueued_at, claimed_at, {storage.Now}, @ErrorType, @Error, @Signature, @Result,
                   @Provider, @Model, coalesce(spent_pico + @CostPico, spent_pico, @CostPico), coalesce(validations + @Validations, validations, @Validations),
                   coalesce(validations_passed + @ValidationsPassed, validations_passed, @ValidationsPassed), batch_id
            FROM jobs_queue WHERE {Held}
            """;
        const string remove = $"DELETE FROM jobs_queue WHERE {Held} RETURNING batch_id AS BatchId";
        // A job that was called off does not go on.
        var goOn =
            $"""
            UPDATE jobs_queue SET state = @State, worker = NULL, attempt = attempt - @Refund, run_at = {storage.NowPlus("@DelayMs")},
                   spent_pico = coalesce(spent_pico + @CostPico, spent_pico, @CostPico),
                   validations = coalesce(validations + @Validations, validations, @Validations),
                   validations_passed = coalesce(validations_passed + @ValidationsPassed, validations_passed, @ValidationsPassed)
            WHERE {Held} AND NOT cancelling RETURNING NULL AS BatchId
            """;
        var note =
            $"""
            INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error)
            SELECT id, tenant_id, lease, attempt, {storage.Now}, @ErrorType, coalesce(@Error, '') FROM jobs_queue WHERE {Held}
            """;
        var accepted = new HashSet<(Guid, long)>();
        var batches = new List<(Guid, JobState)>();
        foreach (var outcome in outcomes)
        {
            Task SendAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, outcome, transaction, cancellationToken: ct));
            if (outcome.ErrorType is not null) await SendAsync(outcome.Ends ? note : note + " AND NOT cancelling");
            if (outcome.Ends) await SendAsync(end);
            var done = await connection.QueryAsync<Taken>(new CommandDefinition(outcome.Ends ? remove : goOn, outcome, transaction, cancellationToken: ct));
            if (done.SingleOrDefault() is not { } taken) continue;
            accepted.Add((outcome.Id, outcome.Lease));
            if (taken.BatchId is { } batch) batches.Add((batch, outcome.State));
        }

        await BatchCounts.ApplyAsync(storage, connection, transaction, batches, ct);
        return accepted;
    }

    private sealed class Taken
    {
        public Guid? BatchId { get; set; }
    }
}
