using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Steward.Jobs.Queue;

namespace Steward.Jobs;

/// <summary>The metrics of jobs that ask models, under the names of the page builder's guide; a part of the meter <c>Steward.Jobs</c>.</summary>
internal sealed class AiJobMetrics
{
    private const string None = "none";
    private static readonly JobState[] Live = [JobState.Waiting, JobState.Active, JobState.Delayed, JobState.Parked];
    private readonly JobKinds _kinds;
    private readonly Counter<long> _jobs;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _duration;
    private readonly PassRate _validations;
    private readonly ConcurrentDictionary<(string Provider, string Model), bool> _known = new();
    private IReadOnlyList<QueueDepth>? _depths;

    public AiJobMetrics(IMeterFactory meters, JobKinds kinds, TimeProvider time)
    {
        (_kinds, _validations) = (kinds, new PassRate(time));
        var meter = meters.Create("Steward.Jobs");
        _jobs = meter.CreateCounter<long>("ai_jobs_total", description: "AI jobs that ended, by the provider and model asked last; cancelled ones are not counted");
        _retries = meter.CreateCounter<long>("ai_jobs_retry_total", description: "Failed attempts of AI jobs that are tried again");
        _duration = meter.CreateHistogram<double>("ai_jobs_processing_duration_seconds", "s", "Time the last attempt of an AI job took");
        meter.CreateObservableGauge("ai_jobs_validation_pass_rate", () => Percent(_validations.Read()), description: "Answers of the last hour that could be used, in percent");
        meter.CreateObservableGauge("ai_queue_size", () => Sizes(_depths), description: "Live jobs in the queues of AI jobs, by status");
    }

    /// <summary>An attempt ended. Terminal ends are counted once; an attempt whose lease was lost counts nothing.</summary>
    public void Ended(string kind, JobContext context, JobState? outcome, TimeSpan took)
    {
        if (outcome is null || !_kinds.UsesAi(kind)) return;
        _validations.Add(context.Validations ?? 0, context.ValidationsPassed ?? 0);
        var by = Known(context.Provider ?? None, context.Model ?? None);
        if (outcome == JobState.Delayed) _retries.Add(1, by);
        if (outcome is not (JobState.Completed or JobState.Failed)) return;
        Count(by, outcome.Value, 1);
        _duration.Record(took.TotalSeconds, by);
    }

    /// <summary>A job was ended by somebody else than its worker.</summary>
    public void Buried(string kind, JobState state)
    {
        if (state == JobState.Failed && _kinds.UsesAi(kind)) Count(Known(None, None), state, 1);
    }

    public void Depths(IReadOnlyList<QueueDepth> depths) => _depths = depths;

    // The first time a provider and model are seen, all their series begin at 0: a rate does not see a counter that begins at 1.
    private TagList Known(string provider, string model)
    {
        var by = new TagList { { "provider", provider }, { "model", model } };
        if (!_known.TryAdd((provider, model), true)) return by;
        foreach (var state in (JobState[])[JobState.Completed, JobState.Failed]) Count(by, state, 0);
        _retries.Add(0, by);
        return by;
    }

    private void Count(TagList by, JobState state, long jobs)
    {
        by.Add("status", state == JobState.Completed ? "success" : "failed");
        _jobs.Add(jobs, by);
    }

    private static IEnumerable<Measurement<double>> Percent((long All, long Passed) checks) => checks.All == 0 ? [] : [new(100.0 * checks.Passed / checks.All)];

    // Nothing rather than 0 where this process has not counted.
    private IEnumerable<Measurement<long>> Sizes(IReadOnlyList<QueueDepth>? depths) => depths is null ? [] : Live.Select(state => new Measurement<long>(
        depths.Where(d => d.State == (long)state && _kinds.AiQueues.Contains(d.Queue)).Sum(d => d.Count),
        new KeyValuePair<string, object?>("status", state.ToString().ToLowerInvariant())));
}
