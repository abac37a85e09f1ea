using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Jobs.Workers;

/// <summary>What a worker needs from its process.</summary>
internal sealed record WorkerParts(Storage Storage, JobKinds Kinds, JobRunner Runner, JobSignals Signals, WorkerLease Lease, WorkLoops Loops, TimeProvider Time);

/// <summary>Runs the jobs of all queues: claims as many as there are free slots, keeps its lease, and on stop lets running jobs end.</summary>
internal sealed class Worker(WorkerParts parts, IOptions<JobsOptions> options, ILogger<Worker> log) : BackgroundService
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(2);
    private readonly ConcurrentDictionary<Guid, Attempt> _running = new();
    private readonly CancellationTokenSource _drained = new();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var keepAlive = Loop("worker-lease", parts.Lease.Renewal, KeepAliveAsync).RunAsync(_drained.Token);
        await Task.WhenAll(parts.Kinds.Queues.Select(q => ServeAsync(q.Key, q.Value, stoppingToken)));
        await DrainAsync();
        await _drained.CancelAsync();
        await keepAlive;
        await EndLeaseAsync();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _drained.Dispose();
    }

    private WorkLoop Loop(string name, TimeSpan interval, Func<CancellationToken, Task<bool>> pass) =>
        parts.Loops.Add(new WorkLoop(name, interval, pass, parts.Time, log));

    private Task ServeAsync(string queue, string[] kinds, CancellationToken stop)
    {
        var slots = new SemaphoreSlim(options.Value.Concurrency, options.Value.Concurrency);
        var lastTenant = Guid.Empty;
        var backlog = false;
        return Loop("queue-" + queue, TimeSpan.Zero, async ct =>
        {
            // Bounded, so that a loop whose slots are all taken still shows that it lives.
            if (!await slots.WaitAsync(TimeSpan.FromSeconds(1), ct)) return true;
            // With more waiting than slots, ends come in groups, as they are committed: one claim for the group instead of one for each.
            if (backlog) await Task.Delay(Gather, CancellationToken.None);
            var free = 1;
            while (free < options.Value.Concurrency && slots.Wait(0, CancellationToken.None)) free++;
            IReadOnlyList<ClaimedJob> claimed = [];
            try
            {
                if (parts.Lease.Id != Guid.Empty && (parts.Storage.Kind == StorageKind.Postgres || await JobClaim.AnyWaitingAsync(parts.Storage, queue, ct)))
                    claimed = await JobClaim.RunAsync(parts.Storage, new ClaimRequest(queue, kinds, parts.Lease.Id, free, lastTenant), ct);
            }
            finally
            {
                if (free > claimed.Count) slots.Release(free - claimed.Count);
            }

            foreach (var job in claimed) _ = RunAsync(job, slots);
            if (claimed.Count > 0) lastTenant = claimed[^1].TenantId;
            // A claim of several tenants' jobs ends at their equal shares: more of one tenant may wait though slots are free.
            backlog = claimed.Count == free;
            var mayHaveMore = backlog || claimed.Any(j => j.TenantId != claimed[0].TenantId);
            if (!mayHaveMore) await parts.Signals.WaitAsync(queue, Poll(), ct);
            return true;
        }).RunAsync(stop);
    }

    private TimeSpan Poll() => TimeSpan.FromSeconds(options.Value.PollSeconds * (0.8 + 0.4 * Random.Shared.NextDouble()));

    private async Task RunAsync(ClaimedJob job, SemaphoreSlim slots)
    {
        using var attempt = new Attempt(job.Lease);
        _running[job.Id] = attempt;
        try
        {
            await Task.Yield();
            await parts.Runner.RunAsync(job, attempt.Lost, _drained.Token);
        }
        catch (Exception error)
        {
            // The runner answers every failure of a handler; what comes here is ours. The lease is given up by the next comparison.
            JobLog.AttemptFailed(log, job.Id, job.Kind, job.Attempt, "unknown", error);
        }
        finally
        {
            _running.TryRemove(new KeyValuePair<Guid, Attempt>(job.Id, attempt));
            slots.Release();
        }
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

        var (lost, forgotten) = await parts.Lease.CompareAsync(_running.ToDictionary(r => r.Key, r => r.Value.Lease), ct);
        foreach (var id in lost)
            if (_running.TryGetValue(id, out var attempt)) attempt.Lose();
        foreach (var (id, lease) in forgotten) await parts.Runner.HandBackAsync(id, lease);
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
        while (!_running.IsEmpty && parts.Time.GetElapsedTime(started) < patience) await Task.Delay(20);
        if (_running.IsEmpty) return;
        JobLog.HandedBack(log, _running.Count);
        await _drained.CancelAsync();
        started = parts.Time.GetTimestamp();
        while (!_running.IsEmpty && parts.Time.GetElapsedTime(started) < TimeSpan.FromSeconds(5)) await Task.Delay(20);
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

    private sealed class Attempt(long lease) : IDisposable
    {
        private readonly CancellationTokenSource _lost = new();

        public long Lease { get; } = lease;

        public CancellationToken Lost => _lost.Token;

        public void Lose()
        {
            try
            {
                _lost.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended in the same moment.
            }
        }

        public void Dispose() => _lost.Dispose();
    }
}
