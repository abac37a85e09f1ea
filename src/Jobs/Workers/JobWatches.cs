using System.Collections.Concurrent;

namespace Steward.Jobs.Workers;

/// <summary>
/// Who waits for news of which job, here and in other processes. Processes tell each other what they watch, so that only news somebody waits for is sent;
/// it is a hint, whoever watches looks for himself too.
/// </summary>
internal sealed class JobWatches
{
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(90);
    private const int MostElsewhere = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<JobWatch>> _here = [];
    private readonly ConcurrentDictionary<Guid, long> _elsewhere = new();
    private volatile int _watched;

    /// <summary>Called when somebody here watches a job, for other processes to hear.</summary>
    public event Action<Guid>? Began;

    /// <summary>Called when there is news of a job that another process watches.</summary>
    public event Action<Guid>? HappenedHere;

    /// <summary>Watches a job until the answer is disposed of.</summary>
    public JobWatch Watch(Guid id)
    {
        var watch = new JobWatch(this, id);
        lock (_lock)
        {
            if (!_here.TryGetValue(id, out var watches)) _here[id] = watches = [];
            watches.Add(watch);
            Count();
        }

        Began?.Invoke(id);
        return watch;
    }

    /// <summary>There is news of a job, durable, by what this process did. Costs next to nothing while nobody watches any.</summary>
    public void Happened(Guid id)
    {
        if (_watched == 0) return;
        HappenedElsewhere(id);
        if (_elsewhere.ContainsKey(id)) HappenedHere?.Invoke(id);
    }

    /// <summary>There is news of a job, by what another process did.</summary>
    public void HappenedElsewhere(Guid id)
    {
        lock (_lock)
            foreach (var watch in _here.GetValueOrDefault(id) ?? []) watch.Wake();
    }

    /// <summary>Another process watches a job; it says so again while it does.</summary>
    public void WatchedElsewhere(Guid id)
    {
        lock (_lock)
        {
            foreach (var (old, until) in _elsewhere)
                if (until < Environment.TickCount64) _elsewhere.TryRemove(old, out _);
            if (_elsewhere.Count < MostElsewhere) _elsewhere[id] = Environment.TickCount64 + (long)Holds.TotalMilliseconds;
            Count();
        }
    }

    internal void SayAgain(Guid id) => Began?.Invoke(id);

    internal void End(JobWatch watch)
    {
        lock (_lock)
        {
            if (_here.TryGetValue(watch.Id, out var watches) && watches.Remove(watch) && watches.Count == 0) _here.Remove(watch.Id);
            Count();
        }
    }

    private void Count() => _watched = _here.Count + _elsewhere.Count;
}

/// <summary>One who waits for news of a job.</summary>
internal sealed class JobWatch(JobWatches watches, Guid id) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);

    public Guid Id => id;

    /// <summary>Waits for news, at most as long as given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _news.WaitAsync(atMost, ct);

    /// <summary>Tells other processes that the job is watched still.</summary>
    public void SayAgain() => watches.SayAgain(id);

    /// <summary>There is news. Called under the lock of all watches.</summary>
    public void Wake()
    {
        if (_news.CurrentCount == 0) _news.Release();
    }

    public void Dispose() => watches.End(this);
}
