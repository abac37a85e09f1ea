using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;
using Steward.Moderation.Platforms;
using Steward.Platform.Http;

namespace Steward.Moderation.Webhooks;

/// <summary>Signs events and sends them to a tenant's address: the form in which a system of one's own tells this program of comments, the other way round.</summary>
internal sealed class WebhookSender(PlatformCalls calls, Vault vault, TimeProvider time)
{
    private const string Verification = "webhook.verification";

    public Task<CallEnd> TellAsync(OutgoingWebhook to, TellWebhook news, CancellationToken ct) =>
        SendAsync(to, news.EventId, Body(news.EventId, news.Type, news.At, news.Platform, news.Data), ct);

    /// <summary>Sends a challenge; true when the answer is it, alone or as the member <c>challenge</c>.</summary>
    public async Task<(CallEnd End, bool Returned)> ChallengeAsync(OutgoingWebhook to, string challenge, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var end = await SendAsync(to, id, Body(id, Verification, time.GetUtcNow().UtcDateTime, to.Platform, new Dictionary<string, string?> { ["challenge"] = challenge }), ct);
        var answer = end.Reply is { Status: >= 200 and < 300 } reply ? reply.At("challenge") is { ValueKind: JsonValueKind.String } member ? member : reply.Body ?? default : default;
        return (end, answer.ValueKind == JsonValueKind.String && Secrets.Same(challenge, answer.GetString()));
    }

    private Task<CallEnd> SendAsync(OutgoingWebhook to, Guid id, byte[] body, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, to.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", id.ToString());
        request.Headers.Add("X-Timestamp", time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Signature", SignedBody.Hmac(vault.Open(to.Id, to.Sealed).WebhookSecret ?? "", body));
        return calls.SendUncountedAsync(request, ct);
    }

    // The same bytes at every attempt.
    private static byte[] Body(Guid id, string type, DateTime at, string platform, IReadOnlyDictionary<string, string?> data) =>
        JsonSerializer.SerializeToUtf8Bytes(new { event_id = id, event_type = type, timestamp = at, platform, data });
}
