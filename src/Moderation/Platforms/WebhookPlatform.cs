using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>
/// Any system of one's own: signed events come in, signed actions go out to the address of the connection. An action has an id, so it can be repeated, and asked for at
/// <c>/actions/{id}</c>.
/// </summary>
internal sealed class WebhookPlatform : SocialPlatform
{
    public override string Name => "webhook";

    public override string Title => "Webhook";

    public override PlatformLimits Limits { get; } = new(600, 20_000, 50);

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        .. ActionKind.All.Where(a => a != ActionKind.Flag).Select(a => new Capability(a, "sent to the address of the connection", Askable: true, Repeatable: true)),
    ];

    public override Uri? Address => null;

    public override IReadOnlyList<string> Needs => ["webhook_secret", "base_url"];

    public override bool SendsEvents => true;

    public override HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            action_id = target.ActionId, action = target.Kind, comment_id = target.Comment.ExternalId, post_id = target.Comment.PostId, author_id = target.Comment.AuthorId,
            text = target.Text, seconds = target.Seconds,
        });
        var request = new HttpRequestMessage(HttpMethod.Post, At(account, this, "/actions")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", target.ActionId.ToString());
        return Signed(request, account, body, now);
    }

    public override HttpRequestMessage QuestionFor(Account account, ActionTarget target) =>
        Signed(new HttpRequestMessage(HttpMethod.Get, At(account, this, $"/actions/{target.ActionId}")), account, Encoding.UTF8.GetBytes(target.ActionId.ToString()), null);

    // 404 is the receiver's word that it never had the action.
    public override Asked ReadState(Reply reply, ActionTarget target) => reply.Status switch
    {
        404 => Asked.NotDone,
        200 when reply.At("state").ValueKind == JsonValueKind.String => reply.At("state").GetString() switch
        {
            "done" => Asked.Done,
            "gone" => Asked.Gone,
            "failed" => Asked.NotDone,
            _ => Asked.CannotTell,
        },
        _ => Asked.CannotTell,
    };

    public override HttpRequestMessage ProbeFor(Account account) =>
        Signed(new HttpRequestMessage(HttpMethod.Get, At(account, this, "/")), account, [], null);

    public override bool IsSigned(SignedBody body, Credentials credentials, DateTimeOffset now) =>
        body.IsFresh(body.Header("X-Timestamp"), now) && body.IsHmac(body.Header("X-Signature"), credentials.WebhookSecret, []);

    public override IReadOnlyList<IncomingEvent> Read(JsonElement body)
    {
        if (Texts.Of(body, "event_id") is not { } id || Texts.Of(body, "event_type") is not { } type) return [];
        return body.TryGetProperty("data", out var data) && IncomingComment.From(data) is { } comment ? [new IncomingEvent(id, type, comment)] : [];
    }

    private static HttpRequestMessage Signed(HttpRequestMessage request, Account account, byte[] body, DateTimeOffset? now)
    {
        if (now is { } at) request.Headers.Add("X-Timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Signature", SignedBody.Hmac(account.Credentials.WebhookSecret ?? "", body));
        return request;
    }
}
