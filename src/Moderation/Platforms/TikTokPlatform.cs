using System.Net.Http.Json;
using System.Text.Json;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>TikTok's business API. Every answer is 200; what it means stands in <c>code</c>. Events name a comment and do not bring its text.</summary>
internal sealed class TikTokPlatform : SocialPlatform
{
    public override string Name => "tiktok";

    public override string Title => "TikTok";

    public override PlatformLimits Limits { get; } = new(50, 1_000, 5);

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        new(ActionKind.Allow, "the comment is shown again", true),
        new(ActionKind.Hide, "only its author sees it", true),
        new(ActionKind.Delete, "the comment is deleted", true),
        new(ActionKind.Reply, "a reply below the comment", false),
        new(ActionKind.Pin, "pinned above the others; one comment of a video", true),
    ];

    public override Uri Address { get; } = new("https://business-api.tiktok.com/open_api/v1.3");

    public override IReadOnlyList<string> Needs => ["access_token", "client_secret"];

    public override bool SendsEvents => true;

    public override SignInPlace SignIn { get; } = new(
        new Uri("https://www.tiktok.com/v2/auth/authorize"), new Uri("https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2/token/"),
        "comment.list,comment.list.manage,user.info.basic,video.list", "client_key");

    public override HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now)
    {
        var (business, video, comment) = (account.Id, target.Comment.PostId, target.Comment.ExternalId);
        return target.Kind switch
        {
            ActionKind.Hide => Post(account, "hide/", new { business_id = business, video_id = video, comment_id = comment, action = "HIDE" }),
            ActionKind.Allow => Post(account, "hide/", new { business_id = business, video_id = video, comment_id = comment, action = "UNHIDE" }),
            ActionKind.Delete => Post(account, "delete/", new { business_id = business, comment_id = comment }),
            ActionKind.Reply => Post(account, "reply/create/", new { business_id = business, video_id = video, comment_id = comment, text = target.Text }),
            ActionKind.Pin => Post(account, "pin/", new { business_id = business, video_id = video, comment_id = comment, action = "PIN" }),
            _ => throw NotMine(target),
        };
    }

    public override HttpRequestMessage QuestionFor(Account account, ActionTarget target) => ListOf(account, target.Comment);

    public override Asked ReadState(Reply reply, ActionTarget target)
    {
        if (Judge(reply) != Answer.Done) return Asked.CannotTell;
        if (Find(reply, target.Comment) is not { ValueKind: JsonValueKind.Object } comment) return Asked.Gone;
        var hidden = Texts.Of(comment, "status") switch { "HIDDEN" => true, "PUBLIC" => false, _ => (bool?)null };
        return target.Kind switch
        {
            ActionKind.Delete => Asked.NotDone,
            ActionKind.Pin => comment.TryGetProperty("pinned", out var pinned) ? (pinned.ValueKind == JsonValueKind.True ? Asked.Done : Asked.NotDone) : Asked.CannotTell,
            _ when hidden is null => Asked.CannotTell,
            ActionKind.Hide => hidden.Value ? Asked.Done : Asked.NotDone,
            ActionKind.Allow => hidden.Value ? Asked.NotDone : Asked.Done,
            _ => Asked.CannotTell,
        };
    }

    public override HttpRequestMessage ProbeFor(Account account) => Get(account, $"/business/get/?business_id={Part(account.Id)}&fields={Part("[\"username\"]")}");

    public override Answer Judge(Reply reply) => (reply.Status, Numbers.Of(reply.Body ?? default, "code")) switch
    {
        (200, 0) => Answer.Done,
        (200, 40100 or 40016) => Answer.Wait,
        (200, 40001 or 40101 or 40102 or 40103 or 40104 or 40105) => Answer.Refused,
        (200, >= 50000) => Answer.Unsure,
        (200, _) => Answer.Failed,
        _ => ByStatus(reply.Status),
    };

    // TikTok-Signature: t={seconds},s={hex HMAC-SHA256 of "t.body"}
    public override bool IsSigned(SignedBody body, Credentials credentials, DateTimeOffset now)
    {
        var parts = (body.Header("TikTok-Signature") ?? "").Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0].Trim()).ToDictionary(g => g.Key, g => g.First()[1]);
        return parts.TryGetValue("t", out var at) && parts.TryGetValue("s", out var signature) && body.IsFresh(at, now)
            && body.IsHmac(signature, credentials.ClientSecret, System.Text.Encoding.UTF8.GetBytes(at + "."));
    }

    public override string? AccountOf(JsonElement body) => Texts.Of(body, "user_openid");

    public override IReadOnlyList<IncomingEvent> Read(JsonElement body)
    {
        if (Texts.Of(body, "event") != "comment.update" || Texts.Json(Texts.Of(body, "content")) is not { } content || Texts.Id(content, "comment_id") is not { } id) return [];
        var type = Texts.Of(content, "comment_action") switch { "insert" => IncomingEvent.Created, "delete" => IncomingEvent.Deleted, _ => null };
        if (type is null) return [];
        var comment = new IncomingComment(id, Texts.Of(content, "unique_identifier") ?? "unknown")
        {
            PostId = Texts.Id(content, "video_id"), ParentId = Texts.Id(content, "parent_comment_id"), PostedAt = Numbers.Time(content, "timestamp") ?? Numbers.Time(body, "create_time"),
        };
        return [new IncomingEvent($"{id}:{type}", type, comment)];
    }

    public override HttpRequestMessage TextRequestFor(Account account, Comment comment) => ListOf(account, comment);

    public override IncomingComment? ReadText(Reply reply, Comment comment) =>
        Find(reply, comment) is { ValueKind: JsonValueKind.Object } found && Texts.Of(found, "text") is { } text
            ? new IncomingComment(comment.ExternalId, Texts.Of(found, "unique_identifier") ?? comment.AuthorId)
            {
                Text = text, AuthorName = Texts.Of(found, "username"), Likes = Numbers.Of(found, "likes") ?? 0,
            } : null;

    private static JsonElement Find(Reply reply, Comment comment) =>
        Texts.Items(reply.At("data"), "comments").FirstOrDefault(c => Texts.Id(c, "comment_id") == comment.ExternalId);

    private HttpRequestMessage ListOf(Account account, Comment comment) => Get(account,
        $"/business/comment/list/?business_id={Part(account.Id)}&video_id={Part(comment.PostId)}&comment_ids={Part(JsonSerializer.Serialize((string[])[comment.ExternalId]))}&status=ALL");

    private HttpRequestMessage Get(Account account, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, At(account, this, path));
        request.Headers.Add("Access-Token", account.Credentials.AccessToken);
        return request;
    }

    private HttpRequestMessage Post(Account account, string what, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, At(account, this, "/business/comment/" + what)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Access-Token", account.Credentials.AccessToken);
        return request;
    }
}
