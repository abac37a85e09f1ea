using System.Diagnostics;
using Steward.Jobs.Queue;
using Steward.Platform.Loops;

namespace Steward.Jobs.Workers;

/// <summary>
/// One queue as this process serves it. Never more handlers run at once than it has slots. Where jobs take a few milliseconds, more are claimed than
/// run, as many as the slots get through in a moment, so that no slot waits for a commit; where they take longer, none are kept from other processes.
/// </summary>
internal sealed class ServedQueue(int concurrency) : IDisposable
{
    /// <summary>Jobs claimed ahead are those that are over within this time.</summary>
    private const double AheadMs = 25;

    /// <summary>Jobs that take longer are not claimed ahead.</summary>
    private const double ShortMs = 5;

    /// <summary>Most jobs claimed at once, where the slots are not more.</summary>
    private const int Most = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _running = new(concurrency, concurrency);
    private readonly Pulse _freed = new();
    private double _meanMs = 2 * ShortMs;
    private int _held;
    private bool _limited = true, _backlog;

    /// <summary>Whose turn it is.</summary>
    public FairTurns Turns { get; } = new();

    /// <summary>The queue was limited when last looked at; claimers take turns. Taken for granted before the first look.</summary>
    public bool Limited
    {
        get { lock (_lock) return _limited; }
    }

    /// <summary>More may wait than the last claim took.</summary>
    public bool Backlog
    {
        get { lock (_lock) return _backlog; }
    }

    /// <summary>True when a job that is added now will be claimed here.</summary>
    public bool HasRoom
    {
        get { lock (_lock) return !_backlog && _held < Target; }
    }

    // Of jobs that take 0.25 ms, ten slots get through 1,000 in 25 ms. One slot keeps an order, which jobs that are claimed together do not.
    private int Target => concurrency == 1 || _meanMs > ShortMs ? concurrency : Math.Max(concurrency, Math.Min(Most, concurrency + (int)(concurrency * AheadMs / _meanMs)));

    /// <summary>Takes all room there is; waits for some, at most as long as given.</summary>
    public async Task<int> TakeRoomAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (TakeRoom() is var free and > 0) return free;
        await _freed.WaitAsync(atMost, ct);
        return TakeRoom();
    }

    /// <summary>So many jobs fewer are held.</summary>
    public void GiveBack(int room)
    {
        if (room == 0) return;
        lock (_lock) _held -= room;
        _freed.Give();
    }

    /// <summary>How many jobs may follow on so many that end.</summary>
    public int After(int ending)
    {
        lock (_lock) return Math.Clamp(Target - _held + ending, 0, ending);
    }

    /// <summary>What a claim told. A claim of several tenants' jobs ends at their shares: more of one tenant may wait.</summary>
    /// <returns>True when the queue turned out to be limited and has to be asked again, in turn.</returns>
    public bool Told(ClaimRequest request, Claim claim)
    {
        var more = claim.Jobs.Count > 0 && (claim.Jobs.Count == request.Limit || claim.Jobs.Any(j => j.TenantId != claim.Jobs[0].TenantId));
        lock (_lock) (_backlog, _limited) = (more, claim.Limited);
        return claim.Limited && !request.InTurn;
    }

    /// <summary>Waits for a slot to run in. False when none came free for a while: the job is better off elsewhere.</summary>
    public async ValueTask<bool> EnterAsync(CancellationToken ct)
    {
        if (_running.Wait(0, CancellationToken.None) || await _running.WaitAsync(Patience, ct)) return true;
        lock (_lock) _meanMs = Math.Max(_meanMs, Patience.TotalMilliseconds);
        return false;
    }

    /// <summary>A handler has ended, well or not.</summary>
    public void Leave(long started)
    {
        _running.Release();
        var more = false;
        lock (_lock)
        {
            _meanMs += (Stopwatch.GetElapsedTime(started).TotalMilliseconds - _meanMs) / 16;
            more = _backlog && _held < Target;
        }

        if (more) _freed.Give();
    }

    public void Dispose()
    {
        _running.Dispose();
        _freed.Dispose();
    }

    private int TakeRoom()
    {
        lock (_lock)
        {
            var free = Math.Max(0, Target - _held);
            _held += free;
            return free;
        }
    }
}
