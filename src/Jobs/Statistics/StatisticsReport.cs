namespace Steward.Jobs.Statistics;

/// <summary>Which jobs to count. What is null does not matter.</summary>
/// <param name="Hours">The last so many hours; 1 to 8784.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind of job.</param>
public sealed record StatisticsQuery(int Hours = 24, string? Queue = null, string? Kind = null)
{
    /// <summary>A year with its extra day.</summary>
    public const int MostHours = 8784;
}

/// <summary>
/// Ended jobs of a period in numbers. Rates are percentages, 0 to 100, and null where there is nothing to divide by; times are milliseconds of the last
/// attempt of successful and failed jobs, null where there were none.
/// </summary>
public sealed record StatisticsReport
{
    /// <summary>
    /// The beginning of the period: exactly so many hours ago while its jobs are kept (<c>Jobs:KeepCompletedDays</c>); further back, the full hour before.
    /// </summary>
    public required DateTime From { get; init; }

    /// <summary>When it was counted, which is the end of the period.</summary>
    public required DateTime CollectedAt { get; init; }

    /// <summary>Successful and failed jobs.</summary>
    public required long TotalJobs { get; init; }

    /// <summary>Jobs that were done.</summary>
    public required long SuccessfulJobs { get; init; }

    /// <summary>Jobs that failed for good.</summary>
    public required long FailedJobs { get; init; }

    /// <summary>Jobs that were called off; in no other figure.</summary>
    public required long CancelledJobs { get; init; }

    /// <summary>Percent of the jobs that were done.</summary>
    public required double? SuccessRate { get; init; }

    /// <summary>Percent of the jobs that failed for good.</summary>
    public required double? FailureRate { get; init; }

    /// <summary>The mean, exact but for the rounding of each job to a millisecond.</summary>
    public required double? AverageProcessingTime { get; init; }

    /// <summary>Half of the jobs took no longer. Read from buckets (1, 2, 5, 10 … ms) inside which jobs are taken to be spread evenly.</summary>
    public required double? MedianProcessingTime { get; init; }

    /// <summary>95 of 100 jobs took no longer; read like the median.</summary>
    public required double? P95ProcessingTime { get; init; }

    /// <summary>Attempts after the first.</summary>
    public required long TotalRetries { get; init; }

    /// <summary>Attempts after the first, for each job.</summary>
    public required double? AverageRetriesPerJob { get; init; }

    /// <summary>Answers of models that were checked.</summary>
    public required long ValidationAttempts { get; init; }

    /// <summary>Those that could be used.</summary>
    public required long ValidationPasses { get; init; }

    /// <summary>Those that could not.</summary>
    public required long ValidationFailures { get; init; }

    /// <summary>Percent of the checked answers that could be used.</summary>
    public required double? ValidationPassRate { get; init; }

    /// <summary>What the queues hold now, and what ended in the period.</summary>
    public required QueueStatusFigures QueueStatus { get; init; }

    /// <summary>By the AI provider asked last; <c>none</c> where none was.</summary>
    public required IReadOnlyDictionary<string, ProviderFigures> ProviderStats { get; init; }

    /// <summary>Failed jobs by why they failed.</summary>
    public required ErrorFigures ErrorStats { get; init; }
}

/// <summary>Jobs by state: live ones now, in the queue asked for, the kind's, or all; ended ones in the period.</summary>
/// <param name="Waiting">May begin now.</param>
/// <param name="Active">Run.</param>
/// <param name="Completed">Were done in the period.</param>
/// <param name="Failed">Failed for good in the period.</param>
/// <param name="Delayed">Begin later.</param>
/// <param name="Parked">Wait for budget or a provider.</param>
public sealed record QueueStatusFigures(long Waiting, long Active, long Completed, long Failed, long Delayed, long Parked);

/// <summary>Jobs of one provider.</summary>
/// <param name="Count">Successful and failed ones.</param>
/// <param name="SuccessRate">Percent that were done.</param>
/// <param name="AvgDuration">Milliseconds of the last attempt; null where none began.</param>
public sealed record ProviderFigures(long Count, double SuccessRate, double? AvgDuration);

/// <summary>Failed jobs.</summary>
/// <param name="ByType">By <see cref="JobErrorType"/>, the most frequent first.</param>
/// <param name="Total">All of them.</param>
public sealed record ErrorFigures(IReadOnlyDictionary<string, long> ByType, long Total);
