using Dapper;
using Steward.Jobs.Queue;
using Steward.Jobs.Workers;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Jobs.Control;

/// <summary>Whose jobs somebody may see and act on.</summary>
/// <param name="Tenant">Only this tenant's; all where null.</param>
/// <param name="UserId">Only those done for this person; all where null.</param>
public sealed record JobReach(Guid? Tenant, string? UserId = null)
{
    internal bool Has(Guid tenant, string? user) => (Tenant is null || Tenant == tenant) && (UserId is null || UserId == user);
}

/// <summary>What became of calling a job off.</summary>
public enum CancelAnswer
{
    /// <summary>There is none within reach.</summary>
    NotFound,

    /// <summary>It had not begun and never will.</summary>
    Cancelled,

    /// <summary>It runs; its worker has been told to stop it.</summary>
    Cancelling,

    /// <summary>It has ended already.</summary>
    Ended,
}

/// <summary>What became of repeating an ended job.</summary>
/// <param name="NewId">The job that repeats it; null when it was not repeated.</param>
/// <param name="Refused">Why not: <c>not_found</c>, <c>not_ended</c>, <c>completed</c>, <c>already_retried</c>, <c>discarded</c>, <c>arguments_gone</c>.</param>
public sealed record RetryAnswer(Guid? NewId, string? Refused = null)
{
    /// <summary>The job that repeats it.</summary>
    /// <param name="id">The job that was to be repeated.</param>
    /// <exception cref="ProblemException">404 or 409: why it was not.</exception>
    public Guid OrRefuse(Guid id) => NewId ?? throw (Refused switch
    {
        "not_found" => Problem.NotFound("Job", id.ToString()),
        "not_ended" => Problem.Conflict("not_ended", "The job has not ended; wait for it or cancel it first."),
        "completed" => Problem.Conflict("completed", "The job was done. To do it again all the same, ask with rerun=true."),
        "already_retried" => Problem.Conflict("already_retried", "The job was repeated before; see its retriedAs."),
        "discarded" => Problem.Conflict("discarded", "The dead letter was set aside."),
        _ => Problem.Conflict("arguments_gone", "The job's arguments are no longer kept."),
    }).AsException();
}

/// <summary>Answers in the words of the API.</summary>
public static class CancelAnswers
{
    /// <summary><c>cancelled</c>, or <c>cancelling</c> where the job runs.</summary>
    /// <exception cref="ProblemException">404 or 409: there is none, or it has ended.</exception>
    public static string OrRefuse(this CancelAnswer answer, Guid id) => answer switch
    {
        CancelAnswer.Cancelled => "cancelled",
        CancelAnswer.Cancelling => "cancelling",
        CancelAnswer.Ended => throw Problem.Conflict("already_ended", "The job has ended; there is nothing to call off.").AsException(),
        _ => throw Problem.NotFound("Job", id.ToString()).AsException(),
    };
}

/// <summary>What an operator does to single jobs. Each call is one transaction, or part of the caller's.</summary>
public sealed class JobControl
{
    private readonly AppDb _db;
    private readonly JobKinds _kinds;
    private readonly JobSignals _signals;

    internal JobControl(AppDb db, JobKinds kinds, JobSignals signals) => (_db, _kinds, _signals) = (db, kinds, signals);

    /// <summary>Calls a job off: one that has not begun at once, a running one as soon as its worker hears of it.</summary>
    public Task<CancelAnswer> CancelAsync(JobReach reach, Guid id, CancellationToken ct) => CancelAsync(reach, id, null, ct);

    /// <summary>The same, where the job is still in one of the states that were meant; in another one it is not found.</summary>
    internal Task<CancelAnswer> CancelAsync(JobReach reach, Guid id, IReadOnlyCollection<JobState>? meant, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        // A live job out of reach has not ended either: there is none.
        if (await LiveAsync(reach, id, ct) is not { } live) return await EndedAsync(reach, id, ct) is null ? CancelAnswer.NotFound : CancelAnswer.Ended;
        if (meant?.Contains((JobState)live.State) == false) return CancelAnswer.NotFound;
        await _db.ExecuteAsync("UPDATE jobs_queue SET cancelling = TRUE WHERE id = @id", new { id }, ct);
        if ((JobState)live.State == JobState.Active)
        {
            _db.AfterCommit(() => _signals.CallOff(id));
            return CancelAnswer.Cancelling;
        }

        var (connection, transaction) = await _db.ConnectionAsync(ct);
        var (_, told) = await JobBurial.EndAsync(_db.Storage, connection, transaction, "id = @id", new { id }, new JobBurial.Ending(JobState.Cancelled), _kinds, ct);
        _db.AfterCommit(() =>
        {
            _signals.Added(told);
            _signals.Watches.Happened(id);
        });
        return CancelAnswer.Cancelled;
    }, ct);

    /// <summary>
    /// Does an ended job again, as a new job with the same arguments. A dead letter is repeated once; what is repeated is a job like any other, so
    /// budget and safety are asked again.
    /// </summary>
    /// <param name="reach">Whose.</param>
    /// <param name="id">The ended job.</param>
    /// <param name="evenCompleted">True to repeat a job that was done.</param>
    /// <param name="ct">Cancels.</param>
    public Task<RetryAnswer> RetryAsync(JobReach reach, Guid id, bool evenCompleted, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        var ended = await EndedAsync(reach, id, ct);
        if (ended is null) return new RetryAnswer(null, await LiveAsync(reach, id, ct) is null ? "not_found" : "not_ended");
        if (ended.RetriedAs is not null) return new RetryAnswer(null, "already_retried");
        if (ended.Discarded is not null) return new RetryAnswer(null, "discarded");
        if ((JobState)ended.State == JobState.Completed && !evenCompleted) return new RetryAnswer(null, "completed");
        if (ended.Payload is null) return new RetryAnswer(null, "arguments_gone");
        var again = new NewJob(OrderedIds.Next(TimeProvider.System), ended.TenantId, _kinds.Known(ended.Kind, ended.Queue, 3), ended.Payload, new JobOptions(UserId: ended.UserId));
        var (connection, transaction) = await _db.ConnectionAsync(ct);
        await JobInsert.RunAsync(_db.Storage, connection, transaction, [again], ct);
        await _db.ExecuteAsync("UPDATE jobs_payloads SET retry_of = @id WHERE id = @again", new { id, again = again.Id }, ct);
        await _db.ExecuteAsync("UPDATE jobs_history SET retried_as = @again WHERE id = @id", new { id, again = again.Id }, ct);
        _db.AfterCommit(() => _signals.Added([again]));
        return new RetryAnswer(again.Id);
    }, ct);

    /// <summary>Sets a dead letter aside for good. False when there is none within reach that still waits for somebody.</summary>
    public Task<bool> DiscardAsync(JobReach reach, Guid id, string reason, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        if (await EndedAsync(reach, id, ct) is not { State: (long)JobState.Failed, RetriedAs: null, Discarded: null }) return false;
        await _db.ExecuteAsync("UPDATE jobs_history SET discarded = @reason WHERE id = @id", new { id, reason }, ct);
        return true;
    }, ct);

    /// <summary>Removes an ended job with its arguments and failures. False when there is none within reach.</summary>
    public Task<bool> RemoveAsync(JobReach reach, Guid id, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        if (await EndedAsync(reach, id, ct) is null) return false;
        var (connection, transaction) = await _db.ConnectionAsync(ct);
        await JobRemoval.RunAsync(_db.Storage, connection, transaction, [id], ct);
        return true;
    }, ct);

    private string Locked => _db.Storage.Kind == StorageKind.Postgres ? " FOR UPDATE" : "";

    private async Task<LiveRow?> LiveAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        var live = (await _db.QueryAsync<LiveRow>(
            "SELECT CAST(state AS bigint) AS State, tenant_id AS TenantId, (SELECT user_id FROM jobs_payloads p WHERE p.id = jobs_queue.id) AS UserId FROM jobs_queue WHERE id = @id" + Locked,
            new { id }, ct)).SingleOrDefault();
        return live is not null && reach.Has(live.TenantId, live.UserId) ? live : null;
    }

    private async Task<EndedRow?> EndedAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        var row = (await _db.QueryAsync<EndedRow>(
            """
            SELECT h.tenant_id AS TenantId, h.queue AS Queue, h.kind AS Kind, CAST(h.state AS bigint) AS State, h.retried_as AS RetriedAs, h.discarded AS Discarded,
                   (SELECT payload FROM jobs_payloads p WHERE p.id = h.id) AS Payload, (SELECT user_id FROM jobs_payloads p WHERE p.id = h.id) AS UserId
            FROM jobs_history h WHERE h.id = @id
            """ + Locked, new { id }, ct)).SingleOrDefault();
        return row is not null && reach.Has(row.TenantId, row.UserId) ? row : null;
    }

    private sealed class LiveRow
    {
        public long State { get; set; }
        public Guid TenantId { get; set; }
        public string? UserId { get; set; }
    }

    private sealed class EndedRow
    {
        public Guid TenantId { get; set; }
        public string Queue { get; set; } = "";
        public string Kind { get; set; } = "";
        public long State { get; set; }
        public Guid? RetriedAs { get; set; }
        public string? Discarded { get; set; }
        public string? Payload { get; set; }
        public string? UserId { get; set; }
    }
}
