using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Streams;

/// <summary>A job that somebody follows.</summary>
public sealed class JobFollowing : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    // Credentials run out: whoever follows for longer asks again.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly JobStream _stream;
    private readonly StreamParts _parts;
    private readonly JobReach _reach;
    private readonly string? _mark;
    private int _closed;

    internal JobFollowing(JobStream stream, StreamParts parts, JobReach reach, (string? Mark, JobLine Job) first) =>
        (_stream, _parts, _reach, _mark, First) = (stream, parts, reach, first.Mark, first.Job);

    /// <summary>The job as it was when following began.</summary>
    public JobLine First { get; }

    /// <summary>
    /// First <see cref="JobNews.Connected"/>, then what happens, to the job's end. A job that has ended already is told of at once. The stream ends sooner
    /// when the server stops, the job is removed from the record, or an hour is over; whoever asks again hears where the job is by then.
    /// </summary>
    public async IAsyncEnumerable<JobUpdate> UpdatesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _parts.Life.ApplicationStopping);
        using var watch = _parts.Signals.Watches.Watch(First.Id);
        yield return new JobUpdate(JobNews.Connected, First);
        if (First.FinishedAt is not null)
        {
            yield return Of(First);
            yield break;
        }

        var (began, told, seen, job) = (_parts.Time.GetTimestamp(), _parts.Time.GetTimestamp(), _mark, First);
        while (_parts.Time.GetElapsedTime(began) < Longest)
        {
            var (alive, mark, news) = await LookAsync(seen, stop.Token);
            if (!alive) yield break;
            if (news is not null)
            {
                (seen, job, told) = (mark, news, _parts.Time.GetTimestamp());
                yield return Of(job);
                if (job.FinishedAt is not null) yield break;
            }
            else if (_parts.Time.GetElapsedTime(told) >= Beat)
            {
                told = _parts.Time.GetTimestamp();
                watch.SayAgain();
                yield return new JobUpdate(JobNews.Heartbeat, job);
            }

            if (!await WaitAsync(watch, stop.Token)) yield break;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0) _stream.Close(First.TenantId);
    }

    private static JobUpdate Of(JobLine job) => new(job.Is switch
    {
        JobState.Completed => JobNews.Completed,
        JobState.Failed => JobNews.Failed,
        JobState.Cancelled => JobNews.Cancelled,
        _ => JobNews.Progress,
    }, job);

    // Not alive when the job is gone or the stream is to end. A database that is away for a moment is no news.
    private async Task<(bool Alive, string? Mark, JobLine? News)> LookAsync(string? seen, CancellationToken ct)
    {
        try
        {
            var mark = await _stream.GlanceAsync(First.Id, ct);
            if (mark is not null && mark == seen) return (true, mark, null);
            var job = await _stream.FindAsync(_reach, First.Id, ct);
            return (job is not null, mark, job);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return (false, null, null);
        }
        catch (Exception error) when (IsTransient(error))
        {
            return (true, seen, null);
        }
    }

    private bool IsTransient(Exception error)
    {
        using var scope = _parts.Scopes.CreateScope();
        return error is TimeoutException || scope.ServiceProvider.GetRequiredService<Storage>().IsTransient(error);
    }

    private static async Task<bool> WaitAsync(Workers.JobWatch watch, CancellationToken ct)
    {
        try
        {
            await watch.WaitAsync(Look, ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
