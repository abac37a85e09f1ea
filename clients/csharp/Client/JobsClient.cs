using System.Net.ServerSentEvents;
using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Which jobs; what is null does not matter.</summary>
public sealed record JobSearch
{
    /// <summary>waiting, delayed, active, parked, completed, failed or cancelled; several with commas.</summary>
    public string? Status { get; init; }

    /// <summary>The kind of job.</summary>
    public string? Kind { get; init; }

    /// <summary>The queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The AI provider asked last.</summary>
    public string? Provider { get; init; }

    /// <summary>Why it failed: timeout, rate_limit, validation …</summary>
    public string? ErrorType { get; init; }

    /// <summary>What failures of one cause share.</summary>
    public string? Signature { get; init; }

    /// <summary>The job's id, or words of its arguments.</summary>
    public string? Text { get; init; }

    /// <summary>Put in the queue at or after this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Put in the queue before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>True for dead letters that may well succeed as they are, false for those that would fail again.</summary>
    public bool? CanRetry { get; init; }

    internal string Path(string path, int? limit, string? cursor, string? format = null) => CallPath.Query(
        path, ("status", Status), ("kind", Kind), ("queue", Queue), ("provider", Provider), ("errorType", ErrorType), ("signature", Signature), ("text", Text),
        ("from", From), ("to", To), ("canRetry", CanRetry switch { true => "true", false => "false", null => null }), ("format", format), ("limit", limit), ("cursor", cursor));
}

/// <summary>How far a running job has come.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Message">A few words.</param>
public sealed record JobProgress(int Percent, string? Message);

/// <summary>A job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Queue">Where it waits or waited.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Status">waiting, delayed, active, parked, completed, failed or cancelled.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="EnqueuedAt">When it was put in the queue.</param>
public sealed record Job(Guid Id, string Queue, string Kind, string Status, int Attempts, DateTimeOffset EnqueuedAt)
{
    /// <summary>Attempts before it is dead; null for ended jobs.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it goes on, where it is delayed or parked.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>When its last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Milliseconds of the last attempt.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Why it failed last.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The same in words.</summary>
    public string? Error { get; init; }

    /// <summary>The AI provider asked last.</summary>
    public string? Provider { get; init; }

    /// <summary>Its model.</summary>
    public string? Model { get; init; }

    /// <summary>What all attempts paid, in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The person it is done for.</summary>
    public string? UserId { get; init; }

    /// <summary>The request that asked for it.</summary>
    public string? RequestId { get; init; }

    /// <summary>How far it has come.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>It was called off and has not stopped yet.</summary>
    public bool Cancelling { get; init; }

    /// <summary>The ended job that it repeats.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>The job that repeats it.</summary>
    public Guid? RetriedAs { get; init; }

    /// <summary>Why the dead letter was set aside.</summary>
    public string? Discarded { get; init; }
}

/// <summary>An attempt that did not succeed.</summary>
/// <param name="Attempt">1 for the first.</param>
/// <param name="At">When.</param>
/// <param name="ErrorType">Why.</param>
/// <param name="Error">The same in words.</param>
public sealed record JobFailure(int Attempt, DateTimeOffset At, string ErrorType, string Error);

/// <summary>A job with what it was asked to do, what it answered and what went wrong on the way.</summary>
/// <param name="Job">The job.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Result">What it answered.</param>
/// <param name="Failures">Attempts that did not succeed.</param>
public sealed record JobDetails(Job Job, JsonElement? Arguments, JsonElement? Result, IReadOnlyList<JobFailure> Failures);

/// <summary>A job that was called off (<c>cancelled</c>), or is being (<c>cancelling</c>).</summary>
/// <param name="Id">The job.</param>
/// <param name="Status">Which of the two.</param>
public sealed record CancelledJob(Guid Id, string Status);

/// <summary>The job that repeats another.</summary>
/// <param name="JobId">The new job.</param>
/// <param name="OriginalJobId">The old one.</param>
/// <param name="Status">waiting.</param>
public sealed record RetriedJob(Guid JobId, Guid OriginalJobId, string Status);

/// <summary>A dead letter: a job that failed for good and waits for somebody.</summary>
/// <param name="JobId">The job.</param>
/// <param name="CanRetry">False where the same arguments will fail again.</param>
/// <param name="Signature">What failures of one cause share.</param>
/// <param name="Job">The job.</param>
public sealed record DeadLetter(Guid JobId, bool CanRetry, string? Signature, Job Job);

/// <summary>Dead letters of one cause.</summary>
/// <param name="Signature">What they share.</param>
/// <param name="ErrorType">Why they failed.</param>
/// <param name="Kind">What they do.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The first failure.</param>
/// <param name="Last">The last failure.</param>
/// <param name="CostUsd">What they paid, in US dollars.</param>
/// <param name="CanRetry">False where the same arguments will fail again.</param>
/// <param name="SampleJobId">One of them.</param>
public sealed record DeadLetterGroup(
    string Signature, string? ErrorType, string Kind, long Count, DateTimeOffset First, DateTimeOffset Last, decimal CostUsd, bool CanRetry, Guid SampleJobId);

/// <summary>The dead letters in numbers; every breakdown sums to the total.</summary>
/// <param name="Total">All.</param>
/// <param name="Retryable">Those that may well succeed as they are.</param>
/// <param name="NonRetryable">The others.</param>
/// <param name="CostUsd">What they paid, in US dollars.</param>
/// <param name="ByProvider">By AI provider; <c>none</c> where none was asked.</param>
/// <param name="ByErrorType">By why they failed.</param>
/// <param name="ByKind">By what they do.</param>
/// <param name="Groups">By cause, the largest first.</param>
public sealed record DeadLetterStats(
    long Total, long Retryable, long NonRetryable, decimal CostUsd, IReadOnlyDictionary<string, long> ByProvider, IReadOnlyDictionary<string, long> ByErrorType,
    IReadOnlyDictionary<string, long> ByKind, IReadOnlyList<DeadLetterGroup> Groups);

/// <summary>News of a job that is being followed.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Status">waiting, delayed, active, parked, completed, failed or cancelled.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="Progress">How far it has come.</param>
/// <param name="ErrorType">Why it failed last.</param>
/// <param name="Error">The same in words.</param>
/// <param name="Result">What it answered, where it is done.</param>
/// <param name="FinishedAt">When it ended; null while it lives.</param>
public sealed record JobEvent(
    Guid JobId, string Status, int Attempts, JobProgress? Progress, string? ErrorType, string? Error, JsonElement? Result, DateTimeOffset? FinishedAt);

/// <summary>Jobs and dead letters of the caller's tenant. Reading needs <c>jobs.read</c>; acting <c>jobs.cancel</c>, <c>jobs.retry</c>, <c>jobs.discard</c>, <c>jobs.delete</c>, <c>jobs.export</c>.</summary>
public sealed class JobsClient
{
    private readonly Wire _wire;

    internal JobsClient(Wire wire) => _wire = wire;

    /// <summary>A page of jobs, newest first.</summary>
    public Task<Page<Job>> ListAsync(JobSearch search, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<Job>>(Call.Get(search.Path("v1/jobs", limit, cursor)), ct);

    /// <summary>A job with its arguments, result and failures.</summary>
    /// <exception cref="StewardException">404: the tenant has no such job.</exception>
    public Task<JobDetails> GetAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<JobDetails>(Call.Get($"v1/jobs/{id}"), ct);

    /// <summary>Ended jobs of the last hours in numbers.</summary>
    /// <param name="hours">1 to 8784.</param>
    /// <param name="queue">Only this queue.</param>
    /// <param name="kind">Only this kind.</param>
    /// <param name="ct">Cancels.</param>
    public Task<JobFigures> FiguresAsync(int hours = 24, string? queue = null, string? kind = null, CancellationToken ct = default) =>
        _wire.SendAsync<JobFigures>(Call.Get(CallPath.Query("v1/jobs/metrics", ("hours", hours), ("queue", queue), ("kind", kind))), ct);

    /// <summary>Follows a job until it ends, or for an hour: <paramref name="heard"/> is told where it is, then of every change. A stream that broke off is taken up again.</summary>
    /// <returns>The last news.</returns>
    /// <exception cref="StewardException">404: the tenant has no such job; 429: too many are followed.</exception>
    public async Task<JobEvent> WatchAsync(Guid id, Action<JobEvent> heard, CancellationToken ct = default)
    {
        JobEvent? last = null;
        for (var broken = 0; ; broken++)
        {
            try
            {
                await _wire.ReadAsync(Call.Get($"v1/jobs/{id}/stream") with { Accept = "text/event-stream" }, async body =>
                {
                    await foreach (var item in SseParser.Create(body, (_, data) => JsonSerializer.Deserialize<JobEvent>(data, JsonSerializerOptions.Web)!).EnumerateAsync(ct))
                    {
                        if (item.EventType != "heartbeat") heard(item.Data);
                        (last, broken) = (item.Data, 0);
                    }
                }, ct);
            }
            catch (StewardException error) when (error.IsUnreachable && last is not null && broken < 5)
            {
                // The server was restarted: the job goes on, and so does its stream.
            }

            if (last is { FinishedAt: not null }) return last;
            if (broken >= 5) return last ?? throw new InvalidOperationException("The stream said nothing.");
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    /// <summary>Calls a job off.</summary>
    /// <exception cref="StewardException">404: no such job; 409: it has ended.</exception>
    public Task<CancelledJob> CancelAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<CancelledJob>(Call.Post($"v1/jobs/{id}/cancel", null), ct);

    /// <summary>Does an ended job again, as a new one.</summary>
    /// <param name="id">The ended job.</param>
    /// <param name="rerun">True to repeat a job that was done.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such job; 409: it has not ended, was done, or was repeated before.</exception>
    public Task<RetriedJob> RetryAsync(Guid id, bool rerun = false, CancellationToken ct = default) =>
        _wire.SendAsync<RetriedJob>(Call.PostOnce($"v1/jobs/{id}/retry" + (rerun ? "?rerun=true" : ""), null), ct);

    /// <summary>Removes an ended job from the record.</summary>
    /// <exception cref="StewardException">404: no such job; 409: it has not ended.</exception>
    public Task DeleteAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync(Call.Delete($"v1/jobs/{id}"), ct);

    /// <summary>A page of dead letters, newest first.</summary>
    public Task<Page<DeadLetter>> DeadLettersAsync(JobSearch search, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<DeadLetter>>(Call.Get(search.Path("v1/dead-letters", limit, cursor)), ct);

    /// <summary>Writes all dead letters that match to a stream as they come.</summary>
    /// <param name="search">Which.</param>
    /// <param name="format"><c>jsonl</c>, with their arguments, or <c>csv</c>.</param>
    /// <param name="to">Where to.</param>
    /// <param name="ct">Cancels.</param>
    public Task ExportDeadLettersAsync(JobSearch search, string format, Stream to, CancellationToken ct = default) =>
        _wire.ReadAsync(Call.Get(search.Path("v1/dead-letters/export", null, null, format)) with { Accept = "*/*" }, body => body.CopyToAsync(to, ct), ct);

    /// <summary>The dead letters in numbers.</summary>
    public Task<DeadLetterStats> DeadLetterStatsAsync(CancellationToken ct = default) => _wire.SendAsync<DeadLetterStats>(Call.Get("v1/dead-letters/stats"), ct);

    /// <summary>Repeats a dead letter, as a new job.</summary>
    /// <param name="id">The dead job.</param>
    /// <param name="force">True to repeat even what would fail again as it is.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such dead letter; 409: not retryable, or repeated before.</exception>
    public Task<RetriedJob> RetryDeadLetterAsync(Guid id, bool force = false, CancellationToken ct = default) =>
        _wire.SendAsync<RetriedJob>(Call.PostOnce($"v1/dead-letters/{id}/retry" + (force ? "?force=true" : ""), null), ct);

    /// <summary>Sets a dead letter aside for good.</summary>
    /// <exception cref="StewardException">404: no such dead letter.</exception>
    public Task DiscardAsync(Guid id, string reason, CancellationToken ct = default) => _wire.SendAsync(Call.Post($"v1/dead-letters/{id}/discard", new { reason }), ct);
}
