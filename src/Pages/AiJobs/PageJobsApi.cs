using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Jobs.Control;
using Steward.Jobs.Statistics;
using Steward.Jobs.Streams;
using Steward.Pages.Generation;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Pages.AiJobs;

/// <summary>Jobs in numbers, in the guide's envelope.</summary>
internal sealed record JobFigures(bool Success, StatisticsReport Data, JobFiguresMeta Meta);

/// <inheritdoc cref="JobFigures"/>
internal sealed record JobFiguresMeta(int TimeRangeHours);

internal static class PageJobsApi
{
    private const int MostListed = 10_000;

    public static void MapPageJobs(this IEndpointRouteBuilder routes)
    {
        var ai = routes.MapGroup("/api/ai").On(Service.Pages).WithTags("Page jobs").WithErrorTypes();
        ai.MapGet("/jobs/metrics", MetricsAsync).Require("jobs.read").WithSummary("Jobs that write pages, in numbers");
        ai.MapGet("/jobs/history", HistoryAsync).Require("pages.generate").WithSummary("Jobs that write pages, newest first: one's own, the tenant's for operators");
        ai.MapGet("/jobs/{id:guid}", GetAsync).Require("pages.generate").WithSummary("A job that writes a page, with what it wrote");
        ai.MapDelete("/jobs/{id:guid}", CancelAsync).Require("pages.generate").WithSummary("Call a job off, waiting or running");
        ai.MapPost("/jobs/{id:guid}/retry", RetryAsync).Require("pages.generate").WithSummary("Have a page written again, as a new job").Idempotent();
        ai.MapGet("/stream/{id:guid}", StreamAsync).Require("pages.generate").WithSummary("What becomes of a job, as server-sent events");
        ai.MapGet("/dlq", DeadAsync).Require("jobs.read").WithSummary("Pages that could not be written, newest first");
        ai.MapGet("/dlq/stats", DeadStatsAsync).Require("jobs.read").WithSummary("Pages that could not be written, in numbers");
        ai.MapPost("/dlq/{id}/retry", RetryDeadAsync).Require("jobs.retry").WithSummary("Try a page again that may well succeed").Idempotent();
    }

    private static async Task<Ok<JobFigures>> MetricsAsync(int? hours, JobStatistics statistics, HttpContext http, CancellationToken ct)
    {
        new Check().Range("/hours", hours, 1, StatisticsQuery.MostHours).ThrowIfAny();
        var report = await statistics.ReadAsync(PageJobs.ReachOf(http), new StatisticsQuery(hours ?? 24, null, GeneratePage.KindName), ct);
        return TypedResults.Ok(new JobFigures(true, report, new JobFiguresMeta(hours ?? 24)));
    }

    private static async Task<Ok<PageJobHistory>> HistoryAsync(int? limit, int? offset, PageJobs jobs, HttpContext http, CancellationToken ct)
    {
        var (found, total) = await jobs.ListAsync(http, new JobFilter { Kind = GeneratePage.KindName }, Window(limit ?? 50, offset ?? 0), false, ct);
        return TypedResults.Ok(new PageJobHistory(true, new PageJobList([.. found.Select(PageJobView.Of)], total)));
    }

    private static async Task<Ok<PageJobResponse>> GetAsync(Guid id, PageJobs jobs, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new PageJobResponse(true, PageJobView.Of(await jobs.FindAsync(http, id, ct))));

    private static async Task<Accepted<CancelledPageJob>> CancelAsync(Guid id, PageJobs jobs, HttpContext http, CancellationToken ct) =>
        TypedResults.Accepted($"/api/ai/jobs/{id}", new CancelledPageJob(true, id, await jobs.CancelAsync(http, id, ct)));

    private static async Task<Created<RepeatedPageJob>> RetryAsync(Guid id, bool? rerun, PageJobs jobs, HttpContext http, CancellationToken ct)
    {
        var job = await jobs.FindAsync(http, id, ct);
        var made = await jobs.RepeatAsync(http, id, rerun ?? false, ct);
        return TypedResults.Created($"/api/ai/jobs/{made}",
            new RepeatedPageJob(true, new RepeatedJob(made, made.ToString(), id, job.RetryOf ?? id, "queued", job.Is == Jobs.Queue.JobState.Completed)));
    }

    private static async Task<Results<NoContent, ServerSentEventsResult<PageJobView>>> StreamAsync(Guid id, PageJobs jobs, JobStream streams, HttpContext http, CancellationToken ct)
    {
        await jobs.FindAsync(http, id, ct);
        var following = await streams.OpenAsync(PageJobs.ReachOf(http), id, ct) ?? throw Problem.NotFound("Job", id.ToString()).AsException();
        http.Response.RegisterForDispose(following);
        // A browser asks again by itself after an end that it has seen.
        if (following.First.FinishedAt is not null && http.Request.Headers["Last-Event-ID"] == LastEvent) return TypedResults.NoContent();
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ItemsAsync(following.UpdatesAsync(ct), ct));
    }

    private const string LastEvent = "end";

    private static async IAsyncEnumerable<SseItem<PageJobView>> ItemsAsync(IAsyncEnumerable<JobUpdate> updates, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (news, job) in updates.WithCancellation(ct))
            yield return new SseItem<PageJobView>(PageJobView.Of(job), news.ToString().ToLowerInvariant()) { EventId = job.FinishedAt is null || news == JobNews.Connected ? null : LastEvent };
    }

    private static async Task<Ok<DeadPages>> DeadAsync(int? limit, int? offset, PageJobs jobs, HttpContext http, CancellationToken ct)
    {
        var (skip, take) = Window(limit ?? 100, offset ?? 0);
        var (found, total) = await jobs.ListAsync(http, new JobFilter { Kind = GeneratePage.KindName, Unsettled = true }, (skip, take), true, ct);
        return TypedResults.Ok(new DeadPages(true, new DeadPageList([.. found.Select(DeadPage.Of)], total, take, skip)));
    }

    private static async Task<Ok<DeadPageStats>> DeadStatsAsync(DeadLetters letters, HttpContext http, CancellationToken ct)
    {
        var stats = await letters.StatsAsync(PageJobs.ReachOf(http), ct, GeneratePage.KindName);
        return TypedResults.Ok(new DeadPageStats(true, new DeadPageFigures(stats.Total, stats.Retryable, stats.NonRetryable, stats.ByProvider,
            stats.ByErrorType.ToDictionary(e => ErrorTypes.Classified(e.Key), e => e.Value))));
    }

    private static async Task<Created<RetriedDeadPage>> RetryDeadAsync(string id, PageJobs jobs, HttpContext http, CancellationToken ct)
    {
        if (!Guid.TryParse(id.StartsWith("dlq-", StringComparison.Ordinal) ? id[4..] : id, out var job)) throw Problem.NotFound("Dead letter", id).AsException();
        var dead = await jobs.FindAsync(http, job, ct);
        if (dead.Is != Jobs.Queue.JobState.Failed) throw Problem.NotFound("Dead letter", id).AsException();
        if (!dead.CanRetry) throw Problem.Conflict("not_retryable", $"The page failed for a reason that stays ({dead.ErrorType}): change the request and ask anew.").AsException();
        var made = await jobs.RepeatAsync(http, job, false, ct);
        return TypedResults.Created($"/api/ai/jobs/{made}", new RetriedDeadPage(true, new RetriedDead(made, "queued")));
    }

    private static (int Skip, int Take) Window(int limit, int offset)
    {
        new Check().Range("/limit", limit, 1, MostListed).Range("/offset", offset, 0, MostListed).ThrowIfAny();
        return (offset, limit);
    }
}
