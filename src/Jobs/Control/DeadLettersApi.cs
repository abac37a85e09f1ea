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
        dead.MapGet("/export", DeadLetterExport.ExportAsync).Require("jobs.export").WithSummary("All that match as one file: format=jsonl with their arguments, or csv without");
        dead.MapPost("/{id:guid}/retry", RetryAsync).Require("jobs.retry").WithSummary("Repeat a dead letter, as a new job").Idempotent();
        dead.MapPost("/{id:guid}/discard", DiscardAsync).Require("jobs.discard").WithSummary("Set a dead letter aside for good");
    }

    private static async Task<Ok<Page<DeadLetterResponse>>> ListAsync([AsParameters] JobQuery query, JobReader jobs, HttpContext http, CancellationToken ct)
    {
        var take = Cursor.Limit(query.Limit);
        var (reach, filter) = (http.Reach(), query.ToFilter() with { Unsettled = true, States = [] });
        var marks = $"dead|{reach}|{query.Marks}";
        var page = await jobs.ListAsync(reach, filter, take, Cursor.Unpack<Guid>(query.Cursor, marks), ct);
        return TypedResults.Ok(new Page<DeadLetterResponse>(
            [.. page.Jobs.Select(j => new DeadLetterResponse(j.Id, j.CanRetry, j.Signature, JobResponse.Of(j)))],
            page.Next is { } next ? Cursor.Pack(next.ToString(), marks) : null));
    }

    private static async Task<Ok<DeadLetterStats>> StatsAsync(DeadLetters dead, HttpContext http, CancellationToken ct) => TypedResults.Ok(await dead.StatsAsync(http.Reach(), ct));

    private static async Task<Created<RetriedJob>> RetryAsync(
        Guid id, bool? force, AppDb db, JobReader jobs, JobControl control, Trail trail, HttpContext http, CancellationToken ct)
    {
        var (job, _) = await jobs.FindAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Dead letter", id.ToString()).AsException();
        if (job.Is != JobState.Failed) throw Problem.NotFound("Dead letter", id.ToString()).AsException();
        if (!job.CanRetry && force != true)
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
}
