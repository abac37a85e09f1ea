using Steward.Jobs.Queue;

namespace Steward.Jobs.Control;

/// <summary>Which jobs. What is null does not matter.</summary>
public sealed record JobFilter
{
    /// <summary>States; all where empty.</summary>
    public IReadOnlyList<JobState> States { get; init; } = [];

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The AI provider that was asked last.</summary>
    public string? Provider { get; init; }

    /// <summary>Why it failed, as <see cref="JobErrorType"/> is written.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What failures of one cause share.</summary>
    public string? Signature { get; init; }

    /// <summary>Put in the queue at or after this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Put in the queue before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The job's id, or words of its arguments.</summary>
    public string? Text { get; init; }

    /// <summary>True for dead letters that may well succeed as they are, false for those that would fail again.</summary>
    public bool? CanRetry { get; init; }

    /// <summary>Only ended jobs that nobody has repeated or set aside; dead letters, where no state is given.</summary>
    public bool Unsettled { get; init; }

    /// <summary>Only the job of this id.</summary>
    internal Guid? Id { get; init; }

    /// <summary>Every kind but this.</summary>
    internal string? NotKind { get; init; }

    /// <summary>Only jobs that were there when this operation began, by the database's clock.</summary>
    internal Guid? Operation { get; init; }

    internal bool IsSearch => (Kind ?? Queue ?? Provider ?? ErrorType ?? Signature ?? Text ?? NotKind) is not null || Unsettled || CanRetry is not null || Operation is not null;
}

/// <summary>A job as lists show it. Times are UTC.</summary>
public sealed class JobLine
{
    /// <summary>Its id; newer jobs have higher ones.</summary>
    public Guid Id { get; internal set; }

    /// <summary>Whose it is.</summary>
    public Guid TenantId { get; internal set; }

    /// <summary>Where it waits or waited.</summary>
    public string Queue { get; internal set; } = "";

    /// <summary>What it does.</summary>
    public string Kind { get; internal set; } = "";

    /// <summary>Attempts so far.</summary>
    public long Attempts { get; internal set; }

    /// <summary>Attempts before it is dead; null for ended jobs.</summary>
    public long? MaxAttempts { get; internal set; }

    /// <summary>When it was put in the queue.</summary>
    public DateTime EnqueuedAt { get; internal set; }

    /// <summary>When it goes on, where it is delayed or parked.</summary>
    public DateTime? RunAt { get; internal set; }

    /// <summary>When its last attempt began.</summary>
    public DateTime? StartedAt { get; internal set; }

    /// <summary>When it ended; null while it lives.</summary>
    public DateTime? FinishedAt { get; internal set; }

    /// <summary>Why it failed last, as <see cref="JobErrorType"/> is written.</summary>
    public string? ErrorType { get; internal set; }

    /// <summary>The same for people.</summary>
    public string? Error { get; internal set; }

    /// <summary>What failures of one cause share.</summary>
    public string? Signature { get; internal set; }

    /// <summary>The AI provider asked last.</summary>
    public string? Provider { get; internal set; }

    /// <summary>Its model.</summary>
    public string? Model { get; internal set; }

    /// <summary>What all attempts paid, in pico-USD; null where nobody was paid.</summary>
    public long? CostPico { get; internal set; }

    /// <summary>The person it is done for.</summary>
    public string? UserId { get; internal set; }

    /// <summary>The request that put it in the queue.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>The batch that counts it.</summary>
    public Guid? BatchId { get; internal set; }

    /// <summary>The ended job that it repeats.</summary>
    public Guid? RetryOf { get; internal set; }

    /// <summary>The job that repeats it.</summary>
    public Guid? RetriedAs { get; internal set; }

    /// <summary>Why the dead letter was set aside.</summary>
    public string? Discarded { get; internal set; }

    /// <summary>It was called off and has not stopped yet.</summary>
    public bool Cancelling { get; internal set; }

    /// <summary>How far the running attempt has come, 0 to 100; null where it has not said.</summary>
    public long? Percent { get; internal set; }

    /// <summary>The same in a few words.</summary>
    public string? Message { get; internal set; }

    /// <summary>Its arguments as JSON; null where they were not asked for or are no longer kept.</summary>
    public string? Payload { get; internal set; }

    /// <summary>What it answered, as JSON; null where it was not asked for.</summary>
    public string? Result { get; internal set; }

    /// <summary>Where it is.</summary>
    public JobState Is => (JobState)State;

    /// <summary>The same as lists write it: <c>waiting</c>, <c>delayed</c>, <c>active</c>, <c>parked</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public string Status => JobWords.Of(Is);

    /// <summary>False where the same arguments will fail again: timeouts, limits and outages pass, wrong input and refused credentials do not.</summary>
    public bool CanRetry => JobWords.CanRetry(ErrorType);

    internal long State { get; set; }
}

/// <summary>An attempt that did not succeed.</summary>
public sealed class FailureLine
{
    /// <summary>1 for the first.</summary>
    public long Attempt { get; internal set; }

    /// <summary>When, in UTC.</summary>
    public DateTime At { get; internal set; }

    /// <summary>Why, as <see cref="JobErrorType"/> is written.</summary>
    public string ErrorType { get; internal set; } = "";

    /// <summary>The same for people.</summary>
    public string Error { get; internal set; } = "";
}

/// <summary>A page of jobs, newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">Go on before this id; null at the end. A search stops after many rows looked at, and may say so with few or no jobs found.</param>
public sealed record JobPage(IReadOnlyList<JobLine> Jobs, Guid? Next);

/// <summary>A job with its arguments and result, and its attempts that did not succeed.</summary>
/// <param name="Job">The job.</param>
/// <param name="Failures">In the order of time.</param>
public sealed record FoundJob(JobLine Job, IReadOnlyList<FailureLine> Failures);

/// <summary>How many jobs match.</summary>
/// <param name="Count">Jobs that were found.</param>
/// <param name="AtLeast">True when counting was given up: there may be more.</param>
public sealed record JobCount(long Count, bool AtLeast);
