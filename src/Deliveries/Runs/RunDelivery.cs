using Microsoft.EntityFrameworkCore;
using Steward.Deliveries.Partners;
using Steward.Deliveries.Sending;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>Begins a delivery that the clock asked for, or sends one that exists.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="FireTime">The firing; set by the clock.</param>
/// <param name="DeliveryId">The delivery to send; null for a new firing.</param>
internal sealed record RunDelivery(string ScheduleId, DateTime? FireTime = null, Guid? DeliveryId = null) : IJob
{
    public static string Kind => "deliveries.run-schedule";
}

internal sealed class RunDeliveryHandler(AppDb db, Drafts drafts, Courier courier, Endings endings) : IJobHandler<RunDelivery>
{
    public async Task RunAsync(RunDelivery job, JobContext context, CancellationToken ct)
    {
        if ((job.DeliveryId ?? await BeginAsync(job, context, ct)) is { } delivery) await courier.SendAsync(delivery, context, ct);
    }

    // The unique key of schedule and fire time decides: however often this job runs, one firing is one delivery.
    private async Task<Guid?> BeginAsync(RunDelivery job, JobContext context, CancellationToken ct)
    {
        if (job.FireTime is not { } fireTime) throw new JobException(JobErrorType.Validation, "Neither a firing nor a delivery is given.");
        if (await FindAsync(job.ScheduleId, fireTime, ct) is { } begun) return begun;
        var schedule = await db.Set<DeliverySchedule>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == job.ScheduleId && s.Active, ct);
        if (schedule is null) return null;
        var draft = await drafts.OfFiringAsync(schedule, fireTime, ct);
        try
        {
            return await db.InTransactionAsync(async () =>
            {
                var delivery = await drafts.KeepAsync(schedule, draft, fireTime, ct);
                if (draft.BlockedBy is { } fault) await endings.FailAsync(delivery, fault, $"job:{context.JobId}", ct);
                return delivery.Id;
            }, ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            db.ChangeTracker.Clear();
            return await FindAsync(job.ScheduleId, fireTime, ct);
        }
    }

    private Task<Guid?> FindAsync(string scheduleId, DateTime fireTime, CancellationToken ct) => db.Set<Delivery>()
        .Where(d => d.ScheduleId == scheduleId && d.FireTime == fireTime).Select(d => (Guid?)d.Id).SingleOrDefaultAsync(ct);
}

/// <summary>Hears that the job of a delivery has died: the delivery ends too, as unknown if a request was under way.</summary>
internal sealed class EndBuriedDelivery(AppDb db, Endings endings) : IJobHandler<DeadLetter<RunDelivery>>
{
    private const string Reason = "Its job could not be completed.";

    public async Task RunAsync(DeadLetter<RunDelivery> job, JobContext context, CancellationToken ct) => await db.InTransactionAsync(async () =>
    {
        var delivery = await db.Set<Delivery>().SingleOrDefaultAsync(d => job.Job.DeliveryId != null
            ? d.Id == job.Job.DeliveryId : d.ScheduleId == job.Job.ScheduleId && d.FireTime == job.Job.FireTime, ct);
        if (delivery is { IsOver: false })
        {
            var sending = SendResult.Name(AttemptOutcome.Sending);
            var unknown = SendResult.Name(AttemptOutcome.Unknown);
            var unsure = await db.Set<DeliveryAttempt>().AnyAsync(a => a.DeliveryId == delivery.Id && (a.Outcome == sending || a.Outcome == unknown), ct);
            await db.Set<DeliveryAttempt>().Where(a => a.DeliveryId == delivery.Id && a.Outcome == sending)
                .ExecuteUpdateAsync(s => s.SetProperty(a => a.Outcome, unknown).SetProperty(a => a.Error, Courier.Unfinished), ct);
            await endings.GiveUpAsync(delivery, Courier.StatusOf(unsure), Reason, $"job:{job.JobId}", ct);
        }

        await context.FinishAsync(db, ct);
    }, ct);
}
