using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>A job that was ended by somebody else than its worker: dead with it on every attempt, or called off.</summary>
internal sealed class BuriedJob
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public string Kind { get; set; } = "";
    public long State { get; set; }
    public Guid? BatchId { get; set; }
    public string? Payload { get; set; }
}

/// <summary>Ends live jobs without an outcome of their worker, with everything that depends on an end: history, batches, announcements.</summary>
internal static class JobBurial
{
    /// <summary>
    /// Ends the jobs of <paramref name="which"/> (SQL over <c>jobs_queue</c>): those that are being called off as cancelled, the others as
    /// <paramref name="otherwise"/>. Answers the jobs and the announcements that were added.
    /// </summary>
    public static async Task<(IReadOnlyList<BuriedJob> Jobs, IReadOnlyList<NewJob> Told)> EndAsync(
        Storage storage, DbConnection connection, DbTransaction? transaction, string which, object parameters, Ending otherwise, JobKinds kinds, CancellationToken ct)
    {
        var values = new DynamicParameters(parameters);
        values.Add("State", (int)otherwise.State);
        values.Add("ErrorType", otherwise.ErrorType);
        values.Add("Error", otherwise.Error);
        values.Add("Signature", otherwise.State == JobState.Failed ? JobOutcome.SignatureOf(otherwise.ErrorType, otherwise.Error) : null);
        var buried = (await connection.QueryAsync<BuriedJob>(new CommandDefinition(
            $"""
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, error, signature, cost_pico,
                                      validations, validations_passed, batch_id)
            SELECT id, tenant_id, queue, kind, CASE WHEN cancelling THEN {(int)JobState.Cancelled} ELSE @State END, attempt, lease, enqueued_at, claimed_at, {storage.Now},
                   CASE WHEN NOT cancelling THEN @ErrorType END, CASE WHEN NOT cancelling THEN @Error END, CASE WHEN NOT cancelling THEN @Signature END, spent_pico,
                   validations, validations_passed, batch_id
            FROM jobs_queue WHERE {which}
            ON CONFLICT (id) DO NOTHING
            RETURNING id AS Id, tenant_id AS TenantId, kind AS Kind, CAST(state AS bigint) AS State, batch_id AS BatchId,
                      (SELECT payload FROM jobs_payloads p WHERE p.id = jobs_history.id) AS Payload
            """, values, transaction, cancellationToken: ct))).AsList();
        // Only what was buried: between two statements its worker may have ended it.
        await connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM jobs_queue WHERE {which} AND EXISTS (SELECT 1 FROM jobs_history h WHERE h.id = jobs_queue.id)", values, transaction, cancellationToken: ct));
        await BatchCounts.ApplyAsync(storage, connection, transaction, buried.Where(b => b.BatchId is not null).Select(b => (b.BatchId!.Value, (JobState)b.State)), ct);
        var announcements = buried.SelectMany(b => b.Payload is null ? [] : kinds.AnnouncementsOf(b.Id, b.TenantId, b.Kind, b.Payload,
            b.State == (long)JobState.Cancelled ? DeadLetterKind.Cancelled : otherwise.ErrorType ?? JobErrorType.Unknown.Name())).ToList();
        await JobInsert.RunAsync(storage, connection, transaction, announcements, ct);
        return (buried, announcements);
    }

    /// <summary>How they end.</summary>
    internal sealed record Ending(JobState State, string? ErrorType = null, string? Error = null);
}
