using System.Net.Http.Json;
using System.Text.Json;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>YouTube's Data API: comments of a channel are looked for, and held, rejected or published. Both quotas come as 403.</summary>
internal sealed class YouTubePlatform : SocialPlatform
{
    public override string Name => "youtube";

    public override string Title => "YouTube";

    public override PlatformLimits Limits { get; } = new(300, 10_000, 10);

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        new(ActionKind.Allow, "published", true),
        new(ActionKind.Hide, "held for review in the studio", true),
        new(ActionKind.Delete, "rejected: nobody sees it again", true),
        new(ActionKind.Reply, "a reply below the comment", false),
        new(ActionKind.Ban, "rejected, and its author's further comments too", false),
    ];

    public override Uri Address { get; } = new("https://www.googleapis.com/youtube/v3");

    public override IReadOnlyList<string> Needs => ["access_token"];

    public override bool SendsEvents => false;

    public override SignInPlace SignIn { get; } = new(
        new Uri("https://accounts.google.com/o/oauth2/v2/auth"), new Uri("https://oauth2.googleapis.com/token"), "https://www.googleapis.com/auth/youtube.force-ssl",
        Revoke: new Uri("https://oauth2.googleapis.com/revoke"));

    public override HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now) => target.Kind switch
    {
        ActionKind.Allow => SetStatus(account, target, "published"),
        ActionKind.Hide => SetStatus(account, target, "heldForReview"),
        ActionKind.Delete => SetStatus(account, target, "rejected"),
        ActionKind.Ban => SetStatus(account, target, "rejected&banAuthor=true"),
        ActionKind.Reply => Bearer(HttpMethod.Post, At(account, this, "/comments?part=snippet"), account.Credentials.AccessToken,
            JsonContent.Create(new { snippet = new { parentId = target.Comment.ParentId ?? target.Comment.ExternalId, textOriginal = target.Text } })),
        _ => throw NotMine(target),
    };

    public override HttpRequestMessage QuestionFor(Account account, ActionTarget target) =>
        Bearer(HttpMethod.Get, At(account, this, $"/comments?part=snippet&id={Part(target.Comment.ExternalId)}"), account.Credentials.AccessToken);

    public override Asked ReadState(Reply reply, ActionTarget target)
    {
        if (reply.Status != 200) return Asked.CannotTell;
        if (Texts.Items(reply.Body ?? default, "items").FirstOrDefault() is not { ValueKind: JsonValueKind.Object } comment) return Asked.Gone;
        // What is published carries no status.
        var status = Texts.Of(Texts.Inside(comment, "snippet"), "moderationStatus") ?? "published";
        var wanted = target.Kind switch { ActionKind.Allow => "published", ActionKind.Hide => "heldForReview", ActionKind.Delete => "rejected", _ => null };
        return wanted is null ? Asked.CannotTell : status == wanted ? Asked.Done : Asked.NotDone;
    }

    public override HttpRequestMessage ProbeFor(Account account) => Bearer(HttpMethod.Get, At(account, this, "/channels?part=id&mine=true"), account.Credentials.AccessToken);

    public override Answer Judge(Reply reply) => reply.Status == 403
        && Texts.Items(reply.At("error"), "errors").Any(e => Texts.Of(e, "reason") is "quotaExceeded" or "rateLimitExceeded" or "userRateLimitExceeded") ? Answer.Wait : ByStatus(reply.Status);

    public override IReadOnlyList<HttpRequestMessage> PollsOf(Account account) =>
        [Bearer(HttpMethod.Get,
            At(account, this, $"/commentThreads?part=snippet,replies&order=time&maxResults=100&textFormat=plainText&allThreadsRelatedToChannelId={Part(account.Id)}"), account.Credentials.AccessToken)];

    public override IReadOnlyList<IncomingEvent> ReadPoll(Reply reply, Account account)
    {
        var threads = Texts.Items(reply.Body ?? default, "items").ToList();
        return
        [
            .. threads.Select(t => Texts.Inside(Texts.Inside(t, "snippet"), "topLevelComment"))
                .Concat(threads.SelectMany(t => Texts.Items(Texts.Inside(t, "replies"), "comments"))).Select(Of).OfType<IncomingEvent>(),
        ];
    }

    private HttpRequestMessage SetStatus(Account account, ActionTarget target, string status) => Bearer(
        HttpMethod.Post, At(account, this, $"/comments/setModerationStatus?id={Part(target.Comment.ExternalId)}&moderationStatus={status}"), account.Credentials.AccessToken);

    private static IncomingEvent? Of(JsonElement comment)
    {
        var snippet = Texts.Inside(comment, "snippet");
        if (Texts.Of(comment, "id") is not { } id || (Texts.Of(snippet, "textOriginal") ?? Texts.Of(snippet, "textDisplay")) is not { } text) return null;
        return new IncomingEvent(null, IncomingEvent.Created,
            new IncomingComment(id, Texts.Of(Texts.Inside(snippet, "authorChannelId"), "value") ?? Texts.Of(snippet, "authorDisplayName") ?? "unknown")
            {
                AuthorName = Texts.Of(snippet, "authorDisplayName"), Text = text, PostId = Texts.Of(snippet, "videoId"), ParentId = Texts.Of(snippet, "parentId"),
                Likes = Numbers.Of(snippet, "likeCount") ?? 0, PostedAt = Texts.Time(snippet, "publishedAt"),
            });
    }
}
