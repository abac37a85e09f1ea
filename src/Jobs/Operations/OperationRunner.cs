using Steward.Audit;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Operations;

/// <summary>Takes an operation further.</summary>
internal sealed record RunOperation(Guid OperationId) : IJob
{
    /// <summary>Where operations wait: a queue of their own, so that they can be paused and keep nobody waiting.</summary>
    public const string Queue = "operations";

    public static string Kind => "jobs.run-operation";
}

/// <summary>
/// Goes through the jobs that match, from the newest to the oldest. A page is one transaction: what is done to its jobs, the counts and the place where to
/// go on become true together, and only while the job's lease is held; so a crash resumes where it was and nothing is done twice.
/// </summary>
internal sealed class OperationRunner(AppDb db, JobReader jobs, JobControl control, JobQueue queue, Trail trail) : IJobHandler<RunOperation>
{
    /// <summary>Jobs of one transaction.</summary>
    public const int PageSize = 100;

    // Then another job goes on: each has its own attempts, and others of the queue get their turn.
    private const int PagesOfOneJob = 50;

    public async Task RunAsync(RunOperation job, JobContext context, CancellationToken ct)
    {
        for (var pages = 0; ; pages++)
        {
            var operation = (await db.QueryAsync<OperationLine>($"SELECT {OperationLine.Columns} FROM jobs_operations WHERE id = @OperationId", job, ct)).SingleOrDefault();
            if (operation is not { IsRunning: true }) return;
            if (pages == PagesOfOneJob || (pages > 0 && await IsPausedAsync(context.TenantId, ct)))
            {
                await HandOnAsync(job, context, ct);
                return;
            }

            var page = await jobs.ListAsync(operation.Reach, operation.Filter with { NotKind = RunOperation.Kind, Operation = operation.Id }, PageSize, operation.BeforeId, ct);
            await db.InTransactionAsync(() => ActAsync(operation, page, context, ct), ct);
        }
    }

    private async Task ActAsync(OperationLine operation, JobPage page, JobContext context, CancellationToken ct)
    {
        // Locked, so that it is stopped between two pages and never within one.
        var locked = db.Storage.Kind == StorageKind.Postgres ? " FOR UPDATE" : "";
        var still = await db.QueryAsync<Guid>("SELECT before_id FROM jobs_operations WHERE id = @Id AND status = 'running'" + locked, new { operation.Id }, ct);
        if (still.Count == 0 || still[0] != operation.BeforeId) return;
        var held = await db.QueryAsync<Guid>("SELECT id FROM jobs_queue WHERE id = @JobId AND lease = @Lease AND state = 2" + locked, new { context.JobId, context.Lease }, ct);
        if (held.Count == 0) throw new LeaseLostException(context.JobId);
        var done = 0;
        foreach (var job in page.Jobs)
            if (await DoAsync(operation, job.Id, ct)) done++;
        var counts = new { operation.Id, done, skipped = page.Jobs.Count - done, next = page.Next ?? Guid.Empty };
        await db.ExecuteAsync("UPDATE jobs_operations SET done = done + @done, skipped = skipped + @skipped, before_id = @next WHERE id = @Id", counts, ct);
        if (page.Next is null) await EndAsync(operation.Id, "completed", null, ct);
    }

    /// <summary>Ends an operation that runs, with a record of it.</summary>
    private Task EndAsync(Guid id, string status, string? error, CancellationToken ct) => OperationEnd.WriteAsync(db, trail, id, status, error, ct);

    private async Task<bool> DoAsync(OperationLine operation, Guid id, CancellationToken ct) => operation.Action switch
    {
        "retry" => (await control.RetryAsync(operation.Reach, id, evenCompleted: false, ct)).NewId is not null,
        "discard" => await control.DiscardAsync(operation.Reach, id, operation.Reason ?? "", ct),
        "cancel" => await control.CancelAsync(operation.Reach, id, operation.Filter.States, ct) is CancelAnswer.Cancelled or CancelAnswer.Cancelling,
        var other => throw new JobException(JobErrorType.Validation, $"There is no action '{other}'."),
    };

    private async Task<bool> IsPausedAsync(Guid tenant, CancellationToken ct) => (await db.QueryAsync<int>(
        """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM jobs_queues WHERE name = @Queue AND paused_at IS NOT NULL)
          OR EXISTS (SELECT 1 FROM jobs_shares WHERE queue = @Queue AND tenant_id = @tenant AND paused_at IS NOT NULL)
        """, new { RunOperation.Queue, tenant }, ct)).Count > 0;

    private Task HandOnAsync(RunOperation job, JobContext context, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        await queue.EnqueueAsync(job, null, ct);
        await context.FinishAsync(db, ct);
    }, ct);
}

/// <summary>An operation whose job died has failed; one whose job was called off is stopped.</summary>
internal sealed class OperationDeath(AppDb db, Trail trail) : IJobHandler<DeadLetter<RunOperation>>
{
    public Task RunAsync(DeadLetter<RunOperation> job, JobContext context, CancellationToken ct) => db.InTransactionAsync(() => job.ErrorType == DeadLetterKind.Cancelled
        ? OperationEnd.WriteAsync(db, trail, job.Job.OperationId, "stopped", "Its job was called off.", ct)
        : OperationEnd.WriteAsync(db, trail, job.Job.OperationId, "failed", $"Its job {job.JobId} failed for good: {job.ErrorType}.", ct), ct);
}

/// <summary>The end of an operation and its entry in the trail.</summary>
internal static class OperationEnd
{
    public static async Task WriteAsync(AppDb db, Trail trail, Guid id, string status, string? error, CancellationToken ct)
    {
        var ended = (await db.QueryAsync<OperationLine>(
            $"""
            UPDATE jobs_operations SET status = @status, error = @error, finished_at = {db.Storage.Now} WHERE id = @id AND status = 'running' RETURNING {OperationLine.Columns}
            """, new { id, status, error }, ct)).SingleOrDefault();
        if (ended is not null) await trail.RecordAsync(Event(ended, "system", status), ct);
    }

    public static AuditEvent Event(OperationLine operation, string by, string what) => new(
        operation.TenantId, by, "operation." + what, $"operation:{operation.Id}", new { operation.Action, operation.Reason, operation.Done, operation.Skipped, operation.StartedBy });
}
