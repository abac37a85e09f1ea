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
    string Id, string FlagId, string Status, DateTimeOffset CreatedAt, string? AssignedTo, DateTimeOffset? ReviewedAt, string? ReviewedBy, string? ReviewerNotes)
{
    /// <summary>Seconds that it waits, or waited.</summary>
    public long AgeSeconds { get; init; }

    /// <summary>By when somebody should have decided.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Nobody has by then.</summary>
    public bool Overdue { get; init; }

    /// <summary>Who has it before him.</summary>
    public string? LeasedBy { get; init; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>When somebody appealed against the decision.</summary>
    public DateTimeOffset? AppealedAt { get; init; }
}

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

/// <summary>Which items of the queue; all that is given must hold.</summary>
public sealed record ReviewFilter
{
    /// <summary>pending (when null), escalated, reviewed or dismissed.</summary>
    public string? Status { get; init; }

    /// <summary>profanity, spam, pii, toxicity or rule.</summary>
    public string? Reason { get; init; }

    /// <summary>What the texts are.</summary>
    public string? ContentType { get; init; }

    /// <summary>Flags with less confidence than this, 0 to 1.</summary>
    public double? ConfidenceBelow { get; init; }

    /// <summary>Who goes on with them.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Whether somebody should have decided by now.</summary>
    public bool? Overdue { get; init; }

    /// <summary>A rule of the tenant's that hit the texts.</summary>
    public Guid? RuleId { get; init; }
}

/// <summary>The item to look at next.</summary>
/// <param name="Entry">Null when none is left.</param>
public sealed record NextReview(ReviewEntry? Entry);

/// <summary>Something that was done to an item.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">By whom.</param>
/// <param name="Action">approved, upheld, escalated, rejected, undone, assigned, noted, skipped, appealed or second.</param>
/// <param name="Was">The item's status before.</param>
/// <param name="Notes">Why.</param>
public sealed record ReviewEvent(DateTimeOffset At, string Actor, string Action, string Was, string? Notes);

/// <summary>What was done to an item, oldest first.</summary>
/// <param name="Events">The lines.</param>
public sealed record ReviewHistory(IReadOnlyList<ReviewEvent> Events);

/// <summary>What one decision about many items did, or would do.</summary>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Matched">Items that are meant.</param>
/// <param name="Done">Items that were decided.</param>
/// <param name="Skipped">Items that were left, by the reason's code.</param>
/// <param name="Remaining">Items beyond the first 500.</param>
public sealed record ManyReviews(bool DryRun, int Matched, int Done, IReadOnlyDictionary<string, int> Skipped, int Remaining);

/// <summary>A share estimated from decisions, with its central 95 %.</summary>
/// <param name="Count">Decisions for it.</param>
/// <param name="Of">All decisions.</param>
/// <param name="Mean">0 to 1.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record ReviewEstimate(long Count, long Of, double Mean, double Low, double High);

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

    /// <summary>The items that match, oldest first.</summary>
    public Task<ReviewQueue> ListAsync(ReviewFilter filter, int limit = 50, int offset = 0, CancellationToken ct = default) =>
        _wire.SendAsync<ReviewQueue>(Call.Get(CallPath.Query("v1/safety/queue", ("status", filter.Status), ("reason", filter.Reason), ("contentType", filter.ContentType),
            ("confidenceBelow", filter.ConfidenceBelow), ("assignedTo", filter.AssignedTo), ("overdue", filter.Overdue), ("ruleId", filter.RuleId), ("limit", limit), ("offset", offset))), ct);

    /// <summary>Takes the item that is due first; nobody else gets it meanwhile.</summary>
    public Task<NextReview> NextAsync(CancellationToken ct = default) => _wire.SendAsync<NextReview>(Call.Post("v1/safety/queue/next", null), ct);

    /// <summary>Takes one item, or keeps it for longer.</summary>
    /// <exception cref="StewardException">404: no such item; 409: another reviewer has it (<c>leased</c>), or it is decided.</exception>
    public Task<ReviewEntry> TakeAsync(string id, CancellationToken ct = default) => _wire.SendAsync<ReviewEntry>(Call.Post($"{Item(id)}/lease", null), ct);

    /// <summary>Gives an item back.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public Task<ReviewEntry> GiveBackAsync(string id, CancellationToken ct = default) => _wire.SendAsync<ReviewEntry>(Call.Delete($"{Item(id)}/lease"), ct);

    /// <summary>Leaves an item to others.</summary>
    /// <exception cref="StewardException">404: no such item.</exception>
    public Task<ReviewEntry> SkipAsync(string id, string? notes = null, CancellationToken ct = default) => _wire.SendAsync<ReviewEntry>(Call.Post($"{Item(id)}/skip", new { notes }), ct);

    /// <summary>Hands an item to somebody; to anybody when null.</summary>
    /// <exception cref="StewardException">404: no such item.</exception>
    public Task<ReviewEntry> AssignAsync(string id, string? assignedTo, CancellationToken ct = default) => _wire.SendAsync<ReviewEntry>(Call.Post($"{Item(id)}/assign", new { assignedTo }), ct);

    /// <summary>Writes something down about an item.</summary>
    /// <exception cref="StewardException">404: no such item.</exception>
    public Task<ReviewEntry> NoteAsync(string id, string notes, CancellationToken ct = default) => _wire.SendAsync<ReviewEntry>(Call.Post($"{Item(id)}/notes", new { notes }), ct);

    /// <summary>What was done to an item.</summary>
    /// <exception cref="StewardException">404: no such item.</exception>
    public Task<ReviewHistory> HistoryAsync(string id, CancellationToken ct = default) => _wire.SendAsync<ReviewHistory>(Call.Get($"{Item(id)}/history"), ct);

    /// <summary>Takes a decision back; the text is held again.</summary>
    /// <exception cref="StewardException">404: no such item; 409: not decided, or too late.</exception>
    public Task<ReviewDecision> UndoAsync(string id, string? notes = null, CancellationToken ct = default) => DecideAsync(id, "undo", new { notes }, ct);

    /// <summary>How many items one decision would be about.</summary>
    /// <param name="action">approve, uphold, dismiss or escalate.</param>
    /// <param name="filter">Which items.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Cancels.</param>
    public Task<ManyReviews> CountManyAsync(string action, ReviewFilter filter, string reason, CancellationToken ct = default) =>
        _wire.SendAsync<ManyReviews>(Call.Post("v1/safety/queue/bulk", new { action, filter, reason, dryRun = true }), ct);

    /// <summary>Decides all items that match, 500 at most.</summary>
    /// <inheritdoc cref="CountManyAsync"/>
    /// <exception cref="StewardException">409: there are others than <paramref name="expected"/> by now.</exception>
    public Task<ManyReviews> DecideManyAsync(string action, ReviewFilter filter, string reason, int expected, CancellationToken ct = default) =>
        _wire.SendAsync<ManyReviews>(Call.Post("v1/safety/queue/bulk", new { action, filter, reason, expected }), ct);

    /// <summary>Decides the named items, 1 to 500.</summary>
    public Task<ManyReviews> DecideManyAsync(string action, IReadOnlyList<string> ids, string reason, CancellationToken ct = default) =>
        _wire.SendAsync<ManyReviews>(Call.Post("v1/safety/queue/bulk", new { action, ids, reason }), ct);

    /// <summary>The queue and its reviewers in numbers.</summary>
    /// <param name="days">How far back, 1 to 365; 30 when null.</param>
    /// <param name="ct">Cancels.</param>
    public Task<ReviewFigures> FiguresAsync(int? days = null, CancellationToken ct = default) =>
        _wire.SendAsync<ReviewFigures>(Call.Get(CallPath.Query("v1/safety/reviewers", ("days", days))), ct);

    /// <summary>Has another reviewer decide about an upheld flag. Needs the permission <c>safety.appeal</c>.</summary>
    /// <exception cref="StewardException">404: no such flag; 409: not upheld, or appealed against before.</exception>
    public Task AppealAsync(string flagId, string reason, CancellationToken ct = default) =>
        _wire.SendAsync<System.Text.Json.JsonElement>(Call.PostOnce($"v1/safety/flags/{CallPath.Part(flagId)}/appeal", new { reason }), ct);

    private Task<ReviewDecision> DecideAsync(string id, string verb, object body, CancellationToken ct) =>
        _wire.SendAsync<ReviewDecision>(Call.Post($"{Item(id)}/{verb}", body), ct);

    private static string Item(string id) => $"v1/safety/queue/{CallPath.Part(id)}";
}
