using System.Data.Common;
using Dapper;
using Steward.Identity.Tenants;
using Steward.Impact.Feedback;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Impact.Ingest;

/// <summary>An event to write.</summary>
internal sealed record NewEvent(Guid Id, Guid TenantId, string Key, string Hash, IngestRequest Body, DateTime OccurredAt, DateTime ReceivedAt)
{
    public bool HasText => !string.IsNullOrWhiteSpace(Body.Data?.Text);

    /// <summary>The job that classifies its text, where it has one.</summary>
    public PreparedJob? Job { get; init; }
}

/// <summary>
/// Makes events durable: the event, its participant, its session, its text and the job that classifies it, in one transaction that many
/// requests share.
/// </summary>
internal sealed class IngestWriter : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly JobWriter _jobs;
    private readonly WriteLane<NewEvent, Written> _lane;

    public IngestWriter(Storage storage, JobWriter jobs)
    {
        (_storage, _jobs) = (storage, jobs);
        _lane = new WriteLane<NewEvent, Written>(storage, WriteAsync, new WriteLaneSize());
    }

    /// <summary>The id of the event, and whether it was there before.</summary>
    /// <exception cref="ProblemException">409: the delivery's id was used with another body.</exception>
    public async Task<(Guid Id, bool Duplicate)> WriteAsync(NewEvent happened, CancellationToken ct)
    {
        if (happened.HasText) happened = happened with { Job = _jobs.Prepare(happened.TenantId, new ClassifyFeedback(happened.Id)) };
        var written = await _lane.WriteAsync(happened, ct);
        if (written.Hash != happened.Hash)
            throw Problem.Conflict("delivery_id_reused", "This delivery id was used with another body.").AsException();
        if (written.Id == happened.Id && happened.Job is { } job) _jobs.Added(job);
        return (written.Id, written.Id != happened.Id);
    }

    public ValueTask DisposeAsync() => _lane.DisposeAsync();

    private async Task<Written[]> WriteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<NewEvent> batch, CancellationToken ct)
    {
        var fresh = await IngestTables.Events.InsertReturningIdsAsync(
            // In one order, so that two batches of the same redelivered events do not wait for each other crosswise.
            _storage, connection, transaction, [.. batch.OrderBy(e => e.TenantId).ThenBy(e => e.Key, StringComparer.Ordinal)], ct);
        var added = batch.Where(e => fresh.Contains(e.Id)).ToList();
        if (added.Count > 0) await WriteNewAsync(connection, transaction, added, ct);
        var known = await FindAsync(connection, transaction, [.. batch.Where(e => !fresh.Contains(e.Id))], ct);
        return [.. batch.Select(e => fresh.Contains(e.Id) ? new Written(e.Id, e.Hash) : known[(e.TenantId, e.Key)])];
    }

    private async Task WriteNewAsync(DbConnection connection, DbTransaction transaction, List<NewEvent> added, CancellationToken ct)
    {
        await using var rest = new Statements(_storage, connection, transaction);
        await PeopleWriter.EnsureAsync(rest, added.Select(e => (e.TenantId, e.Body.UserId!)), added[0].ReceivedAt, ct);
        // The last report of a session counts; within one batch that is decided here.
        var sessions = added.Where(e => e.Body.Type == "session.completed").GroupBy(e => (e.TenantId, e.Body.SessionId)).Select(g => g.Last())
            .OrderBy(e => e.TenantId).ThenBy(e => e.Body.SessionId, StringComparer.Ordinal).ToList();
        await IngestTables.Sessions.InsertAsync(rest, sessions, ct);
        var texts = added.Where(e => e.HasText).ToList();
        await IngestTables.Texts.InsertAsync(rest, texts, ct);
        await _jobs.WriteAsync(rest, texts.Select(e => e.Job!), ct);
        await rest.SendAsync(ct);
    }

    // Those that were there before: of this batch or of an earlier delivery.
    private async Task<Dictionary<(Guid, string), Written>> FindAsync(DbConnection connection, DbTransaction transaction, List<NewEvent> repeated, CancellationToken ct)
    {
        var found = new Dictionary<(Guid, string), Written>();
        var among = _storage.Kind == StorageKind.Postgres ? "= ANY(@keys)" : "IN @keys";
        foreach (var tenant in repeated.GroupBy(e => e.TenantId))
            foreach (var keys in tenant.Select(e => e.Key).Distinct().Chunk(200))
                foreach (var row in await connection.QueryAsync<Known>(new CommandDefinition(
                    $"SELECT id AS Id, delivery_key AS DeliveryKey, body_hash AS Hash FROM impact_events WHERE tenant_id = @Tenant AND delivery_key {among}",
                    new { Tenant = tenant.Key, keys }, transaction, cancellationToken: ct)))
                    found[(tenant.Key, row.DeliveryKey)] = new Written(row.Id, row.Hash);
        return found;
    }

    private sealed record Written(Guid Id, string Hash);

    private sealed class Known
    {
        public Guid Id { get; set; }
        public string DeliveryKey { get; set; } = "";
        public string Hash { get; set; } = "";
    }
}
