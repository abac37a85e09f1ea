using Microsoft.Extensions.Logging;

namespace Steward.Jobs;

internal static partial class JobLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Job {JobId} ({Kind}) lost lease {Lease}; its outcome was refused")]
    public static partial void LeaseLost(ILogger log, Guid jobId, string kind, long lease);

    [LoggerMessage(3002, LogLevel.Warning, "Job {JobId} ({Kind}) failed on attempt {Attempt}: {ErrorType}")]
    public static partial void AttemptFailed(ILogger log, Guid jobId, string kind, int attempt, string errorType, Exception error);

    [LoggerMessage(3003, LogLevel.Warning, "The outcome of job {JobId} cannot be written yet")]
    public static partial void OutcomeWaits(ILogger log, Guid jobId, Exception error);

    [LoggerMessage(3004, LogLevel.Warning, "This worker was taken for dead; {Jobs} running jobs are abandoned")]
    public static partial void TakenForDead(ILogger log, int jobs);

    [LoggerMessage(3005, LogLevel.Information, "Rescued {Jobs} jobs of {Workers} dead workers")]
    public static partial void Rescued(ILogger log, int jobs, int workers);

    [LoggerMessage(3006, LogLevel.Information, "Pruned {Jobs} finished jobs")]
    public static partial void Pruned(ILogger log, int jobs);

    [LoggerMessage(3007, LogLevel.Information, "Handed back {Jobs} jobs that did not end within the drain time")]
    public static partial void HandedBack(ILogger log, int jobs);

    [LoggerMessage(3009, LogLevel.Debug, "Job {JobId} ({Kind}) was put in the queue for {ClientId} by request {RequestId}")]
    public static partial void Created(ILogger log, Guid jobId, string kind, Guid clientId, string? requestId);

    [LoggerMessage(3010, LogLevel.Debug, "Job {JobId} ({Kind}) started, attempt {Attempt}")]
    public static partial void Started(ILogger log, Guid jobId, string kind, int attempt);

    [LoggerMessage(3011, LogLevel.Information, "Job {JobId} ({Kind}) completed on attempt {Attempt} in {LatencyMs} ms")]
    public static partial void Completed(ILogger log, Guid jobId, string kind, int attempt, double latencyMs);

    [LoggerMessage(3012, LogLevel.Warning, "The progress of {Jobs} jobs could not be written")]
    public static partial void ProgressLost(ILogger log, int jobs, Exception error);

    [LoggerMessage(3013, LogLevel.Error, "Ends of jobs and a claim of the queue {Queue} failed together; the ends are written alone")]
    public static partial void ExchangeFailed(ILogger log, string queue, Exception error);

    [LoggerMessage(3014, LogLevel.Error, "The end of job {JobId} ({Kind}) cannot be written; it becomes a dead letter")]
    public static partial void EndUnwritable(ILogger log, Guid jobId, string kind, Exception error);

    [LoggerMessage(3008, LogLevel.Warning, "Schedule {Schedule} cannot fire: {Reason}; it was switched off")]
    public static partial void ScheduleBroken(ILogger log, string schedule, string reason);
}
