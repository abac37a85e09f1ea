using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Who stopped a queue, and why.</summary>
/// <param name="At">Since when.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Everybody">True when it is stopped for all tenants.</param>
public sealed record QueuePause(DateTimeOffset At, string? By, string? Reason, bool Everybody);

/// <summary>How much of a queue may run, over all processes; no limit where null.</summary>
/// <param name="MaxActive">Jobs at once.</param>
/// <param name="PerSecond">Jobs started in a second.</param>
/// <param name="TenantMaxActive">Jobs of one tenant at once.</param>
/// <param name="TenantPerSecond">Jobs of one tenant started in a second.</param>
public sealed record QueueLimits(int? MaxActive = null, int? PerSecond = null, int? TenantMaxActive = null, int? TenantPerSecond = null);

/// <summary>A queue, counted for the caller's tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Paused">True when no job is begun.</param>
/// <param name="Pause">Who stopped it.</param>
/// <param name="Waiting">Jobs that could run.</param>
/// <param name="Delayed">Jobs that wait for their time.</param>
/// <param name="Active">Jobs that run.</param>
/// <param name="Parked">Jobs that wait for budget, a provider or other jobs.</param>
/// <param name="OldestWaitingSeconds">Age of the oldest that could run.</param>
/// <param name="Limits">What limits it.</param>
/// <param name="Weight">The tenant's turns.</param>
public sealed record QueueStatus(
    string Name, bool Paused, QueuePause? Pause, long Waiting, long Delayed, long Active, long Parked, double? OldestWaitingSeconds, QueueLimits Limits, double Weight);

/// <summary>What was removed.</summary>
/// <param name="Removed">Jobs removed by this call.</param>
/// <param name="More">True when there are more.</param>
public sealed record ClearedQueue(int Removed, bool More);

/// <summary>The queues. Reading needs <c>jobs.read</c>; acting <c>jobs.pause</c>, <c>jobs.delete</c>; limits are the platform owner's.</summary>
public sealed class QueuesClient
{
    private readonly Wire _wire;

    internal QueuesClient(Wire wire) => _wire = wire;

    /// <summary>Every queue.</summary>
    public Task<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken ct = default) => _wire.SendAsync<IReadOnlyList<QueueStatus>>(Call.Get("v1/queues"), ct);

    /// <summary>Begins no more jobs of the queue; of the caller's tenant, or of all for the platform's owner.</summary>
    public Task PauseAsync(string queue, string? reason = null, CancellationToken ct = default) =>
        _wire.SendAsync(Call.Post($"v1/queues/{CallPath.Part(queue)}/pause", new { reason }), ct);

    /// <summary>Lets the queue go on.</summary>
    public Task ResumeAsync(string queue, CancellationToken ct = default) => _wire.SendAsync(Call.Post($"v1/queues/{CallPath.Part(queue)}/resume", new { }), ct);

    /// <summary>Removes ended jobs from the record, up to ten thousand a call.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="status">completed, failed or cancelled; completed and failed where null.</param>
    /// <param name="ct">Cancels.</param>
    public Task<ClearedQueue> ClearAsync(string queue, string? status = null, CancellationToken ct = default) =>
        _wire.SendAsync<ClearedQueue>(Call.Post($"v1/queues/{CallPath.Part(queue)}/clear", new { status }), ct);

    /// <summary>Sets how much of the queue may run.</summary>
    /// <exception cref="StewardException">403: only the platform's owner may.</exception>
    public Task LimitAsync(string queue, QueueLimits limits, CancellationToken ct = default) => _wire.SendAsync(Call.Put($"v1/queues/{CallPath.Part(queue)}/limits", limits), ct);
}
