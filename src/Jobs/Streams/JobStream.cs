using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Steward.Jobs.Control;
using Steward.Jobs.Workers;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Jobs.Streams;

/// <summary>What there is to tell of a job.</summary>
public enum JobNews
{
    /// <summary>Where it is as one begins to follow it.</summary>
    Connected,

    /// <summary>It came further: begun, put off, another attempt, per cent.</summary>
    Progress,

    /// <summary>It is done. The last news.</summary>
    Completed,

    /// <summary>It failed for good. The last news.</summary>
    Failed,

    /// <summary>It was called off. The last news.</summary>
    Cancelled,

    /// <summary>Nothing has happened for a while; the connection lives.</summary>
    Heartbeat,
}

/// <summary>News of a job.</summary>
/// <param name="News">What.</param>
/// <param name="Job">The job as it is now, with its result where it has ended.</param>
public sealed record JobUpdate(JobNews News, JobLine Job);

/// <summary>What following a job needs.</summary>
internal sealed record StreamParts(IServiceScopeFactory Scopes, JobSignals Signals, IOptions<JobsOptions> Options, IHostApplicationLifetime Life, TimeProvider Time);

/// <summary>Follows single jobs, whichever process runs them: news comes by signals, and by a look every second where a signal was missed.</summary>
public sealed class JobStream
{
    private readonly StreamParts _parts;
    private readonly ConcurrentDictionary<Guid, int> _open = new();

    internal JobStream(StreamParts parts) => _parts = parts;

    /// <summary>Begins to follow a job; null where there is none within reach. Dispose of the answer when done.</summary>
    /// <exception cref="ProblemException">429: the tenant follows as many as it may.</exception>
    public async Task<JobFollowing?> OpenAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        // First the mark: what changes after it is news.
        var mark = await GlanceAsync(id, ct);
        if (await FindAsync(reach, id, ct) is not { } job) return null;
        var tenant = job.TenantId;
        if (_open.AddOrUpdate(tenant, 1, (_, open) => open + 1) <= _parts.Options.Value.StreamsPerTenant)
            return new JobFollowing(this, _parts, reach, (mark, job));
        Close(tenant);
        throw new Problem(429, "too_many_streams", "Too many streams", "As many jobs are followed at once as Jobs:StreamsPerTenant allows; close one, or ask for the job now and then.")
        {
            RetryAfter = TimeSpan.FromSeconds(10),
        }.AsException();
    }

    internal void Close(Guid tenant)
    {
        if (_open.AddOrUpdate(tenant, 0, (_, open) => open - 1) == 0) _open.TryRemove(new KeyValuePair<Guid, int>(tenant, 0));
    }

    internal async Task<JobLine?> FindAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        await using var scope = _parts.Scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<JobReader>().FindAsync(reach, id, ct))?.Job;
    }

    /// <summary>All that makes a difference, in a few bytes.</summary>
    internal async Task<string?> GlanceAsync(Guid id, CancellationToken ct)
    {
        await using var scope = _parts.Scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Storage>().ReadAsync(c => c.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            SELECT CAST(j.state AS varchar(9)) || ' ' || CAST(j.lease AS varchar(20)) || ' ' || coalesce(CAST(r.percent AS varchar(9)), '') || ' '
                   || coalesce(r.message, '') || ' ' || CASE WHEN j.cancelling THEN 'off' ELSE '' END
            FROM jobs_queue j LEFT JOIN jobs_progress r ON r.job_id = j.id AND r.lease = j.lease WHERE j.id = @id
            UNION ALL SELECT CAST(state AS varchar(9)) FROM jobs_history WHERE id = @id
            """, new { id }, cancellationToken: ct)), ct);
    }
}
