using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Ingest;

/// <summary>Something that happened in a programme.</summary>
/// <param name="Type">session.completed, feedback.received, checkin.submitted or milestone.achieved.</param>
/// <param name="SessionId">The sender's id of the session; required for session.completed.</param>
/// <param name="UserId">The sender's id of the participant.</param>
/// <param name="Timestamp">When it happened; not more than a day ahead of the server's clock. Defaults to now.</param>
/// <param name="Data">What happened.</param>
internal sealed record IngestRequest(string? Type, string? SessionId, string? UserId, DateTimeOffset? Timestamp, IngestData? Data);

/// <summary>The particulars of an event.</summary>
/// <param name="Duration">Minutes, 0 to 10,080 (a week).</param>
/// <param name="Outcome">positive, neutral or negative.</param>
/// <param name="Score">How good it was, 0 to 1; a number above 1, up to 10, is taken on a scale of ten.</param>
/// <param name="Text">What the participant wrote, up to 10,000 characters; it is screened and classified.</param>
/// <param name="Locale">The text's language, if known.</param>
/// <param name="Metadata">Where it comes from.</param>
internal sealed record IngestData(double? Duration, string? Outcome, double? Score, string? Text, string? Locale, IngestMetadata? Metadata)
{
    /// <summary>The score from 0 to 1.</summary>
    [JsonIgnore]
    public double? ScoreShare => Score > 1 ? Score / 10 : Score;
}

/// <summary>Where an event comes from.</summary>
internal sealed record IngestMetadata(string? Source, string? Program);

/// <summary>The event is durable. <paramref name="Status"/> is accepted, or duplicate when this delivery was accepted before.</summary>
internal sealed record IngestResponse(bool Success, Guid EventId, string Status);

internal static class IngestApi
{
    private const int MaxText = 10_000;
    private static readonly string[] Types = ["session.completed", "feedback.received", "checkin.submitted", "milestone.achieved"];
    private static readonly string[] Outcomes = ["positive", "neutral", "negative"];

    public static void MapIngest(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/v1/webhooks/ingest", "/webhooks/ingest"])
            routes.MapPost(path, IngestAsync).On(Service.Gateway).Require("impact.ingest").WithTags("Ingest").WithSummary("Report an event; answered when it is durable");
    }

    private static async Task<Ok<IngestResponse>> IngestAsync(IngestRequest body, IngestWriter writer, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        Validate(body, now);
        var key = DeliveryKey(http.Request.Headers);
        var happened = new NewEvent(Guid.CreateVersion7(), http.Caller().Company(), key, HashOf(body), body, (body.Timestamp ?? now).UtcDateTime, now.UtcDateTime);
        var (id, duplicate) = await writer.WriteAsync(happened, ct);
        return TypedResults.Ok(new IngestResponse(true, id, duplicate ? "duplicate" : "accepted"));
    }

    private static void Validate(IngestRequest body, DateTimeOffset now)
    {
        var data = body.Data;
        var check = new Check().OneOf("/type", body.Type, Types).Id("/userId", body.UserId)
            .OptionalText("/sessionId", body.SessionId, Check.MaxIdLength)
            .That(body.Type != "session.completed" || !string.IsNullOrWhiteSpace(body.SessionId), "/sessionId", "required", "A completed session has an id.")
            .That(body.Timestamp is null || body.Timestamp <= now.AddDays(1), "/timestamp", "in_future", "The time lies more than a day ahead of the server's clock.")
            .That(body.Timestamp is null || body.Timestamp.Value.Year >= 1970, "/timestamp", "out_of_range", "The time lies before 1970.")
            .Range("/data/duration", data?.Duration, 0, 10_080).Range("/data/score", data?.Score, 0, 10)
            .OptionalText("/data/text", data?.Text, MaxText).OptionalText("/data/locale", data?.Locale, 35)
            .OptionalText("/data/metadata/source", data?.Metadata?.Source, Check.MaxIdLength)
            .OptionalText("/data/metadata/program", data?.Metadata?.Program, Check.MaxIdLength);
        if (data?.Outcome is not null) check.OneOf("/data/outcome", data.Outcome, Outcomes);
        check.ThrowIfAny();
    }

    // Without a key of the sender every request is an event of its own.
    private static string DeliveryKey(IHeaderDictionary headers)
    {
        var key = headers["X-Delivery-Id"].ToString() is { Length: > 0 } delivery ? delivery : headers["Idempotency-Key"].ToString().Trim('"');
        if (key.Length > Check.MaxIdLength) throw Problem.Invalid("/X-Delivery-Id", "too_long", $"At most {Check.MaxIdLength} characters.").AsException();
        return key.Length > 0 ? key : Guid.CreateVersion7().ToString();
    }

    private static string HashOf(IngestRequest body) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web)));
}
