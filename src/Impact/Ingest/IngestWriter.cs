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
        var written = await _lane.WriteAsync(happened, ct);
        if (written.Hash != happened.Hash)
            throw Problem.Conflict("delivery_id_reused", "This delivery id was used with another body.").AsException();
        if (written.Id == happened.Id && happened.HasText) _jobs.Wake<ClassifyFeedback>();
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
        var results = new Written[batch.Count];
        for (var i = 0; i < batch.Count; i++)
            results[i] = fresh.Contains(batch[i].Id) ? new Written(batch[i].Id, batch[i].Hash) : await FindAsync(connection, transaction, batch[i], ct);
        return results;
    }

    private async Task WriteNewAsync(DbConnection connection, DbTransaction transaction, List<NewEvent> added, CancellationToken ct)
    {
        await PeopleWriter.EnsureAsync(_storage, connection, transaction, added.Select(e => (e.TenantId, e.Body.UserId!)), added[0].ReceivedAt, ct);
        // The last report of a session counts; within one batch that is decided here.
        var sessions = added.Where(e => e.Body.Type == "session.completed").GroupBy(e => (e.TenantId, e.Body.SessionId)).Select(g => g.Last())
            .OrderBy(e => e.TenantId).ThenBy(e => e.Body.SessionId, StringComparer.Ordinal).ToList();
        await IngestTables.Sessions.InsertAsync(_storage, connection, transaction, sessions, ct);
        var texts = added.Where(e => e.HasText).ToList();
        await IngestTables.Texts.InsertAsync(_storage, connection, transaction, texts, ct);
        await _jobs.WriteAsync(connection, transaction, texts.Select(e => _jobs.Prepare(e.TenantId, new ClassifyFeedback(e.Id))), ct);
    }

    private static Task<Written> FindAsync(DbConnection connection, DbTransaction transaction, NewEvent given, CancellationToken ct) =>
        connection.QuerySingleAsync<Written>(new CommandDefinition(
            "SELECT id AS Id, body_hash AS Hash FROM impact_events WHERE tenant_id = @TenantId AND delivery_key = @Key",
            new { given.TenantId, given.Key }, transaction, cancellationToken: ct));

    private sealed class Written
    {
        public Written()
        {
        }

        public Written(Guid id, string hash) => (Id, Hash) = (id, hash);

        public Guid Id { get; set; }
        public string Hash { get; set; } = "";
    }
}
