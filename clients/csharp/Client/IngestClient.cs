using System.Text.Json.Nodes;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Something that happened outside.</summary>
/// <param name="Type">For example <c>feedback.received</c>.</param>
/// <param name="UserId">The person it is about, as the sender calls him; up to 200 characters.</param>
/// <param name="Data">What the type needs: a feedback's <c>text</c> (1 to 10,000 characters) and <c>locale</c>, and whatever else belongs to it.</param>
public sealed record IngestEvent(string Type, string UserId, JsonObject Data)
{
    /// <summary>When it happened; the time of arrival when null. The same delivery has to say the same.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The session it belongs to, if any.</summary>
    public string? SessionId { get; init; }
}

/// <summary>The server has the event, durably.</summary>
/// <param name="Success">True.</param>
/// <param name="EventId">What the server calls it; the same for a repeated delivery.</param>
/// <param name="Status">accepted; duplicate when this delivery had arrived before.</param>
public sealed record IngestReceipt(bool Success, string EventId, string Status);

/// <summary>What one provider did.</summary>
/// <param name="Count">Texts.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="Tokens">Input and output together.</param>
public sealed record ProviderShare(long Count, decimal CostUsd, long Tokens);

/// <summary>What became of feedback; received is the sum of pending, held, classified and failed.</summary>
/// <param name="Received">Texts that arrived.</param>
/// <param name="Pending">Still to be done.</param>
/// <param name="Held">Held by safety until somebody has looked at them.</param>
/// <param name="Classified">Turned into scores.</param>
/// <param name="Failed">Given up.</param>
public sealed record FeedbackSummary(long Received, long Pending, long Held, long Classified, long Failed)
{
    /// <summary>How many were held for which reason.</summary>
    public IReadOnlyDictionary<string, long> HeldReasons { get; init; } = new Dictionary<string, long>();

    /// <summary>Who classified how many, and what that cost.</summary>
    public IReadOnlyDictionary<string, ProviderShare> ByProvider { get; init; } = new Dictionary<string, ProviderShare>();

    /// <summary>What each model classified; <c>rules</c> is the built-in engine.</summary>
    public IReadOnlyDictionary<string, ProviderShare> ByModel { get; init; } = new Dictionary<string, ProviderShare>();
}

/// <summary>Events from outside, and what became of feedback.</summary>
public sealed class IngestClient
{
    private readonly Wire _wire;

    internal IngestClient(Wire wire) => _wire = wire;

    /// <summary>Hands an event over. The same delivery id is taken once, however often it is sent.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="deliveryId">The sender's id of this delivery, up to 200 characters.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">400: the event is wrong; 409: the delivery id was used with another body; 503: too much at once, nothing was stored.</exception>
    public Task<IngestReceipt> SendAsync(IngestEvent happened, string deliveryId, CancellationToken ct = default) =>
        _wire.SendAsync<IngestReceipt>(
            Call.Post("webhooks/ingest", happened) with { Repeatable = true, Headers = [("X-Delivery-Id", deliveryId)] }, ct);

    /// <summary>Counts feedback by what became of it.</summary>
    /// <param name="companyId">Whose; the caller's own when null.</param>
    /// <param name="source">Only of this source.</param>
    /// <param name="since">Only what arrived since then.</param>
    /// <param name="ct">Cancels.</param>
    public Task<FeedbackSummary> SummaryAsync(string? companyId = null, string? source = null, DateTimeOffset? since = null, CancellationToken ct = default) =>
        _wire.SendAsync<FeedbackSummary>(
            Call.Get(CallPath.Query("v1/feedback/summary", ("companyId", companyId), ("source", source), ("since", since))), ct);
}
