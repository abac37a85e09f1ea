using System.Text.Json;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>Instagram's Graph API. Errors come as 400 or 403 with a code of Meta's own, rate limits among them.</summary>
internal sealed class InstagramPlatform : SocialPlatform
{
    private const int NoSuchObject = 33, Parameter = 100, TokenExpired = 190;
    private static readonly int[] TooMany = [4, 17, 32, 613];

    public override string Name => "instagram";

    public override string Title => "Instagram";

    public override PlatformLimits Limits { get; } = new(200, 4_800, 10);

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        new(ActionKind.Allow, "the comment is shown again", true),
        new(ActionKind.Hide, "only its author and the account see it", true),
        new(ActionKind.Delete, "the comment is deleted", true),
        new(ActionKind.Reply, "a reply below the comment", false),
    ];

    public override Uri Address { get; } = new("https://graph.facebook.com/v21.0");

    public override IReadOnlyList<string> Needs => ["access_token", "webhook_secret"];

    public override bool SendsEvents => true;

    public override bool Confirms => true;

    public override SignInPlace SignIn { get; } = new(
        new Uri("https://www.facebook.com/v21.0/dialog/oauth"), new Uri("https://graph.facebook.com/v21.0/oauth/access_token"),
        "instagram_basic,instagram_manage_comments,pages_show_list");

    public override HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now)
    {
        var (token, path) = (account.Credentials.AccessToken, "/" + Part(target.Comment.ExternalId));
        return target.Kind switch
        {
            ActionKind.Hide => Bearer(HttpMethod.Post, At(account, this, path), token, Form(("hide", "true"))),
            ActionKind.Allow => Bearer(HttpMethod.Post, At(account, this, path), token, Form(("hide", "false"))),
            ActionKind.Delete => Bearer(HttpMethod.Delete, At(account, this, path), token),
            ActionKind.Reply => Bearer(HttpMethod.Post, At(account, this, path + "/replies"), token, Form(("message", target.Text ?? ""))),
            _ => throw NotMine(target),
        };
    }

    public override HttpRequestMessage QuestionFor(Account account, ActionTarget target) =>
        Bearer(HttpMethod.Get, At(account, this, $"/{Part(target.Comment.ExternalId)}?fields=id,hidden"), account.Credentials.AccessToken);

    public override Asked ReadState(Reply reply, ActionTarget target) => (reply.At("hidden").ValueKind, target.Kind) switch
    {
        _ when Judge(reply) == Answer.Gone => Asked.Gone,
        _ when reply.Status != 200 => Asked.CannotTell,
        (_, ActionKind.Delete) => Asked.NotDone,
        (JsonValueKind.True, ActionKind.Hide) or (JsonValueKind.False, ActionKind.Allow) => Asked.Done,
        (JsonValueKind.False, ActionKind.Hide) or (JsonValueKind.True, ActionKind.Allow) => Asked.NotDone,
        _ => Asked.CannotTell,
    };

    public override HttpRequestMessage ProbeFor(Account account) => Bearer(HttpMethod.Get, At(account, this, "/me?fields=id"), account.Credentials.AccessToken);

    public override Answer Judge(Reply reply)
    {
        if (reply.Status is not (400 or 401 or 403 or 404)) return ByStatus(reply.Status);
        var error = reply.At("error");
        var (code, part) = (Numbers.Of(error, "code"), Numbers.Of(error, "error_subcode"));
        return code is { } c && TooMany.Contains(c) ? Answer.Wait
            : code == TokenExpired ? Answer.Refused
            : code == Parameter && part == NoSuchObject ? Answer.Gone
            : reply.Status == 400 ? Answer.Failed
            : ByStatus(reply.Status);
    }

    public override bool IsSigned(SignedBody body, Credentials credentials, DateTimeOffset now) =>
        body.Header("X-Hub-Signature-256") is { } header && header.StartsWith("sha256=", StringComparison.Ordinal) && body.IsHmac(header["sha256=".Length..], credentials.WebhookSecret, []);

    public override string? AccountOf(JsonElement body) => Texts.Items(body, "entry").Select(e => Texts.Of(e, "id")).FirstOrDefault();

    public override IReadOnlyList<IncomingEvent> Read(JsonElement body) =>
    [
        .. from entry in Texts.Items(body, "entry")
           from change in Texts.Items(entry, "changes")
           where Texts.Of(change, "field") is "comments" or "live_comments" && change.TryGetProperty("value", out _)
           let value = change.GetProperty("value")
           let id = Texts.Of(value, "id")
           let @from = Texts.Inside(value, "from")
           where id is not null && Texts.Of(value, "text") is not null
           // Meta sends no id of the event: the same comment with the same text is the same event.
           select new IncomingEvent($"{id}:{SignedBody.Short(Texts.Of(value, "text")!)}", IncomingEvent.Created, new IncomingComment(id, Texts.Of(@from, "id") ?? Texts.Of(@from, "username") ?? "unknown")
           {
               AuthorName = Texts.Of(@from, "username"), Text = Texts.Of(value, "text"), PostId = Texts.Of(Texts.Inside(value, "media"), "id"), ParentId = Texts.Of(value, "parent_id"),
               PostedAt = Numbers.Time(entry, "time"),
           }),
    ];
}
