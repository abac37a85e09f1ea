using System.Text.Json;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Jobs.Operations;

/// <summary>What is done to every job that matches.</summary>
public enum OperationAction
{
    /// <summary>Dead letters, and cancelled jobs where the filter names them, are repeated as new jobs.</summary>
    Retry,

    /// <summary>Dead letters are set aside for good.</summary>
    Discard,

    /// <summary>Live jobs are called off.</summary>
    Cancel,
}

/// <summary>What an operator wants done.</summary>
/// <param name="Action">What.</param>
/// <param name="Filter">To which jobs; states that the action does not apply to are refused.</param>
/// <param name="Reason">Why, up to 500 characters; required to discard.</param>
public sealed record OperationWish(OperationAction Action, JobFilter Filter, string? Reason = null);

/// <summary>What an operation would do now.</summary>
/// <param name="Matched">How many jobs match.</param>
/// <param name="Examples">The newest of them, at most five.</param>
public sealed record OperationPreview(JobCount Matched, IReadOnlyList<JobLine> Examples);

/// <summary>Acts on all jobs that match a filter: recorded, in the background, one page a transaction, each job once, only those that were there when it began.</summary>
public sealed class JobOperations
{
    private const int Examples = 5;

    /// <summary>Operations of one tenant that may run at once.</summary>
    public const int MostRunning = 20;

    private readonly AppDb _db;
    private readonly JobReader _jobs;
    private readonly JobQueue _queue;

    internal JobOperations(AppDb db, JobReader jobs, JobQueue queue) => (_db, _jobs, _queue) = (db, jobs, queue);

    /// <summary>Counts what matches now and changes nothing.</summary>
    public async Task<OperationPreview> PreviewAsync(JobReach reach, OperationWish wish, CancellationToken ct)
    {
        var filter = FilterOf(wish);
        return new OperationPreview(await _jobs.CountAsync(reach, filter, ct), (await _jobs.ListAsync(reach, filter, Examples, null, ct)).Jobs);
    }

    /// <summary>Begins, in this transaction: a job of the current tenant does the work once it has committed.</summary>
    /// <param name="reach">Whose jobs.</param>
    /// <param name="wish">What to do to which.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The operation's id.</returns>
    /// <exception cref="ProblemException">400: the filter names states that the action does not apply to; 409: too many run.</exception>
    public Task<Guid> StartAsync(JobReach reach, OperationWish wish, string by, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        var filter = FilterOf(wish);
        var tenant = reach.Tenant ?? Guid.Empty;
        var running = (await _db.QueryAsync<long>("SELECT count(*) FROM jobs_operations WHERE tenant_id = @tenant AND status = 'running'", new { tenant }, ct))[0];
        if (running >= MostRunning) throw Problem.Conflict("too_many_operations", $"{MostRunning} operations run already; wait for one or stop it.").AsException();
        var id = OrderedIds.Next(TimeProvider.System);
        await _db.ExecuteAsync(
            $"""
            INSERT INTO jobs_operations (id, tenant_id, user_id, action, filter, reason, status, before_id, done, skipped, started_by, started_at)
            VALUES (@id, @tenant, @UserId, @action, @filter, @Reason, 'running', @id, 0, 0, @by, {_db.Storage.Now})
            """, new { id, tenant, reach.UserId, action = WordOf(wish.Action), filter = JsonSerializer.Serialize(filter, JobKind.Json), wish.Reason, by }, ct);
        await _queue.EnqueueAsync(new RunOperation(id), null, ct);
        return id;
    }, ct);

    /// <summary>One operation; null where there is none within reach.</summary>
    public async Task<OperationLine?> FindAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        var found = (await _db.QueryAsync<OperationLine>($"SELECT {OperationLine.Columns} FROM jobs_operations WHERE id = @id", new { id }, ct)).SingleOrDefault();
        return found is not null && reach.Has(found.TenantId, found.UserId) ? found : null;
    }

    /// <summary>Operations within reach, newest first.</summary>
    public Task<IReadOnlyList<OperationLine>> ListAsync(JobReach reach, int take, Guid? before, CancellationToken ct) => _db.QueryAsync<OperationLine>(
        $"""
        SELECT {OperationLine.Columns} FROM jobs_operations WHERE 1 = 1{(reach.Tenant is null ? "" : " AND tenant_id = @Tenant")}{(reach.UserId is null ? "" : " AND user_id = @UserId")}
        {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @take
        """, new { reach.Tenant, reach.UserId, before, take }, ct);

    /// <summary>Ends it where it is, between two pages; false where it has ended already or there is none.</summary>
    public async Task<bool> StopAsync(JobReach reach, Guid id, CancellationToken ct) => await FindAsync(reach, id, ct) is not null && await _db.ExecuteAsync(
        $"UPDATE jobs_operations SET status = 'stopped', finished_at = {_db.Storage.Now} WHERE id = @id AND status = 'running'", new { id }, ct) == 1;

    internal static string WordOf(OperationAction action) => action.ToString().ToLowerInvariant();

    // The jobs that do the operations are left alone: an operation is stopped, not cancelled.
    private static JobFilter FilterOf(OperationWish wish)
    {
        IReadOnlyList<JobState> may = wish.Action switch
        {
            OperationAction.Retry => [JobState.Failed, JobState.Cancelled],
            OperationAction.Discard => [JobState.Failed],
            _ => [JobState.Waiting, JobState.Delayed, JobState.Active, JobState.Parked],
        };
        new Check().That(wish.Filter.States.All(may.Contains), "/filter/status", "invalid", $"To {WordOf(wish.Action)}: {string.Join(", ", may.Select(JobWords.Of))}.").ThrowIfAny();
        var states = wish.Filter.States.Count > 0 ? wish.Filter.States : wish.Action == OperationAction.Cancel ? may : [JobState.Failed];
        return wish.Filter with { States = states, Unsettled = wish.Action != OperationAction.Cancel, NotKind = RunOperation.Kind };
    }
}
