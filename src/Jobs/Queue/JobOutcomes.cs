using System.Data.Common;
using Npgsql;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>Writes the ends of attempts, many at once, each only while its lease is held. What was refused is answered false.</summary>
internal static partial class JobOutcomes
{
    public static async Task<bool[]> ApplyAsync(
        Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<JobOutcome> outcomes, CancellationToken ct)
    {
        var accepted = connection is NpgsqlConnection postgres
            ? await InPostgresAsync(postgres, (NpgsqlTransaction?)transaction, outcomes, ct)
            : await InSqliteAsync(storage, connection, transaction, outcomes, ct);
        await JobInsert.RunAsync(
            storage, connection, transaction, [.. outcomes.Where(o => accepted.Contains((o.Id, o.Lease))).SelectMany(o => o.Announcements)], ct);
        return [.. outcomes.Select(o => accepted.Contains((o.Id, o.Lease)))];
    }
}
