using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

internal static partial class JobOutcomes
{
    private static async Task<HashSet<(Guid, long)>> InSqliteAsync(
        Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<JobOutcome> outcomes, CancellationToken ct)
    {
        var end =
            $"""
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, error, result)
            SELECT id, tenant_id, queue, kind, @State, attempt, lease, enqueued_at, claimed_at, {storage.Now}, @ErrorType, @Error, @Result
            FROM jobs_queue WHERE id = @Id AND lease = @Lease AND state = 2
            """;
        const string remove = "DELETE FROM jobs_queue WHERE id = @Id AND lease = @Lease AND state = 2";
        var goOn =
            $"""
            UPDATE jobs_queue SET state = @State, worker = NULL, attempt = attempt - @Refund, run_at = {storage.NowPlus("@DelayMs")}
            WHERE id = @Id AND lease = @Lease AND state = 2
            """;
        var note =
            $"""
            INSERT INTO jobs_failures (job_id, tenant_id, lease, attempt, at, error_type, error)
            SELECT id, tenant_id, lease, attempt, {storage.Now}, @ErrorType, coalesce(@Error, '')
            FROM jobs_queue WHERE id = @Id AND lease = @Lease AND state = 2
            """;
        var accepted = new HashSet<(Guid, long)>();
        foreach (var outcome in outcomes)
        {
            Task<int> SendAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, outcome, transaction, cancellationToken: ct));
            if (outcome.ErrorType is not null) await SendAsync(note);
            if (outcome.Ends) await SendAsync(end);
            if (await SendAsync(outcome.Ends ? remove : goOn) == 1) accepted.Add((outcome.Id, outcome.Lease));
        }

        return accepted;
    }
}
