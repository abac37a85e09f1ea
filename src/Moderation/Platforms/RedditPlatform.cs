using System.Globalization;
using System.Text.Json;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>Reddit for a subreddit's moderators. Removing can be taken back, so it is what hiding means here; only authors delete.</summary>
internal sealed class RedditPlatform : SocialPlatform
{
    private const string Agent = "server:steward:1.0 (comment moderation)";

    public override string Name => "reddit";

    public override string Title => "Reddit";

    public override PlatformLimits Limits { get; } = new(60, 600, 5);

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        new(ActionKind.Allow, "approved", true),
        new(ActionKind.Hide, "removed; approving shows it again", true),
        new(ActionKind.Reply, "a reply below the comment", false),
        new(ActionKind.TimeOut, "banned from the subreddit for whole days", false),
        new(ActionKind.Ban, "banned from the subreddit", false),
    ];

    public override Uri Address { get; } = new("https://oauth.reddit.com");

    public override IReadOnlyList<string> Needs => ["access_token"];

    public override bool SendsEvents => false;

    public override SignInPlace SignIn { get; } = new(
        new Uri("https://www.reddit.com/api/v1/authorize"), new Uri("https://www.reddit.com/api/v1/access_token"), "identity read modposts modcontributors submit", BasicAuth: true,
        Revoke: new Uri("https://www.reddit.com/api/v1/revoke_token"));

    public override HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now) => target.Kind switch
    {
        ActionKind.Allow => Post(account, "/api/approve", ("id", Thing(target.Comment))),
        ActionKind.Hide => Post(account, "/api/remove", ("id", Thing(target.Comment)), ("spam", "false")),
        ActionKind.Reply => Post(account, "/api/comment", ("thing_id", Thing(target.Comment)), ("text", target.Text ?? ""), ("api_type", "json")),
        ActionKind.Ban => Post(account, $"/r/{Part(account.Id)}/api/friend", ("name", target.Comment.AuthorName ?? target.Comment.AuthorId), ("type", "banned"), ("api_type", "json")),
        ActionKind.TimeOut => Post(account, $"/r/{Part(account.Id)}/api/friend", ("name", target.Comment.AuthorName ?? target.Comment.AuthorId), ("type", "banned"), ("api_type", "json"),
            ("duration", Math.Clamp((int)Math.Ceiling((target.Seconds ?? 0) / 86_400.0), 1, 999).ToString(CultureInfo.InvariantCulture))),
        _ => throw NotMine(target),
    };

    public override HttpRequestMessage QuestionFor(Account account, ActionTarget target) => Get(account, $"/api/info?id={Thing(target.Comment)}&raw_json=1");

    public override Asked ReadState(Reply reply, ActionTarget target)
    {
        if (reply.Status != 200) return Asked.CannotTell;
        var comment = Texts.Inside(Texts.Items(reply.At("data"), "children").FirstOrDefault(), "data");
        if (comment.ValueKind != JsonValueKind.Object || Texts.Of(comment, "author") == "[deleted]") return Asked.Gone;
        bool? Is(string name) => comment.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
        return (target.Kind, Is("removed"), Is("approved")) switch
        {
            (ActionKind.Hide, true, _) or (ActionKind.Allow, _, true) => Asked.Done,
            (ActionKind.Hide, false, _) or (ActionKind.Allow, _, false) => Asked.NotDone,
            _ => Asked.CannotTell,
        };
    }

    public override HttpRequestMessage ProbeFor(Account account) => Get(account, "/api/v1/me");

    // With api_type=json mistakes come as 200 with a list.
    public override Answer Judge(Reply reply)
    {
        if (reply.Status != 200 || Texts.Items(reply.At("json"), "errors").FirstOrDefault() is not { ValueKind: JsonValueKind.Array } error) return ByStatus(reply.Status);
        return (error.GetArrayLength() > 0 ? error[0].ToString() : "") switch { "RATELIMIT" => Answer.Wait, "DELETED_COMMENT" or "THREAD_LOCKED" => Answer.Gone, _ => Answer.Failed };
    }

    // The newest hundred, every time: a cursor whose comment was deleted would answer an empty list for ever.
    public override IReadOnlyList<HttpRequestMessage> PollsOf(Account account) => [Get(account, $"/r/{Part(account.Id)}/comments?limit=100&raw_json=1")];

    public override IReadOnlyList<IncomingEvent> ReadPoll(Reply reply, Account account) =>
    [
        .. from child in Texts.Items(reply.At("data"), "children")
           let comment = Texts.Inside(child, "data")
           let id = Texts.Of(comment, "id")
           let text = Texts.Of(comment, "body")
           where id is not null && text is not null && text is not ("[deleted]" or "[removed]")
           select new IncomingEvent(null, IncomingEvent.Created, new IncomingComment(id, Texts.Of(comment, "author_fullname") ?? Texts.Of(comment, "author") ?? "unknown")
           {
               AuthorName = Texts.Of(comment, "author"), Text = text, PostId = Texts.Of(comment, "link_id"), ParentId = Texts.Of(comment, "parent_id"),
               Likes = Numbers.Of(comment, "score") ?? 0, PostedAt = Numbers.Time(comment, "created_utc"),
           }),
    ];

    private static string Thing(Comment comment) => comment.ExternalId.StartsWith("t1_", StringComparison.Ordinal) ? comment.ExternalId : "t1_" + Part(comment.ExternalId);

    private HttpRequestMessage Get(Account account, string path) => Dressed(Bearer(HttpMethod.Get, At(account, this, path), account.Credentials.AccessToken));

    private HttpRequestMessage Post(Account account, string path, params IEnumerable<(string, string)> form) =>
        Dressed(Bearer(HttpMethod.Post, At(account, this, path), account.Credentials.AccessToken, Form(form)));

    // Without a name of its own a client is slowed down.
    private static HttpRequestMessage Dressed(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }
}
