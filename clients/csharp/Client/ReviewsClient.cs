using Steward.Client.Http;

namespace Steward.Client;

/// <summary>An item of the review queue.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FlagId">The flag it is about.</param>
/// <param name="Status">pending, escalated, reviewed or dismissed.</param>
/// <param name="CreatedAt">Since when it waits.</param>
/// <param name="AssignedTo">Who goes on with it.</param>
/// <param name="ReviewedAt">When it was decided.</param>
/// <param name="ReviewedBy">Who decided.</param>
/// <param name="ReviewerNotes">Why.</param>
public sealed record ReviewItem(
    string Id, string FlagId, string Status, DateTimeOffset CreatedAt, string? AssignedTo, DateTimeOffset? ReviewedAt, string? ReviewedBy, string? ReviewerNotes);

/// <summary>The flag of a queue item.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ContentId">What the sender calls the text.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="FlagReason">Why it was flagged.</param>
/// <param name="Confidence">0 to 1, as text with three decimals.</param>
/// <param name="ReviewStatus">What was decided.</param>
/// <param name="Text">The text; null in lists.</param>
public sealed record ReviewFlag(string Id, string ContentId, string ContentType, string FlagReason, string Confidence, string ReviewStatus, string? Text);

/// <summary>A queue item with its flag.</summary>
/// <param name="QueueItem">The item.</param>
/// <param name="Flag">The flag.</param>
public sealed record ReviewEntry(ReviewItem QueueItem, ReviewFlag Flag);

/// <summary>A page of the queue.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Count">The size of the whole queue.</param>
public sealed record ReviewQueue(IReadOnlyList<ReviewEntry> Items, int Count);

/// <summary>A decided item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Flag">The flag.</param>
public sealed record ReviewDecision(ReviewItem Item, ReviewFlag Flag);

/// <summary>The queue of what people have to look at. Needs the permissions <c>safety.read</c> and, for texts and decisions, <c>safety.review</c>.</summary>
/// <remarks>Each item is decided once: a second decision fails with 409 <c>already_decided</c>.</remarks>
public sealed class ReviewsClient
{
    private readonly Wire _wire;

    internal ReviewsClient(Wire wire) => _wire = wire;

    /// <summary>What waits, oldest first.</summary>
    /// <param name="status">pending (when null), escalated, reviewed or dismissed.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="offset">How many to leave out, 0 to 1,000,000.</param>
    /// <param name="ct">Cancels.</param>
    public Task<ReviewQueue> ListAsync(string? status = null, int limit = 50, int offset = 0, CancellationToken ct = default) =>
        _wire.SendAsync<ReviewQueue>(Call.Get(CallPath.Query("v1/safety/queue", ("status", status), ("limit", limit), ("offset", offset))), ct);

    /// <summary>One item with its text.</summary>
    /// <exception cref="StewardException">404: no such item.</exception>
    public Task<ReviewEntry> GetAsync(string id, CancellationToken ct = default) => _wire.SendAsync<ReviewEntry>(Call.Get(Item(id)), ct);

    /// <summary>Releases the text.</summary>
    /// <exception cref="StewardException">404: no such item; 409: decided already.</exception>
    public Task<ReviewDecision> ApproveAsync(string id, string? notes = null, CancellationToken ct = default) =>
        DecideAsync(id, "review", new { notes }, ct);

    /// <summary>The flag is right and the text stays held.</summary>
    /// <inheritdoc cref="ApproveAsync"/>
    public Task<ReviewDecision> UpholdAsync(string id, string? notes = null, CancellationToken ct = default) =>
        DecideAsync(id, "review", new { notes, uphold = true }, ct);

    /// <summary>The flag was wrong; the text is released.</summary>
    /// <inheritdoc cref="ApproveAsync"/>
    public Task<ReviewDecision> DismissAsync(string id, string? notes = null, CancellationToken ct = default) =>
        DecideAsync(id, "dismiss", new { notes }, ct);

    /// <summary>Hands it to somebody else; the text stays held.</summary>
    /// <inheritdoc cref="ApproveAsync"/>
    public Task<ReviewDecision> EscalateAsync(string id, string? assignedTo = null, string? notes = null, CancellationToken ct = default) =>
        DecideAsync(id, "escalate", new { notes, assignedTo }, ct);

    private Task<ReviewDecision> DecideAsync(string id, string verb, object body, CancellationToken ct) =>
        _wire.SendAsync<ReviewDecision>(Call.Post($"{Item(id)}/{verb}", body), ct);

    private static string Item(string id) => $"v1/safety/queue/{CallPath.Part(id)}";
}
