using System.Data.Common;
using Dapper;
using Steward.Jobs.Statistics;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>Removes ended jobs with all that belongs to them: arguments, failures, progress. In the statistics they stay.</summary>
internal static class JobRemoval
{
    // SQLite bounds the parameters of one statement.
    private const int Portion = 200;

    /// <summary>Removes the jobs; none of them may be live.</summary>
    public static async Task RunAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var among = storage.Kind == StorageKind.Postgres ? "= ANY(@ids)" : "IN @ids";
        foreach (var part in ids.Chunk(Portion))
        {
            await HourFold.CountAsync(storage, connection, transaction, part, ct);
            foreach (var rows in (string[])["jobs_failures WHERE job_id", "jobs_progress WHERE job_id", "jobs_payloads WHERE id", "jobs_history WHERE id"])
                await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {rows} {among}", new { ids = part }, transaction, cancellationToken: ct));
        }
    }
}
