using Steward.Client.Http;

namespace Steward.Client;

/// <summary>What an operation would do now.</summary>
/// <param name="Action">retry, discard or cancel.</param>
/// <param name="Matched">Jobs that match.</param>
/// <param name="AtLeast">True when counting was given up: there may be more.</param>
/// <param name="Examples">The newest of them.</param>
public sealed record OperationPreview(string Action, long Matched, bool AtLeast, IReadOnlyList<Job> Examples);

/// <summary>Something that is done to all jobs that match.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Action">retry, discard or cancel.</param>
/// <param name="Filter">Which jobs.</param>
/// <param name="Reason">Why.</param>
/// <param name="Status">running, completed, stopped or failed.</param>
/// <param name="Matched">Jobs it has come to so far.</param>
/// <param name="Done">Those it was done to.</param>
/// <param name="Skipped">Those that somebody else had dealt with, or that cannot be repeated any more.</param>
/// <param name="StartedBy">Who asked.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="Error">Why it failed.</param>
public sealed record Operation(
    Guid Id, string Action, JobSearch Filter, string? Reason, string Status, long Matched, long Done, long Skipped, string StartedBy,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Error);

/// <summary>Retries, discards or cancels all jobs that match, in the background. Needs <c>jobs.operate</c> and the action's own permission.</summary>
public sealed class OperationsClient
{
    private readonly Wire _wire;

    internal OperationsClient(Wire wire) => _wire = wire;

    /// <summary>Counts what matches now, and does nothing.</summary>
    /// <param name="action"><c>retry</c>, <c>discard</c> or <c>cancel</c>.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="reason">Why; required to discard.</param>
    /// <param name="ct">Cancels.</param>
    public Task<OperationPreview> PreviewAsync(string action, JobSearch filter, string? reason = null, CancellationToken ct = default) =>
        _wire.SendAsync<OperationPreview>(Call.Post("v1/jobs/operations?preview=true", new { action, filter, reason }), ct);

    /// <summary>Begins; a job of the server does the work.</summary>
    /// <inheritdoc cref="PreviewAsync"/>
    /// <exception cref="StewardException">400: the filter names states that the action does not apply to; 409: too many operations run.</exception>
    public Task<Operation> StartAsync(string action, JobSearch filter, string? reason = null, CancellationToken ct = default) =>
        _wire.SendAsync<Operation>(Call.PostOnce("v1/jobs/operations", new { action, filter, reason }), ct);

    /// <summary>How far an operation has come.</summary>
    /// <exception cref="StewardException">404: the tenant has no such operation.</exception>
    public Task<Operation> GetAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<Operation>(Call.Get($"v1/jobs/operations/{id}"), ct);

    /// <summary>A page of operations, newest first.</summary>
    public Task<Page<Operation>> ListAsync(int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<Operation>>(Call.Get(CallPath.Query("v1/jobs/operations", ("limit", limit), ("cursor", cursor))), ct);

    /// <summary>Ends an operation where it is; what it has done stays done.</summary>
    /// <exception cref="StewardException">404: no such operation; 409: it has ended.</exception>
    public Task<Operation> StopAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<Operation>(Call.Post($"v1/jobs/operations/{id}/stop", null), ct);
}
