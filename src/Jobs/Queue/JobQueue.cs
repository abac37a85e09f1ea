using Steward.Jobs.Workers;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Queue;

/// <summary>Puts jobs and events in the queue inside the caller's transaction: they exist if and when it commits, and workers wake then.</summary>
public sealed class JobQueue
{
    private readonly AppDb _db;
    private readonly CurrentTenant _tenant;
    private readonly JobKinds _kinds;
    private readonly JobSignals _signals;

    internal JobQueue(AppDb db, CurrentTenant tenant, JobKinds kinds, JobSignals signals) =>
        (_db, _tenant, _kinds, _signals) = (db, tenant, kinds, signals);

    /// <summary>Puts a job of the current tenant in the queue and answers its id.</summary>
    public async Task<Guid> EnqueueAsync<TJob>(TJob job, JobOptions? options, CancellationToken ct) where TJob : IJob
    {
        var added = NewJob.For(_kinds[TJob.Kind], _tenant.Id, job, options);
        await InsertAsync([added], ct);
        return added.Id;
    }

    /// <summary>Puts jobs of the current tenant in the queue that are counted together, and a job that waits until all of them have ended, well or not.</summary>
    /// <param name="name">What they are, for people; at most 200 characters.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="then">The job that waits for them.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The batch's id.</returns>
    public async Task<Guid> EnqueueBatchAsync<TJob, TThen>(string name, IReadOnlyCollection<TJob> jobs, TThen then, CancellationToken ct) where TJob : IJob where TThen : IJob
    {
        var batch = Guid.CreateVersion7();
        var last = NewJob.For(_kinds[TThen.Kind], _tenant.Id, then, null) with { AwaitsBatch = jobs.Count > 0 };
        await _db.InTransactionAsync(async () =>
        {
            await _db.ExecuteAsync(
                $"""
                INSERT INTO jobs_batches (id, tenant_id, name, total, pending, failed, cancelled, then_job_id, created_at, finished_at)
                VALUES (@batch, @tenant, @name, @count, @count, 0, 0, @last, {_db.Storage.Now}, {(jobs.Count == 0 ? _db.Storage.Now : "NULL")})
                """, new { batch, tenant = _tenant.Id, name, count = jobs.Count, last = last.Id }, ct);
            await InsertAsync([last, .. jobs.Select(j => NewJob.For(_kinds[TJob.Kind], _tenant.Id, j, null) with { BatchId = batch })], ct);
        }, ct);
        return batch;
    }

    /// <summary>Tells everybody who listens: one job per listener, in this transaction.</summary>
    /// <param name="tenant">Whose event it is, where the scope works for more than one tenant.</param>
    /// <param name="happened">The event.</param>
    /// <param name="ct">Cancels.</param>
    public Task PublishAsync<TEvent>(Guid tenant, TEvent happened, CancellationToken ct) where TEvent : IJob =>
        InsertAsync([.. _kinds.ListenersOf(TEvent.Kind).Select(k => NewJob.For(k, tenant, happened, null))], ct);

    /// <summary>Tells everybody who listens of an event of the current tenant.</summary>
    public Task PublishAsync<TEvent>(TEvent happened, CancellationToken ct) where TEvent : IJob => PublishAsync(_tenant.Id, happened, ct);

    /// <summary>Lets a tenant's jobs that are parked for one reason go on now, in this transaction: what they waited for is there.</summary>
    public Task ResumeParkedAsync(Guid tenant, JobErrorType reason, CancellationToken ct) => _db.ExecuteAsync(
        $"""
        UPDATE jobs_queue SET run_at = {_db.Storage.Now} WHERE tenant_id = @tenant AND state = 3 AND EXISTS (
          SELECT 1 FROM jobs_failures f WHERE f.job_id = jobs_queue.id AND f.lease = jobs_queue.lease AND f.error_type = @type)
        """, new { tenant, type = reason.Name() }, ct);

    private async Task InsertAsync(IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        await _db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await _db.ConnectionAsync(ct);
            await JobInsert.RunAsync(_db.Storage, connection, transaction, jobs, ct);
            _db.AfterCommit(() => _signals.Added(jobs));
        }, ct);
    }
}

/// <summary>A job that was built but not yet written; see <see cref="JobWriter.Prepare"/>.</summary>
public sealed class PreparedJob
{
    internal PreparedJob(NewJob job) => Job = job;

    internal NewJob Job { get; }
}

/// <summary>
/// Puts jobs in the queue without a transaction of the caller: each call returns when its job is durable, and calls at the same time share a commit.
/// Also writes prepared jobs into somebody else's transaction, for modules with a write lane of their own.
/// </summary>
public sealed class JobWriter : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly JobKinds _kinds;
    private readonly JobSignals _signals;
    private readonly WriteLane<NewJob, Guid> _lane;

    internal JobWriter(Storage storage, JobKinds kinds, JobSignals signals)
    {
        (_storage, _kinds, _signals) = (storage, kinds, signals);
        _lane = new WriteLane<NewJob, Guid>(storage, async (jobs, ct) =>
        {
            await JobInsert.AloneAsync(storage, jobs, ct);
            return [.. jobs.Select(j => j.Id)];
        }, new WriteLaneSize());
    }

    /// <summary>Puts one job in the queue; returns its id when it is durable.</summary>
    public async Task<Guid> EnqueueAsync<TJob>(Guid tenant, TJob job, JobOptions? options, CancellationToken ct) where TJob : IJob
    {
        var added = NewJob.For(_kinds[TJob.Kind], tenant, job, options);
        await _lane.WriteAsync(added, ct);
        _signals.Added([added]);
        return added.Id;
    }

    /// <summary>Puts many jobs in the queue in one transaction.</summary>
    public async Task EnqueueManyAsync<TJob>(Guid tenant, IReadOnlyCollection<TJob> jobs, CancellationToken ct) where TJob : IJob
    {
        var kind = _kinds[TJob.Kind];
        var rows = jobs.Select(j => NewJob.For(kind, tenant, j, null)).ToList();
        await JobInsert.AloneAsync(_storage, rows, ct);
        _signals.Added(rows);
    }

    /// <summary>Builds a job for <see cref="WriteAsync"/>.</summary>
    public PreparedJob Prepare<TJob>(Guid tenant, TJob job, JobOptions? options = null) where TJob : IJob =>
        new(NewJob.For(_kinds[TJob.Kind], tenant, job, options));

    /// <summary>Writes prepared jobs into a transaction of the caller; call <see cref="Added"/> once it has committed.</summary>
    public Task WriteAsync(Statements statements, IEnumerable<PreparedJob> jobs, CancellationToken ct) =>
        JobInsert.AddToAsync(statements, [.. jobs.Select(j => j.Job)], ct);

    /// <summary>A prepared job was committed: wakes the workers of its queue.</summary>
    public void Added(PreparedJob job) => _signals.Added([job.Job]);

    internal void Wake(string queue) => _signals.Wake(queue);

    internal JobKinds Kinds => _kinds;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
