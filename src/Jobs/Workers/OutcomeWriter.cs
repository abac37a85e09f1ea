using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Jobs.Workers;

/// <summary>What became of a handed-in outcome.</summary>
/// <param name="Accepted">False when the lease was not held any more.</param>
/// <param name="Next">The job that the freed slot goes on with, taken in the same commit.</param>
internal sealed record Ended(bool Accepted, ClaimedJob? Next);

/// <summary>Makes the ends of attempts durable, many in one commit with the claim of what follows, through a short absence of the database.</summary>
internal sealed class OutcomeWriter(Storage storage, JobSignals signals, JobMetrics metrics, ILogger<OutcomeWriter> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WriteLane<Ending, Ended>> _lanes = new();

    // Where many jobs are held at once, one half is written while the other half runs.
    private static readonly WriteLaneSize Size = new(MaxBatch: 250, Writers: 2, Patient: false);

    /// <summary>Asked for what to claim with the ends of a queue: how many slots they free. Null or nothing while the worker is to take no more.</summary>
    public Func<string, int, ClaimRequest?>? Next { get; set; }

    /// <summary>Told what such a claim gave.</summary>
    public Action<ClaimRequest, Claim>? Claimed { get; set; }

    /// <summary>
    /// Returns when the outcome is durable, or the lease is somebody else's. The database may be away just now; the slot stays taken until then.
    /// </summary>
    /// <param name="queue">The job's queue.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="freesSlot">True when the slot can go on with another job.</param>
    public async Task<Ended> WriteAsync(string queue, JobOutcome outcome, bool freesSlot)
    {
        var lane = _lanes.GetOrAdd(queue, name => new WriteLane<Ending, Ended>(storage, (batch, ct) => CommitAsync(name, batch, ct), Size));
        for (var pause = 50; ; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                var ended = await lane.WriteAsync(new Ending(outcome, freesSlot), CancellationToken.None);
                if (ended.Accepted) signals.Added(outcome.Announcements);
                return ended;
            }
            catch (Exception error) when (storage.IsTransient(error) || storage.IsUnwritable(error) || error is TimeoutException or ProblemException)
            {
                JobLog.OutcomeWaits(log, outcome.Id, error);
                await Task.Delay(pause);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes.Values) await lane.DisposeAsync();
    }

    private async Task<Ended[]> CommitAsync(string queue, IReadOnlyList<Ending> batch, CancellationToken ct)
    {
        var next = Next?.Invoke(queue, batch.Count(e => e.FreesSlot));
        var outcomes = batch.Select(e => e.Outcome).ToList();
        var (accepted, claimed) = await ExchangeAsync(queue, outcomes, next, ct);
        metrics.Committed();
        if (next is not null) Claimed?.Invoke(next, claimed);
        var jobs = new Queue<ClaimedJob>(claimed.Jobs);
        return [.. batch.Select((e, i) => new Ended(accepted[i], e.FreesSlot && jobs.TryDequeue(out var job) ? job : null))];
    }

    // A claim that cannot be made must not keep the ends from being written.
    private async Task<(bool[] Accepted, Claim Claimed)> ExchangeAsync(string queue, IReadOnlyList<JobOutcome> outcomes, ClaimRequest? next, CancellationToken ct)
    {
        try
        {
            return await JobExchange.RunAsync(storage, outcomes, next, ct);
        }
        catch (Exception error) when (next is not null && !storage.IsTransient(error) && !storage.IsUnwritable(error) && error is not (TimeoutException or OperationCanceledException))
        {
            JobLog.ExchangeFailed(log, queue, error);
            return await JobExchange.RunAsync(storage, outcomes, null, ct);
        }
    }

    private sealed record Ending(JobOutcome Outcome, bool FreesSlot);
}
