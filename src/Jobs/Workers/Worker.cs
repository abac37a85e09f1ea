using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Jobs.Workers;

/// <summary>What a worker needs from its process.</summary>
internal sealed record WorkerParts(
    Storage Storage, JobKinds Kinds, JobRunner Runner, OutcomeWriter Outcomes, JobSignals Signals, WorkerLease Lease, JobMetrics Metrics, WorkLoops Loops, TimeProvider Time,
    IHostApplicationLifetime Life);

/// <summary>Runs the jobs of all queues: claims as many as there are free slots, keeps its lease, and on stop lets running jobs end.</summary>
internal sealed class Worker(WorkerParts parts, IOptions<JobsOptions> options, ILogger<Worker> log) : BackgroundService
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(2);
    private readonly ConcurrentDictionary<Guid, Attempt> _running = new();
    private readonly CancellationTokenSource _drained = new();
    private readonly Dictionary<string, ServedQueue> _queues = parts.Kinds.Queues.ToDictionary(q => q.Key, _ => new ServedQueue(options.Value.Concurrency));
    private int _busy;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        parts.Outcomes.Next = AfterEnds;
        parts.Outcomes.Claimed = AfterClaim;
        parts.Signals.Keeps = Keeps;
        parts.Signals.CalledOff += CallOff;
        var keepAlive = Loop("worker-lease", parts.Lease.Renewal, KeepAliveAsync).RunAsync(_drained.Token);
        await Task.WhenAll(parts.Kinds.Queues.Select(q => ServeAsync(q.Key, stoppingToken)));
        await DrainAsync();
        await _drained.CancelAsync();
        await keepAlive;
        await EndLeaseAsync();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        // A handler that ignores the stop outlives the host's patience; the lease must not be renewed for it any longer.
        _drained.Cancel();
        _drained.Dispose();
        foreach (var queue in _queues.Values) queue.Dispose();
    }

    private WorkLoop Loop(string name, TimeSpan interval, Func<CancellationToken, Task<bool>> pass) =>
        parts.Loops.Add(new WorkLoop(name, interval, pass, parts.Time, log));

    private Task ServeAsync(string name, CancellationToken stop)
    {
        var (queue, empty) = (_queues[name], 0);
        return Loop("queue-" + name, TimeSpan.Zero, async ct =>
        {
            // Bounded, so that a loop whose slots are all taken still shows that it lives.
            var free = await queue.TakeRoomAsync(TimeSpan.FromSeconds(1), ct);
            if (free == 0) return true;
            // With more waiting than slots, ends come in groups, as they are committed: one claim for the group instead of one for each.
            if (queue.Backlog)
            {
                await Task.Delay(Gather, CancellationToken.None);
                free += await queue.TakeRoomAsync(TimeSpan.Zero, ct);
            }

            var claim = Claim.Nothing;
            try
            {
                if (parts.Storage.Kind == StorageKind.Postgres || await JobClaim.AnyWaitingAsync(parts.Storage, name, ct))
                    claim = NextOf(name, free) is { } next ? await ClaimAsync(next, ct) : claim;
            }
            finally
            {
                queue.GiveBack(free - claim.Jobs.Count);
            }

            foreach (var job in claim.Jobs) _ = RunAsync(job, queue);
            empty = claim.Jobs.Count > 0 ? 0 : empty + 1;
            if (!queue.Backlog || claim.Wait is not null) await parts.Signals.WaitAsync(name, Sooner(claim.Wait, empty), ct);
            return true;
        }).RunAsync(stop);
    }

    private async Task<Claim> ClaimAsync(ClaimRequest next, CancellationToken ct)
    {
        var (_, claim) = await JobExchange.RunAsync(parts.Storage, [], next, ct);
        AfterClaim(next, claim);
        if (claim.Jobs.Count > 0) parts.Metrics.Committed();
        return claim;
    }

    private ClaimRequest? NextOf(string name, int limit) => limit == 0 || !MayClaim || !parts.Kinds.Queues.TryGetValue(name, out var kinds) ? null
        : new ClaimRequest(name, kinds, parts.Lease.Id, limit, _queues[name].Turns, _queues[name].Limited);

    // Where nothing waits, an end need not look for what follows. Where the queue is limited, it may be the end that lets another begin.
    private ClaimRequest? AfterEnds(string name, int ending) =>
        _queues.TryGetValue(name, out var queue) && (queue.Backlog || queue.Limited) ? NextOf(name, queue.After(ending)) : null;

    private void AfterClaim(ClaimRequest request, Claim claim)
    {
        if (_queues[request.Queue].Told(request, claim)) parts.Signals.Raise(request.Queue);
        // Too many for this process: what was kept from the others is theirs, too.
        else if (_queues[request.Queue].Backlog) parts.Signals.Share(request.Queue);
    }

    // From the first word of a stop: other services of the process may take a while until it is this one's turn.
    private bool MayClaim => !parts.Life.ApplicationStopping.IsCancellationRequested && parts.Lease.Id != Guid.Empty;

    private bool Keeps(string name) => MayClaim && _queues.TryGetValue(name, out var queue) && queue.HasRoom;

    // A rate that has room in a moment is waited for, not polled; the less so the longer something else holds the jobs.
    private TimeSpan Sooner(TimeSpan? wait, int empty)
    {
        if (wait is not { } until) return Poll();
        var patience = empty == 0 ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(5 << Math.Min(empty, 8));
        return until + patience < Poll() ? until + patience : Poll();
    }

    private TimeSpan Poll() => TimeSpan.FromSeconds(options.Value.PollSeconds * (0.8 + 0.4 * Random.Shared.NextDouble()));

    // A slot runs one job after the other, as long as each end brings the next.
    private async Task RunAsync(ClaimedJob claimed, ServedQueue queue)
    {
        Interlocked.Increment(ref _busy);
        for (var job = claimed; job is not null;) job = await RunOneAsync(job, queue, apart: job == claimed);
        queue.GiveBack(1);
        Interlocked.Decrement(ref _busy);
    }

    private async Task<ClaimedJob?> RunOneAsync(ClaimedJob job, ServedQueue queue, bool apart)
    {
        using var attempt = new Attempt(job.Lease, queue);
        _running[job.Id] = attempt;
        try
        {
            // Behind what was claimed before it; a plain yield would put it on top of this thread's own stack.
            if (apart) await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
            return await parts.Runner.RunAsync(job, attempt, _drained.Token);
        }
        catch (Exception error)
        {
            // The runner answers every failure of a handler; what comes here is ours. The comparisons give the lease up.
            JobLog.AttemptFailed(log, job.Id, job.Kind, job.Attempt, "unknown", error);
            return null;
        }
        finally
        {
            _running.TryRemove(new KeyValuePair<Guid, Attempt>(job.Id, attempt));
        }
    }

    private void CallOff(Guid id)
    {
        if (_running.TryGetValue(id, out var attempt)) attempt.CallOff();
    }

    private async Task<bool> KeepAliveAsync(CancellationToken ct)
    {
        if (parts.Lease.Id == Guid.Empty) await RegisterAsync(ct);
        if (!await parts.Lease.RenewAsync(ct))
        {
            JobLog.TakenForDead(log, _running.Count);
            foreach (var attempt in _running.Values) attempt.Lose();
            await RegisterAsync(ct);
            return false;
        }

        parts.Metrics.Renewed();
        var differences = await parts.Lease.CompareAsync(_running.ToDictionary(r => r.Key, r => r.Value.Lease), ct);
        foreach (var id in differences.Lost)
            if (_running.TryGetValue(id, out var attempt)) attempt.Lose();
        foreach (var id in differences.CalledOff) CallOff(id);
        foreach (var job in differences.Forgotten)
        {
            if (job.Cancelling) await parts.Lease.BuryAsync(job, ct);
            else await parts.Runner.HandBackAsync(job.Queue, job.Id, job.Lease);
        }

        return false;
    }

    private async Task RegisterAsync(CancellationToken ct)
    {
        await parts.Lease.RegisterAsync(ct);
        // The loops may have looked before there was a lease to claim with.
        foreach (var queue in parts.Kinds.Queues.Keys) parts.Signals.Raise(queue);
    }

    private async Task DrainAsync()
    {
        var patience = TimeSpan.FromSeconds(options.Value.DrainSeconds);
        var started = parts.Time.GetTimestamp();
        while (_busy > 0 && parts.Time.GetElapsedTime(started) < patience) await Task.Delay(20);
        if (_busy == 0) return;
        JobLog.HandedBack(log, _running.Count);
        await _drained.CancelAsync();
        started = parts.Time.GetTimestamp();
        while (_busy > 0 && parts.Time.GetElapsedTime(started) < TimeSpan.FromSeconds(5)) await Task.Delay(20);
    }

    private async Task EndLeaseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await parts.Lease.EndAsync(limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException || parts.Storage.IsTransient(error))
        {
            JobLog.OutcomeWaits(log, parts.Lease.Id, error);
        }
    }
}
