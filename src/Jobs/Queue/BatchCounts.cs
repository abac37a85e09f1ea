using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>Counts ended jobs off their batches, and lets the job go on that waits for the last.</summary>
internal static class BatchCounts
{
    public static async Task ApplyAsync(
        Storage storage, DbConnection connection, DbTransaction? transaction, IEnumerable<(Guid Batch, JobState State)> ended, CancellationToken ct)
    {
        // In one order, so that two who count do not wait for each other.
        foreach (var batch in ended.GroupBy(e => e.Batch).OrderBy(g => g.Key))
        {
            var row = new { Id = batch.Key, N = batch.Count(), Failed = batch.Count(b => b.State == JobState.Failed), Cancelled = batch.Count(b => b.State == JobState.Cancelled) };
            await connection.ExecuteAsync(new CommandDefinition(
                $"""
                UPDATE jobs_batches SET finished_at = CASE WHEN pending = @N THEN {storage.Now} END,
                       pending = pending - @N, failed = failed + @Failed, cancelled = cancelled + @Cancelled
                WHERE id = @Id
                """, row, transaction, cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition(
                $"UPDATE jobs_queue SET run_at = {storage.Now} WHERE state = 3 AND id IN (SELECT then_job_id FROM jobs_batches WHERE id = @Id AND pending = 0)",
                row, transaction, cancellationToken: ct));
        }
    }
}
