namespace Steward.Client;

/// <summary>Ended jobs of a period in numbers. Rates are percentages, times milliseconds; null where there is nothing to divide by.</summary>
public sealed record JobFigures
{
    /// <summary>The beginning of the period.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Its end.</summary>
    public DateTimeOffset CollectedAt { get; init; }

    /// <summary>Successful and failed jobs.</summary>
    public long TotalJobs { get; init; }

    /// <summary>Jobs that were done.</summary>
    public long SuccessfulJobs { get; init; }

    /// <summary>Jobs that failed for good.</summary>
    public long FailedJobs { get; init; }

    /// <summary>Jobs that were called off; in no other figure.</summary>
    public long CancelledJobs { get; init; }

    /// <summary>Percent of the jobs that were done.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>Percent of the jobs that failed for good.</summary>
    public double? FailureRate { get; init; }

    /// <summary>The mean of the last attempts.</summary>
    public double? AverageProcessingTime { get; init; }

    /// <summary>Half of the jobs took no longer; read from buckets.</summary>
    public double? MedianProcessingTime { get; init; }

    /// <summary>95 of 100 jobs took no longer; read from buckets.</summary>
    public double? P95ProcessingTime { get; init; }

    /// <summary>Attempts after the first.</summary>
    public long TotalRetries { get; init; }

    /// <summary>Attempts after the first, for each job.</summary>
    public double? AverageRetriesPerJob { get; init; }

    /// <summary>Answers of models that were checked.</summary>
    public long ValidationAttempts { get; init; }

    /// <summary>Those that could be used.</summary>
    public long ValidationPasses { get; init; }

    /// <summary>Those that could not.</summary>
    public long ValidationFailures { get; init; }

    /// <summary>Percent of the checked answers that could be used.</summary>
    public double? ValidationPassRate { get; init; }

    /// <summary>What the queues hold now, and what ended in the period.</summary>
    public required JobCounts QueueStatus { get; init; }

    /// <summary>By the AI provider asked last; <c>none</c> where none was.</summary>
    public required IReadOnlyDictionary<string, ProviderFigures> ProviderStats { get; init; }

    /// <summary>Failed jobs by why they failed.</summary>
    public required ErrorFigures ErrorStats { get; init; }
}

/// <summary>Jobs by state: live ones now, ended ones in the period.</summary>
/// <param name="Waiting">May begin now.</param>
/// <param name="Active">Run.</param>
/// <param name="Completed">Were done in the period.</param>
/// <param name="Failed">Failed for good in the period.</param>
/// <param name="Delayed">Begin later.</param>
/// <param name="Parked">Wait for budget or a provider.</param>
public sealed record JobCounts(long Waiting, long Active, long Completed, long Failed, long Delayed, long Parked);

/// <summary>Jobs of one provider.</summary>
/// <param name="Count">Successful and failed ones.</param>
/// <param name="SuccessRate">Percent that were done.</param>
/// <param name="AvgDuration">Milliseconds of the last attempt.</param>
public sealed record ProviderFigures(long Count, double SuccessRate, double? AvgDuration);

/// <summary>Failed jobs.</summary>
/// <param name="ByType">By why they failed.</param>
/// <param name="Total">All of them.</param>
public sealed record ErrorFigures(IReadOnlyDictionary<string, long> ByType, long Total);
