using System.Diagnostics;
using System.Diagnostics.Metrics;
using Steward.Jobs.Queue;

namespace Steward.Jobs;

/// <summary>The meter <c>Steward.Jobs</c>.</summary>
internal sealed class JobMetrics
{
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _renewals;
    private readonly AiJobMetrics _ai;
    private IReadOnlyList<QueueDepth> _depths = [];

    public JobMetrics(IMeterFactory meters, AiJobMetrics ai)
    {
        _ai = ai;
        var meter = meters.Create("Steward.Jobs");
        _ended = meter.CreateCounter<long>("steward_jobs_completed_total", description: "Attempts that ended, by kind and outcome");
        _duration = meter.CreateHistogram<double>("steward_job_duration_seconds", "s", "Time one attempt took");
        _wait = meter.CreateHistogram<double>("steward_job_wait_seconds", "s", "Time from due to claimed, by the database's clock");
        _rescued = meter.CreateCounter<long>("steward_jobs_rescued_total", description: "Jobs taken from dead workers");
        _commits = meter.CreateCounter<long>("steward_jobs_commits_total", description: "Commits for claims and ends of attempts; divided by the jobs completed, the commits a job takes");
        _renewals = meter.CreateCounter<long>("steward_jobs_lease_renewals_total", description: "Times this worker's lease was renewed");
        meter.CreateObservableGauge("steward_queue_depth", () => _depths.Select(d => new Measurement<long>(
            d.Count, new("queue", d.Queue), new("state", ((JobState)d.State).ToString().ToLowerInvariant()))), description: "Live jobs by queue and state");
        meter.CreateObservableGauge("steward_queue_oldest_age_seconds", () => _depths.Where(d => d.State == 0).Select(d => new Measurement<double>(
            d.OldestSeconds, new KeyValuePair<string, object?>("queue", d.Queue))), "s", "Age of the oldest waiting job");
    }

    /// <param name="job">The job.</param>
    /// <param name="context">What its attempt noted.</param>
    /// <param name="outcome">Its state after the attempt; null when the lease was lost and nothing of the attempt counts.</param>
    /// <param name="took">The attempt's duration.</param>
    public void Ended(ClaimedJob job, JobContext context, JobState? outcome, TimeSpan took)
    {
        var tags = new TagList { { "kind", job.Kind }, { "outcome", outcome?.ToString().ToLowerInvariant() ?? "lost" } };
        _ended.Add(1, tags);
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("kind", job.Kind));
        _wait.Record(Math.Max(0, (job.ClaimedAt - job.RunAt).TotalSeconds), new KeyValuePair<string, object?>("kind", job.Kind));
        _ai.Ended(job.Kind, context, outcome, took);
    }

    /// <summary>Jobs that ended because their worker died on every attempt, or that were called off.</summary>
    public void Buried(IReadOnlyList<BuriedJob> jobs)
    {
        foreach (var job in jobs) _ai.Buried(job.Kind, (JobState)job.State);
    }

    public void Renewed() => _renewals.Add(1);

    public void Committed() => _commits.Add(1);

    public void Rescued(int jobs) => _rescued.Add(jobs);

    public void Depths(IReadOnlyList<QueueDepth> depths)
    {
        _depths = depths;
        _ai.Depths(depths);
    }
}

/// <summary>Live jobs of one queue in one state.</summary>
internal sealed class QueueDepth
{
    public string Queue { get; set; } = "";
    public long State { get; set; }
    public long Count { get; set; }
    public double OldestSeconds { get; set; }
}
