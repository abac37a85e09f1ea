using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Control;

/// <summary>Who stopped a queue, and why.</summary>
/// <param name="At">Since when.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Everybody">True when it is stopped for all tenants, false when for the caller's only.</param>
internal sealed record QueuePause(DateTime At, string? By, string? Reason, bool Everybody);

/// <summary>A queue. Counts are of the caller's tenant (all tenants for the platform's owner); above ten thousand they are the scheduler's last count.</summary>
internal sealed record QueueResponse(
    string Name, bool Paused, QueuePause? Pause, long Waiting, long Delayed, long Active, long Parked, double? OldestWaitingSeconds, QueueLimits Limits, double Weight);

/// <summary>Why a queue is stopped.</summary>
/// <param name="Reason">Shown to whoever wonders; up to 500 characters.</param>
internal sealed record PauseRequest(string? Reason);

/// <summary>Which ended jobs to remove.</summary>
/// <param name="Status">completed, failed or cancelled; completed and failed unless given.</param>
internal sealed record ClearRequest(string? Status);

/// <summary>What was removed.</summary>
/// <param name="Removed">Jobs removed by this call.</param>
/// <param name="More">True when there are more: call again.</param>
internal sealed record ClearedQueue(int Removed, bool More);

/// <summary>What a tenant gets of a queue.</summary>
/// <param name="Weight">Turns for each turn of a tenant of weight 1; 0.01 to 100.</param>
/// <param name="MaxActive">Its jobs that run at once; the queue's limit per tenant where absent.</param>
/// <param name="PerSecond">Its jobs that start in a second; the queue's limit per tenant where absent.</param>
internal sealed record ShareRequest(double? Weight, int? MaxActive, int? PerSecond);

internal static class QueuesApi
{
    private const int Portion = 1000;
    private const int Portions = 10;

    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        var queues = routes.MapGroup("/v1/queues").On(Service.Platform).WithTags("Queues");
        queues.MapGet("", ListAsync).Require("jobs.read").WithSummary("The queues: what waits and runs, pauses, limits");
        queues.MapPost("/{queue}/pause", PauseAsync).Require("jobs.pause").WithSummary("Begin no more jobs of the queue; running ones go on. The platform's owner stops it for all tenants");
        queues.MapPost("/{queue}/resume", ResumeAsync).Require("jobs.pause").WithSummary("Let the queue go on where it left off");
        queues.MapPost("/{queue}/clear", ClearAsync).Require("jobs.delete").WithSummary("Remove ended jobs from the record, up to ten thousand a call");
        queues.MapPut("/{queue}/limits", LimitAsync).Require("queues.configure").WithSummary("Set how much of the queue may run, over all processes");
        queues.MapPut("/{queue}/shares/{tenantId:guid}", ShareAsync).Require("queues.configure").WithSummary("Set what one tenant gets of the queue");
    }

    private static async Task<Ok<IReadOnlyList<QueueResponse>>> ListAsync(QueueReader reader, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Reach().Tenant;
        var queues = await reader.QueuesAsync(tenant, ct);
        var counts = (await reader.CountsAsync(tenant, queues.Select(q => q.Name), ct)).ToLookup(c => c.Queue);
        return TypedResults.Ok<IReadOnlyList<QueueResponse>>([.. queues.Select(q => Of(q, [.. counts[q.Name]], time.GetUtcNow().UtcDateTime))]);
    }

    private static QueueResponse Of(QueueLine q, IReadOnlyList<StateCount> counts, DateTime now)
    {
        long Count(JobState state) => counts.Where(c => c.State == (long)state).Sum(c => c.Count);
        var pause = q.PausedAt is { } all ? new QueuePause(all, q.PausedBy, q.PauseReason, true)
            : q.TenantPausedAt is { } own ? new QueuePause(own, q.TenantPausedBy, q.TenantPauseReason, false) : null;
        var oldest = counts.Where(c => c.State == (long)JobState.Waiting).Select(c => c.OldestAt).FirstOrDefault();
        return new QueueResponse(
            q.Name, pause is not null, pause, Count(JobState.Waiting), Count(JobState.Delayed), Count(JobState.Active), Count(JobState.Parked),
            oldest is null ? null : Math.Max(0, Math.Round((now - DateTime.SpecifyKind(oldest.Value, DateTimeKind.Utc)).TotalSeconds, 1)),
            new QueueLimits((int?)q.MaxActive, (int?)q.PerSecond, (int?)q.TenantMaxActive, (int?)q.TenantPerSecond), q.Weight ?? 1);
    }

    private static async Task<NoContent> PauseAsync(
        string queue, PauseRequest? body, AppDb db, QueueControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        await MustExistAsync(control, queue, ct);
        new Check().OptionalText("/reason", body?.Reason, 500).ThrowIfAny();
        await db.InTransactionAsync(async () =>
        {
            await control.PauseAsync(queue, http.Reach().Tenant, http.Caller().Id, body?.Reason, ct);
            await trail.RecordAsync(Did(http, "queue.paused", queue, new { body?.Reason }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResumeAsync(string queue, AppDb db, QueueControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        await MustExistAsync(control, queue, ct);
        await db.InTransactionAsync(async () =>
        {
            await control.ResumeAsync(queue, http.Reach().Tenant, ct);
            await trail.RecordAsync(Did(http, "queue.resumed", queue, null), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ClearedQueue>> ClearAsync(
        string queue, ClearRequest? body, AppDb db, QueueControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        await MustExistAsync(control, queue, ct);
        JobState[] ended = [JobState.Completed, JobState.Failed, JobState.Cancelled];
        if (body?.Status is not null) new Check().OneOf("/status", body.Status, [.. ended.Select(JobWords.Of)]).ThrowIfAny();
        JobState[] states = body?.Status is { } word ? [JobWords.States[word]] : [JobState.Completed, JobState.Failed];
        var (removed, last) = (0, Portion);
        for (var portion = 0; portion < Portions && last == Portion; portion++)
        {
            last = await db.InTransactionAsync(async () =>
            {
                var gone = await control.ClearAsync(queue, http.Reach().Tenant, states, Portion, ct);
                if (gone > 0) await trail.RecordAsync(Did(http, "queue.cleared", queue, new { status = states.Select(JobWords.Of), removed = gone }), ct);
                return gone;
            }, ct);
            removed += last;
        }

        return TypedResults.Ok(new ClearedQueue(removed, last == Portion));
    }

    private static async Task<NoContent> LimitAsync(string queue, QueueLimits body, AppDb db, QueueControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        await MustExistAsync(control, queue, ct);
        new Check().Range("/maxActive", body.MaxActive, 1, 100_000).Range("/perSecond", body.PerSecond, 1, 100_000)
            .Range("/tenantMaxActive", body.TenantMaxActive, 1, 100_000).Range("/tenantPerSecond", body.TenantPerSecond, 1, 100_000).ThrowIfAny();
        await db.InTransactionAsync(async () =>
        {
            await control.LimitAsync(queue, body, ct);
            await trail.RecordAsync(Did(http, "queue.limited", queue, body), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ShareAsync(
        string queue, Guid tenantId, ShareRequest body, AppDb db, QueueControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        await MustExistAsync(control, queue, ct);
        new Check().Range("/weight", body.Weight, 0.01, 100).Range("/maxActive", body.MaxActive, 1, 100_000).Range("/perSecond", body.PerSecond, 1, 100_000).ThrowIfAny();
        await db.InTransactionAsync(async () =>
        {
            await control.ShareAsync(queue, tenantId, body.Weight ?? 1, body.MaxActive, body.PerSecond, ct);
            await trail.RecordAsync(Did(http, "queue.shared", queue, new { tenantId, body.Weight, body.MaxActive, body.PerSecond }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static async Task MustExistAsync(QueueControl control, string queue, CancellationToken ct)
    {
        if (queue.Contains('\0') || !await control.ExistsAsync(queue, ct)) throw Problem.NotFound("Queue", queue).AsException();
    }

    private static AuditEvent Did(HttpContext http, string action, string queue, object? details) =>
        new(http.Caller().TenantId, http.Caller().Id, action, $"queue:{queue}", details);
}
