using System.ComponentModel.DataAnnotations;

namespace Steward.Jobs;

/// <summary>Settings under <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>Jobs of one queue that this process runs at once. Defaults to 10.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 10;

    /// <summary>Seconds between looks at a queue when nothing woke the worker; at most 20, since health takes a loop for stuck after 30. Defaults to 1.</summary>
    [Range(0.01, 20)]
    public double PollSeconds { get; set; } = 1;

    /// <summary>Seconds after its last sign of life that a worker process is taken for dead and its jobs go to others. Defaults to 6.</summary>
    [Range(1, 600)]
    public double LeaseSeconds { get; set; } = 6;

    /// <summary>Seconds that running jobs get to end when the process is stopped, before they are handed back. Defaults to 25.</summary>
    [Range(0, 3600)]
    public double DrainSeconds { get; set; } = 25;

    /// <summary>Days that completed and cancelled jobs are kept. Defaults to 7.</summary>
    [Range(1, 3650)]
    public int KeepCompletedDays { get; set; } = 7;

    /// <summary>Days that dead letters are kept. Defaults to 90.</summary>
    [Range(1, 3650)]
    public int KeepFailedDays { get; set; } = 90;

    /// <summary>Days that the hourly counts of ended jobs are kept. Defaults to 400.</summary>
    [Range(1, 36_500)]
    public int KeepStatisticsDays { get; set; } = 400;

    /// <summary>Jobs of one tenant that callers of this process follow at once. Defaults to 100.</summary>
    [Range(1, 100_000)]
    public int StreamsPerTenant { get; set; } = 100;
}
