using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Control;

/// <summary>A dead letter as lists show it.</summary>
/// <param name="JobId">The dead job.</param>
/// <param name="CanRetry">False where the same arguments will fail again: fix the cause first, then repeat with <c>force</c>.</param>
/// <param name="Signature">What failures of one cause share.</param>
/// <param name="Job">The job.</param>
internal sealed record DeadLetterResponse(Guid JobId, bool CanRetry, string? Signature, JobResponse Job);

/// <summary>Dead letters of one cause.</summary>
internal sealed record DeadLetterGroup(string Signature, string? ErrorType, string Kind, long Count, DateTime First, DateTime Last, decimal CostUsd, bool CanRetry, Guid SampleJobId);

/// <summary>The queue of dead letters in numbers; every breakdown sums to the total.</summary>
internal sealed record DeadLetterStats(
    long Total, long Retryable, long NonRetryable, decimal CostUsd, IReadOnlyDictionary<string, long> ByProvider, IReadOnlyDictionary<string, long> ByErrorType,
    IReadOnlyDictionary<string, long> ByKind, IReadOnlyList<DeadLetterGroup> Groups);

/// <summary>Why a dead letter is set aside.</summary>
/// <param name="Reason">For whoever wonders later, 1 to 500 characters.</param>
internal sealed record DiscardRequest(string? Reason);

internal static class DeadLettersApi
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var dead = routes.MapGroup("/v1/dead-letters").On(Service.Platform).WithTags("Dead letters");
        dead.MapGet("", ListAsync).Require("jobs.read").WithSummary("Jobs that failed for good and wait for somebody, newest first");
        dead.MapGet("/stats", StatsAsync).Require("jobs.read").WithSummary("Dead letters by cause, provider and kind");
        dead.MapPost("/{id:guid}/retry", RetryAsync).Require("jobs.retry").WithSummary("Repeat a dead letter, as a new job").Idempotent();
        dead.MapPost("/{id:guid}/discard", DiscardAsync).Require("jobs.discard").WithSummary("Set a dead letter aside for good");
    }

    private static async Task<Ok<Page<DeadLetterResponse>>> ListAsync([AsParameters] JobQuery query, JobReader jobs, HttpContext http, CancellationToken ct)
    {
        var take = Cursor.Limit(query.Limit);
        var (reach, filter) = (http.Reach(), query.ToFilter() with { Unsettled = true });
        var marks = $"dead|{reach}|{query.Marks}";
        var page = await jobs.ListAsync(reach, filter, take, Cursor.Unpack<Guid>(query.Cursor, marks), ct);
        return TypedResults.Ok(new Page<DeadLetterResponse>(
            [.. page.Jobs.Select(j => new DeadLetterResponse(j.Id, JobWords.CanRetry(j.ErrorType), j.Signature, JobResponse.Of(j)))],
            page.Next is { } next ? Cursor.Pack(next.ToString(), marks) : null));
    }

    private static async Task<Ok<DeadLetterStats>> StatsAsync(QueueReader queues, HttpContext http, CancellationToken ct)
    {
        var groups = await queues.DeadAsync(http.Reach().Tenant, ct);
        IReadOnlyDictionary<string, long> By(Func<DeadGroup, string?> of) =>
            groups.GroupBy(g => of(g) ?? "none").OrderByDescending(g => g.Sum(d => d.Count)).ToDictionary(g => g.Key, g => g.Sum(d => d.Count));
        var (total, retryable) = (groups.Sum(g => g.Count), groups.Where(g => JobWords.CanRetry(g.ErrorType)).Sum(g => g.Count));
        return TypedResults.Ok(new DeadLetterStats(
            total, retryable, total - retryable, Usd(groups.Sum(g => g.CostPico)), By(g => g.Provider), By(g => g.ErrorType), By(g => g.Kind),
            [.. groups.Take(50).Select(g => new DeadLetterGroup(g.Signature ?? "none", g.ErrorType, g.Kind, g.Count, g.First, g.Last, Usd(g.CostPico), JobWords.CanRetry(g.ErrorType), g.Sample))]));
    }

    private static async Task<Created<RetriedJob>> RetryAsync(
        Guid id, bool? force, AppDb db, JobReader jobs, JobControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        var (job, _) = await jobs.FindAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Dead letter", id.ToString()).AsException();
        if (job.Is != JobState.Failed) throw Problem.NotFound("Dead letter", id.ToString()).AsException();
        if (!JobWords.CanRetry(job.ErrorType) && force != true)
            throw Problem.Conflict("not_retryable", $"It failed with '{job.ErrorType}' and would fail again. Fix the cause, then ask with force=true, or discard it.").AsException();
        var again = await JobsApi.RepeatAsync(id, false, db, control, trail, http, ct);
        return TypedResults.Created($"/v1/jobs/{again}", new RetriedJob(again, id, "waiting"));
    }

    private static async Task<NoContent> DiscardAsync(Guid id, DiscardRequest body, AppDb db, JobControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        new Check().Text("/reason", body.Reason, 500).ThrowIfAny();
        await db.InTransactionAsync(async () =>
        {
            if (!await control.DiscardAsync(http.Reach(), id, body.Reason!, ct)) throw Problem.NotFound("Dead letter", id.ToString()).AsException();
            await trail.RecordAsync(http.Did("job.discarded", id, new { body.Reason }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static decimal Usd(long pico) => pico / 1_000_000_000_000m;
}
