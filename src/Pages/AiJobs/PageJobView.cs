using System.Text.Json;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Pages.Generation;

namespace Steward.Pages.AiJobs;

/// <summary>A job that writes a page, in the words that its users know.</summary>
/// <param name="JobId">The job; also the id of the request.</param>
/// <param name="Status">queued, processing, completed, failed or cancelled.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="Message">How far it has come, in a word.</param>
/// <param name="Provider">Who was asked last.</param>
/// <param name="Model">With what.</param>
/// <param name="UserId">For whom.</param>
/// <param name="RetryCount">Attempts after the first.</param>
/// <param name="Duration">Milliseconds from its beginning to its end.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="ErrorType">Why its last attempt failed.</param>
/// <param name="Error">The same for people.</param>
/// <param name="Result">What it wrote.</param>
internal sealed record PageJobView(
    Guid JobId, string Status, int Progress, string? Message, string? Provider, string? Model, string? UserId, long RetryCount, double? Duration,
    DateTime CreatedAt, DateTime? FinishedAt, string? ErrorType, string? Error, JsonElement? Result)
{
    public static PageJobView Of(JobLine job) => new(
        job.Id, StatusOf(job.Is), job.Is == JobState.Completed ? 100 : (int)(job.Percent ?? 0), job.Message, job.Provider, job.Model, job.UserId, Math.Max(0, job.Attempts - 1),
        job is { StartedAt: { } started, FinishedAt: { } finished } ? Math.Max(0, Math.Round((finished - started).TotalMilliseconds, 1)) : null,
        job.EnqueuedAt, job.FinishedAt, job.ErrorType is null ? null : ErrorTypes.Of(job.ErrorType), job.Error, Json(job.Result));

    public static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);

    private static string StatusOf(JobState state) => state switch
    {
        JobState.Active => "processing",
        JobState.Completed => "completed",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
        _ => "queued",
    };
}

/// <summary>One job.</summary>
internal sealed record PageJobResponse(bool Success, PageJobView Job);

/// <summary>Ended and live jobs, newest first.</summary>
internal sealed record PageJobHistory(bool Success, PageJobList Data);

/// <inheritdoc cref="PageJobHistory"/>
internal sealed record PageJobList(IReadOnlyList<PageJobView> Jobs, long Total);

/// <summary>A job that was called off, or is being.</summary>
internal sealed record CancelledPageJob(bool Success, Guid JobId, string Status);

/// <summary>A job that repeats another.</summary>
internal sealed record RepeatedPageJob(bool Success, RepeatedJob Data);

/// <inheritdoc cref="RepeatedPageJob"/>
internal sealed record RepeatedJob(Guid JobId, string RequestId, Guid OriginalJobId, Guid RelatedJobId, string Status, bool Rerun);

/// <summary>A dead letter.</summary>
/// <param name="DlqId">Its id as the guide writes it; the job's id does as well.</param>
/// <param name="JobId">The job.</param>
/// <param name="Data">What it was asked to do.</param>
/// <param name="Error">Why its last attempt failed.</param>
/// <param name="ErrorType">The same in a word.</param>
/// <param name="AttemptsMade">Attempts.</param>
/// <param name="FailedAt">When it was given up.</param>
/// <param name="CanRetry">It may well succeed as it is.</param>
/// <param name="CostUsd">What it paid so far, in US dollars.</param>
internal sealed record DeadPage(string DlqId, Guid JobId, JsonElement? Data, string? Error, string ErrorType, long AttemptsMade, DateTime? FailedAt, bool CanRetry, decimal? CostUsd)
{
    public static DeadPage Of(JobLine job) => new($"dlq-{job.Id}", job.Id, PageJobView.Json(job.Payload), job.Error, ErrorTypes.Classified(job.ErrorType), job.Attempts, job.FinishedAt,
        job.CanRetry, job.CostPico is { } pico ? Gateway.Money.Usd(pico) : null);
}

/// <summary>Dead letters, newest first.</summary>
internal sealed record DeadPages(bool Success, DeadPageList Data);

/// <inheritdoc cref="DeadPages"/>
internal sealed record DeadPageList(IReadOnlyList<DeadPage> Entries, long Total, int Limit, int Offset);

/// <summary>Dead letters in numbers; each breakdown sums to the total.</summary>
internal sealed record DeadPageStats(bool Success, DeadPageFigures Data);

/// <inheritdoc cref="DeadPageStats"/>
internal sealed record DeadPageFigures(long Total, long Retryable, long NonRetryable, IReadOnlyDictionary<string, long> ByProvider, IReadOnlyDictionary<string, long> ByErrorType);

/// <summary>The job that repeats a dead letter.</summary>
internal sealed record RetriedDeadPage(bool Success, RetriedDead Data);

/// <inheritdoc cref="RetriedDeadPage"/>
internal sealed record RetriedDead(Guid NewJobId, string Status);
