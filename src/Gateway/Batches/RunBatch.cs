using Dapper;
using Microsoft.EntityFrameworkCore;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Gateway.Batches;

/// <summary>Does a batch: by the provider's own batches, or call by call.</summary>
internal sealed record RunBatch(Guid BatchId) : IJob
{
    public const string Queue = "batches";

    public static string Kind => "gateway.run-batch";
}

/// <summary>Takes a batch as far as it goes now. Each step is one transaction, and the next attempt goes on behind the last that was committed.</summary>
internal sealed class BatchRun(AppDb db, ProviderRun byProvider, CallRun byCalls) : IJobHandler<RunBatch>
{
    public async Task RunAsync(RunBatch job, JobContext context, CancellationToken ct)
    {
        // Removed, or done by an attempt whose end was lost.
        if (await db.Set<BatchRow>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == job.BatchId, ct) is not { EndedAt: null } batch) return;
        await (batch.ByProvider ? byProvider.RunAsync(batch, context, ct) : byCalls.RunAsync(batch, context, ct));
    }
}

/// <summary>A batch whose job has died ends: what may have been done counts at its worst, all else costs nothing.</summary>
internal sealed class DeadBatch(AppDb db, BatchStore store, Purse purse) : IJobHandler<DeadLetter<RunBatch>>
{
    public async Task RunAsync(DeadLetter<RunBatch> dead, JobContext context, CancellationToken ct)
    {
        if (await db.Set<BatchRow>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == dead.Job.BatchId, ct) is not { EndedAt: null } batch) return;
        var isCalledOff = dead.ErrorType == "cancelled";
        await store.WriteAsync(batch, long.MaxValue, async (c, t) =>
        {
            await purse.SettleLostAsync(c, t, "job_id = @JobId", new { batch.JobId }, ct);
            await store.EndRestAsync(c, t, batch, isCalledOff ? BatchCauses.Cancelled : ("batch_failed", $"The batch's job failed ({dead.ErrorType})."), ct);
            await store.FinishAsync(c, t, batch, isCalledOff ? "cancelled" : "failed", $"The job {batch.JobId} ended ({dead.ErrorType}).", ct);
            return true;
        }, ct);
    }
}

/// <summary>Why requests of a batch end without an answer.</summary>
internal static class BatchCauses
{
    public static readonly (string Code, string Message) Cancelled = ("batch_cancelled", "The batch was cancelled before this request was answered.");
    public static readonly (string Code, string Message) Expired = ("batch_expired", "The batch ran out of time before this request was answered.");
    public static readonly (string Code, string Message) Unknown = ("unknown", "Whether this request was answered is not known; it was paid at its worst case.");
    public static readonly (string Code, string Message) Missing = ("no_result", "The provider's results have nothing for this request.");
    public static readonly (string Code, string Message) Erased = ("erased", "What was asked was erased.");
}
