using System.Text.Json;
using Steward.Platform.Errors;

namespace Steward.Jobs.Workers;

/// <summary>Gives every exception of a handler its type.</summary>
internal static class JobFailures
{
    public static JobException Typed(Exception error, bool timedOut) => error switch
    {
        JobException typed => typed,
        OperationCanceledException when timedOut => new JobException(JobErrorType.Timeout, "The attempt took longer than its time limit."),
        OperationCanceledException or TimeoutException => new JobException(JobErrorType.Timeout, "A call took too long."),
        HttpRequestException => new JobException(JobErrorType.Network, "A connection failed."),
        JsonException => new JobException(JobErrorType.Validation, "The job's payload cannot be read."),
        ProblemException { Problem: { Code: "budget_exceeded" or "token_quota_exceeded" } problem } => new JobException(JobErrorType.Budget, problem.Detail, problem.RetryAfter),
        ProblemException { Problem: { Status: 429 } problem } => new JobException(JobErrorType.RateLimit, problem.Detail, problem.RetryAfter),
        ProblemException { Problem: { Status: 503 or 507 } problem } => new JobException(JobErrorType.Unavailable, problem.Detail, problem.RetryAfter),
        ProblemException { Problem: { Status: >= 400 and < 500 } problem } => new JobException(JobErrorType.Validation, problem.Detail),
        // Messages of unexpected exceptions may quote people's texts: only the type is kept, the log has the rest.
        _ => new JobException(JobErrorType.Unknown, error.GetType().Name),
    };

    /// <summary>True when a failure of this type on this attempt makes the job a dead letter.</summary>
    public static bool IsFatal(JobErrorType type, int attempt, int maxAttempts) =>
        type is JobErrorType.Validation or JobErrorType.Auth
        || (type is not (JobErrorType.Budget or JobErrorType.RateLimit) && attempt >= maxAttempts);
}
