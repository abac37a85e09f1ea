using Dapper;
using Steward.Platform.Data;

namespace Steward.Impact.Feedback;

/// <summary>Loads texts for their jobs; those that start at the same time share a query.</summary>
internal sealed class FeedbackReader : IAsyncDisposable
{
    private readonly ReadLane<Guid, StoredFeedback> _lane;

    public FeedbackReader(Storage storage)
    {
        var among = storage.Kind == StorageKind.Postgres ? "= ANY(@ids)" : "IN @ids";
        _lane = new ReadLane<Guid, StoredFeedback>(storage, async (connection, ids, ct) =>
            (await connection.QueryAsync<StoredFeedback>(new CommandDefinition(
                $"""
                SELECT id AS Id, tenant_id AS TenantId, user_id AS UserId, text AS Text, locale AS Locale, status AS Status, flag_id AS FlagId,
                       held_reason AS HeldReason, source AS Source, program AS Program, provider AS Provider, model AS Model, tokens AS Tokens,
                       cost_pico AS CostPico, labels AS Labels, occurred_at AS OccurredAt, received_at AS ReceivedAt, classified_at AS ClassifiedAt
                FROM impact_feedback WHERE id {among}
                """, new { ids = ids.ToArray() }, cancellationToken: ct))).ToDictionary(f => f.Id));
    }

    /// <summary>The text, or null when it was erased.</summary>
    public Task<StoredFeedback?> ReadAsync(Guid id, CancellationToken ct) => _lane.ReadAsync(id, ct);

    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
