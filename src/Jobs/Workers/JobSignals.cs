using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Loops;

namespace Steward.Jobs.Workers;

/// <summary>
/// Wakes the queues' claim loops. Many wake-ups while a loop is busy become one. On PostgreSQL other processes are told too, by one coalesced
/// NOTIFY outside any transaction; it is a hint, polling finds what a hint missed.
/// </summary>
internal sealed class JobSignals(ILogger<JobSignals> log)
{
    private readonly ConcurrentDictionary<string, Pulse> _queues = new();
    private readonly ConcurrentDictionary<string, bool> _kept = new();

    /// <summary>Who waits for news of single jobs.</summary>
    public JobWatches Watches { get; } = new();

    /// <summary>Called with the queue's name when others should know that something waits in it.</summary>
    public event Action<string>? Woken;

    /// <summary>Answers whether this process will claim what is added to a queue now, so that others need not be woken.</summary>
    public Func<string, bool>? Keeps { get; set; }

    /// <summary>Called when somebody called off a job that runs, perhaps here.</summary>
    public event Action<Guid>? CalledOff;

    /// <summary>Called with a job's id when this process has called it off, for others to hear.</summary>
    public event Action<Guid>? CallingOff;

    /// <summary>This process has called a running job off.</summary>
    public void CallOff(Guid id)
    {
        HeardCallOff(id);
        CallingOff?.Invoke(id);
    }

    /// <summary>Another process has called a running job off.</summary>
    public void HeardCallOff(Guid id) => CalledOff?.Invoke(id);

    /// <summary>Jobs that this process has added are durable.</summary>
    public void Added(IReadOnlyList<NewJob> jobs)
    {
        if (log.IsEnabled(LogLevel.Debug))
            foreach (var job in jobs) JobLog.Created(log, job.Id, job.Kind.Name, job.TenantId, job.RequestId);
        foreach (var queue in jobs.Select(j => j.Kind.Options.Queue).Distinct()) Wake(queue);
    }

    /// <summary>Something can be claimed, by what this process did.</summary>
    public void Wake(string queue)
    {
        var kept = Keeps?.Invoke(queue) == true;
        if (kept) _kept[queue] = true;
        Raise(queue);
        if (!kept) Woken?.Invoke(queue);
    }

    /// <summary>This process has its hands full: others hear of what it had kept for itself.</summary>
    public void Share(string queue)
    {
        if (_kept.TryRemove(queue, out _)) Woken?.Invoke(queue);
    }

    /// <summary>Something was put in the queue by another process.</summary>
    public void Raise(string queue) => PulseOf(queue).Give();

    /// <summary>Waits for a wake-up, at most as long as given.</summary>
    public Task WaitAsync(string queue, TimeSpan atMost, CancellationToken ct) => PulseOf(queue).WaitAsync(atMost, ct);

    private Pulse PulseOf(string queue) => _queues.GetOrAdd(queue, _ => new Pulse());
}
