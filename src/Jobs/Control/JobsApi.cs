using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Jobs.Streams;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Control;

/// <summary>How far a running job has come.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Message">A few words.</param>
internal sealed record JobProgress(int Percent, string? Message);

/// <summary>A job as lists show it. Costs are in US dollars; times in UTC.</summary>
internal sealed record JobResponse(
    Guid Id, string Queue, string Kind, string Status, int Attempts, int? MaxAttempts, DateTime EnqueuedAt, DateTime? RunAt, DateTime? StartedAt, DateTime? FinishedAt,
    double? DurationMs, string? ErrorType, string? Error, string? Provider, string? Model, decimal? CostUsd, string? UserId, string? RequestId, JobProgress? Progress,
    bool Cancelling, Guid? BatchId, Guid? RetryOf, Guid? RetriedAs, string? Discarded)
{
    public static JobResponse Of(JobLine job) => new(
        job.Id, job.Queue, job.Kind, job.Status, (int)job.Attempts, (int?)job.MaxAttempts, job.EnqueuedAt, job.RunAt, job.StartedAt, job.FinishedAt,
        job is { StartedAt: { } started, FinishedAt: { } finished } ? Math.Max(0, Math.Round((finished - started).TotalMilliseconds, 1)) : null,
        job.ErrorType, job.Error, job.Provider, job.Model, job.CostPico is { } pico ? pico / 1_000_000_000_000m : null, job.UserId, job.RequestId,
        job.Is == JobState.Active && job.Percent is { } percent ? new JobProgress((int)percent, job.Message) : null,
        job.Cancelling && job.Is == JobState.Active, job.BatchId, job.RetryOf, job.RetriedAs, job.Discarded);
}

/// <summary>An attempt that did not succeed.</summary>
internal sealed record JobFailureResponse(int Attempt, DateTime At, string ErrorType, string Error);

/// <summary>A job with what it was asked to do, what it answered and what went wrong on the way.</summary>
internal sealed record JobDetails(JobResponse Job, JsonElement? Arguments, JsonElement? Result, IReadOnlyList<JobFailureResponse> Failures);

/// <summary>A job that was called off, or is being.</summary>
internal sealed record CancelledJob(Guid Id, string Status);

/// <summary>The job that repeats another.</summary>
internal sealed record RetriedJob(Guid JobId, Guid OriginalJobId, string Status);

internal static class JobsApi
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/v1/jobs").On(Service.Platform).WithTags("Jobs");
        jobs.MapGet("", ListAsync).Require("jobs.read").WithSummary("The tenant's jobs, newest first");
        jobs.MapGet("/{id:guid}", GetAsync).Require("jobs.read").WithSummary("A job with its arguments, result and failures");
        jobs.MapPost("/{id:guid}/cancel", CancelAsync).Require("jobs.cancel").WithSummary("Call a job off: one that waits at once, a running one as soon as it heeds");
        jobs.MapPost("/{id:guid}/retry", RetryAsync).Require("jobs.retry").WithSummary("Do an ended job again, as a new job").Idempotent();
        jobs.MapGet("/{id:guid}/stream", StreamAsync).Require("jobs.read").WithSummary("What becomes of a job, as server-sent events: connected, progress, then completed, failed or cancelled");
        jobs.MapDelete("/{id:guid}", DeleteAsync).Require("jobs.delete").WithSummary("Remove an ended job from the record");
    }

    private static async Task<Ok<Page<JobResponse>>> ListAsync([AsParameters] JobQuery query, JobReader jobs, HttpContext http, CancellationToken ct)
    {
        var take = Cursor.Limit(query.Limit);
        var (reach, filter) = (http.Reach(), query.ToFilter());
        var marks = $"{reach}|{query.Marks}";
        var page = await jobs.ListAsync(reach, filter, take, Cursor.Unpack<Guid>(query.Cursor, marks), ct);
        return TypedResults.Ok(new Page<JobResponse>([.. page.Jobs.Select(JobResponse.Of)], page.Next is { } next ? Cursor.Pack(next.ToString(), marks) : null));
    }

    private static async Task<Ok<JobDetails>> GetAsync(Guid id, JobReader jobs, HttpContext http, CancellationToken ct)
    {
        var (job, failures) = await jobs.FindAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Job", id.ToString()).AsException();
        return TypedResults.Ok(new JobDetails(
            JobResponse.Of(job), job.Payload.Json(), job.Result.Json(), [.. failures.Select(f => new JobFailureResponse((int)f.Attempt, f.At, f.ErrorType, f.Error))]));
    }

    private static async Task<Accepted<CancelledJob>> CancelAsync(Guid id, AppDb db, JobControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        var status = await db.InTransactionAsync(async () =>
        {
            var became = (await control.CancelAsync(http.Reach(), id, ct)).OrRefuse(id);
            await trail.RecordAsync(http.Did("job.cancelled", id), ct);
            return became;
        }, ct);
        return TypedResults.Accepted($"/v1/jobs/{id}", new CancelledJob(id, status));
    }

    private static async Task<Created<RetriedJob>> RetryAsync(Guid id, bool? rerun, AppDb db, JobControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        var again = await RepeatAsync(id, rerun ?? false, db, control, trail, http, ct);
        return TypedResults.Created($"/v1/jobs/{again}", new RetriedJob(again, id, "waiting"));
    }

    /// <summary>Repeats a job for the caller, or says why not.</summary>
    internal static Task<Guid> RepeatAsync(Guid id, bool evenCompleted, AppDb db, JobControl control, Trail trail, HttpContext http, CancellationToken ct) =>
        db.InTransactionAsync(async () =>
        {
            var made = (await control.RetryAsync(http.Reach(), id, evenCompleted, ct)).OrRefuse(id);
            await trail.RecordAsync(http.Did("job.retried", id, new { newJobId = made }), ct);
            return made;
        }, ct);

    private static async Task<NoContent> DeleteAsync(Guid id, AppDb db, JobReader jobs, JobControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        var (job, _) = await jobs.FindAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Job", id.ToString()).AsException();
        if (job.FinishedAt is null) throw Problem.Conflict("not_ended", "The job has not ended; cancel it first.").AsException();
        await db.InTransactionAsync(async () =>
        {
            if (await control.RemoveAsync(http.Reach(), id, ct)) await trail.RecordAsync(http.Did("job.deleted", id, new { job.Kind, status = job.Status }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    // A browser asks again by itself after an end that it has seen: 204 tells it to stop.
    private static async Task<Results<NoContent, ServerSentEventsResult<JobEvent>>> StreamAsync(Guid id, JobStream streams, HttpContext http, CancellationToken ct)
    {
        var following = await streams.OpenAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Job", id.ToString()).AsException();
        http.Response.RegisterForDispose(following);
        if (following.First.FinishedAt is not null && http.Request.Headers["Last-Event-ID"] == JobEvent.End) return TypedResults.NoContent();
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(JobEvent.ItemsAsync(following.UpdatesAsync(ct), ct));
    }
}
