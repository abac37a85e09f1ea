using System.Text.Json;
using System.Text.Json.Serialization;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>How many requests of a batch stand how.</summary>
/// <param name="Total">All.</param>
/// <param name="Completed">Answered.</param>
/// <param name="Failed">Ended without an answer.</param>
public sealed record BatchRequestCounts(int Total, int Completed, int Failed);

/// <summary>Many chats that nobody waits for. Times are seconds since 1970.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">validating, in_progress, finalizing, cancelling; completed, failed, expired or cancelled once it has ended.</param>
/// <param name="RequestCounts">How many requests stand how.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Provider">Whom it goes to.</param>
/// <param name="Model">Which model is asked.</param>
/// <param name="AtBatchPrice">It goes to the provider's own batches, at their price.</param>
/// <param name="CostUsd">US dollars of what has ended so far.</param>
/// <param name="JobId">The job that does it.</param>
/// <param name="Note">What is amiss with it as a whole.</param>
public sealed record Batch(
    Guid Id, string Status, [property: JsonPropertyName("request_counts")] BatchRequestCounts RequestCounts, [property: JsonPropertyName("created_at")] long CreatedAt,
    [property: JsonPropertyName("ended_at")] long? EndedAt, string Provider, string Model, [property: JsonPropertyName("at_batch_price")] bool AtBatchPrice,
    [property: JsonPropertyName("cost_usd")] decimal CostUsd, [property: JsonPropertyName("job_id")] Guid JobId, string? Note)
{
    /// <summary>Nothing of it is going to change any more.</summary>
    [JsonIgnore]
    public bool HasEnded => EndedAt is not null;
}

/// <summary>Batches of chats. Needs the permission <c>gateway.chat</c>.</summary>
public sealed class BatchesClient
{
    private readonly Wire _wire;

    internal BatchesClient(Wire wire) => _wire = wire;

    /// <summary>Makes a batch of the lines of one of OpenAI's input files: <c>{"custom_id": …, "body": …}</c> each, at most 10,000 of one model.</summary>
    /// <exception cref="StewardException">400: a line is wrong; its pointer says which.</exception>
    public Task<Batch> CreateAsync(IEnumerable<string> lines, CancellationToken ct = default)
    {
        var requests = lines.Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        return _wire.SendAsync<Batch>(Call.PostOnce("v1/batches", new { requests }), ct);
    }

    /// <summary>A page of batches, newest first.</summary>
    public Task<Page<Batch>> ListAsync(int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<Batch>>(Call.Get(CallPath.Query("v1/batches", ("limit", limit), ("cursor", cursor))), ct);

    /// <summary>How far a batch is.</summary>
    /// <exception cref="StewardException">404: the tenant has no such batch.</exception>
    public Task<Batch> GetAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<Batch>(Call.Get($"v1/batches/{id}"), ct);

    /// <summary>Copies the answers so far, as lines of OpenAI's output files in the order of the requests.</summary>
    public Task ResultsAsync(Guid id, Stream to, CancellationToken ct = default) => _wire.ReadAsync(Call.Get($"v1/batches/{id}/results") with { Accept = "application/x-ndjson" }, body => body.CopyToAsync(to, ct), ct);

    /// <summary>Cancels what has not been answered.</summary>
    /// <exception cref="StewardException">409: it has ended.</exception>
    public Task<Batch> CancelAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<Batch>(Call.Post($"v1/batches/{id}/cancel", null), ct);

    /// <summary>Deletes a batch that has ended, with its answers.</summary>
    /// <exception cref="StewardException">409: it has not.</exception>
    public Task DeleteAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync(Call.Delete($"v1/batches/{id}"), ct);
}
