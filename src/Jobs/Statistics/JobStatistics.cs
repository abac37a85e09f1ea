using Dapper;
using Microsoft.Extensions.Options;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Statistics;

/// <summary>
/// Jobs in numbers, over a day or a year. What the scheduler has counted by the hour is read from there, what ended since from the jobs themselves, in one
/// statement: each job is in the answer once, also when the count moves on meanwhile, and when the job was removed after it ended.
/// </summary>
public sealed class JobStatistics
{
    private const string Columns = "provider, state, error_type, bucket, jobs, retries, validations, validations_passed, duration_ms";
    private readonly AppDb _db;
    private readonly QueueReader _queues;
    private readonly JobKinds _kinds;
    private readonly JobsOptions _options;

    internal JobStatistics(AppDb db, QueueReader queues, JobKinds kinds, IOptions<JobsOptions> options) => (_db, _queues, _kinds, _options) = (db, queues, kinds, options.Value);

    /// <summary>Counts the jobs within reach that ended in the period.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period is not 1 to 8784 hours.</exception>
    public async Task<StatisticsReport> ReadAsync(JobReach reach, StatisticsQuery query, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Hours, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Hours, StatisticsQuery.MostHours);
        var now = (await _db.QueryAsync<DateTime>($"SELECT {_db.Storage.Now}", null, ct))[0];
        var from = now.AddHours(-query.Hours);
        var hour = from.AddTicks(-(from.Ticks % TimeSpan.TicksPerHour));
        // The first hour is not read from the counts, which know no minutes, while all of its jobs are still there.
        var kept = query.Hours < 24 * Math.Min(_options.KeepCompletedDays, _options.KeepFailedDays);
        if (kept) hour = hour == from ? hour : hour.AddHours(1);
        else from = hour;
        var groups = await _db.QueryAsync<Group>(Sql(reach, query), new { from, hour, tenant = reach.Tenant, queue = query.Queue, kind = query.Kind }, ct);
        return Report(from, now, groups, await _queues.CountsAsync(reach.Tenant, await QueuesAsync(query, reach, ct), ct));
    }

    private async Task<IEnumerable<string>> QueuesAsync(StatisticsQuery query, JobReach reach, CancellationToken ct) =>
        (query.Queue ?? (query.Kind is null ? null : _kinds.QueueOf(query.Kind))) is { } one ? [one] : (await _queues.QueuesAsync(reach.Tenant, ct)).Select(q => q.Name);

    private string Sql(JobReach reach, StatisticsQuery query)
    {
        var asked = (reach.Tenant is null ? "" : " AND tenant_id = @tenant") + (query.Queue is null ? "" : " AND queue = @queue") + (query.Kind is null ? "" : " AND kind = @kind");
        // One bound on each side, so that an index answers both parts: the first hour's beginning, and what is not counted yet.
        var (least, most) = _db.Storage.Kind == StorageKind.Postgres ? ("least", "greatest") : ("min", "max");
        var until = $"coalesce({HourFold.Until}, @from)";
        var uncounted = $"((finished_at >= @from AND finished_at < {least}(@hour, {until})) OR finished_at >= {most}(@from, {until}))";
        return
            $"""
            SELECT provider AS Provider, CAST(state AS bigint) AS State, error_type AS ErrorType, CAST(bucket AS bigint) AS Bucket, CAST(sum(jobs) AS bigint) AS Jobs,
                   CAST(sum(retries) AS bigint) AS Retries, CAST(sum(validations) AS bigint) AS Validations, CAST(sum(validations_passed) AS bigint) AS Passed,
                   CAST(sum(duration_ms) AS bigint) AS DurationMs
            FROM (
              SELECT {Columns} FROM jobs_hours WHERE hour >= @hour{asked}
              UNION ALL
              SELECT {Columns} FROM ({HourFold.Counted(_db.Storage.Kind, uncounted + asked)}) live) counted
            GROUP BY provider, state, error_type, bucket
            """;
    }

    private static StatisticsReport Report(DateTime from, DateTime now, IReadOnlyList<Group> groups, IReadOnlyList<StateCount> live)
    {
        var ended = groups.Where(g => g.Is is JobState.Completed or JobState.Failed).ToList();
        var (done, failed) = (Jobs(ended.Where(g => g.Is == JobState.Completed)), Jobs(ended.Where(g => g.Is == JobState.Failed)));
        var (checks, passed, retries) = (ended.Sum(g => g.Validations), ended.Sum(g => g.Passed), ended.Sum(g => g.Retries));
        var byBucket = ended.GroupBy(g => (int)g.Bucket).ToDictionary(g => g.Key, Jobs);
        long Live(JobState state) => live.Where(c => c.State == (long)state).Sum(c => c.Count);
        return new StatisticsReport
        {
            From = from, CollectedAt = now, TotalJobs = done + failed, SuccessfulJobs = done, FailedJobs = failed,
            CancelledJobs = Jobs(groups.Where(g => g.Is == JobState.Cancelled)), SuccessRate = Percent(done, done + failed), FailureRate = Percent(failed, done + failed),
            AverageProcessingTime = Mean(ended), MedianProcessingTime = Rounded(DurationBuckets.Quantile(byBucket, 0.5)), P95ProcessingTime = Rounded(DurationBuckets.Quantile(byBucket, 0.95)),
            TotalRetries = retries, AverageRetriesPerJob = done + failed == 0 ? null : Rounded((double)retries / (done + failed)),
            ValidationAttempts = checks, ValidationPasses = passed, ValidationFailures = checks - passed, ValidationPassRate = Percent(passed, checks),
            QueueStatus = new QueueStatusFigures(Live(JobState.Waiting), Live(JobState.Active), done, failed, Live(JobState.Delayed), Live(JobState.Parked)),
            ProviderStats = ended.GroupBy(g => g.Provider).OrderByDescending(Jobs).ThenBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g =>
                new ProviderFigures(Jobs(g), Percent(Jobs(g.Where(j => j.Is == JobState.Completed)), Jobs(g)) ?? 0, Mean(g))),
            ErrorStats = new ErrorFigures(ended.Where(g => g.Is == JobState.Failed).GroupBy(g => g.ErrorType).OrderByDescending(Jobs).ToDictionary(g => g.Key, Jobs), failed),
        };
    }

    private static long Jobs(IEnumerable<Group> groups) => groups.Sum(g => g.Jobs);

    private static double? Percent(long some, long all) => all == 0 ? null : Rounded(100.0 * some / all);

    private static double? Mean(IEnumerable<Group> groups)
    {
        var began = groups.Where(g => g.Bucket >= 0).ToList();
        return began.Count == 0 ? null : Rounded((double)began.Sum(g => g.DurationMs) / Jobs(began));
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;

    private sealed class Group
    {
        public string Provider { get; set; } = "";
        public long State { get; set; }
        public string ErrorType { get; set; } = "";
        public long Bucket { get; set; }
        public long Jobs { get; set; }
        public long Retries { get; set; }
        public long Validations { get; set; }
        public long Passed { get; set; }
        public long DurationMs { get; set; }

        public JobState Is => (JobState)State;
    }
}
