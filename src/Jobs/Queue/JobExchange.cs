using Npgsql;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>Ends of attempts handed in and new jobs taken for the slots that become free, in one commit; on PostgreSQL in one round trip.</summary>
internal static class JobExchange
{
    /// <summary>Answers for each outcome whether its lease was held, and what was claimed. With a null <paramref name="next"/> nothing is.</summary>
    public static async Task<(bool[] Accepted, Claim Claimed)> RunAsync(
        Storage storage, IReadOnlyList<JobOutcome> outcomes, ClaimRequest? next, CancellationToken ct)
    {
        // Who is told of a dead letter depends on whether its end was accepted: one more statement, in a transaction.
        if (storage.Kind == StorageKind.Sqlite || outcomes.Any(o => o.Announcements.Count > 0))
            return await storage.WriteAsync(async (connection, transaction) =>
            {
                var ended = await JobOutcomes.ApplyAsync(storage, connection, transaction, outcomes, ct);
                return (ended, next is null ? Claim.Nothing : await JobClaim.InTransactionAsync(storage, connection, transaction, next, ct));
            }, ct);
        await using var connection = (NpgsqlConnection)await storage.OpenAsync(ct);
        // Without a transaction of its own a batch is one, from its first statement to its end.
        await using var batch = new NpgsqlBatch(connection);
        var ends = JobOutcomes.AddTo(batch, outcomes);
        if (next is not null) JobClaim.AddTo(batch, next);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var accepted = new HashSet<(Guid, long)>();
        for (var i = 0; i < ends; i++)
        {
            await JobOutcomes.ReadAsync(reader, accepted, ct);
            await reader.NextResultAsync(ct);
        }

        var claimed = next is null ? Claim.Nothing : await JobClaim.ReadAsync(reader, next, ct);
        // To its very end, where the commit is confirmed.
        while (await reader.NextResultAsync(ct))
        {
        }

        return ([.. outcomes.Select(o => accepted.Contains((o.Id, o.Lease)))], claimed);
    }
}
