using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>
/// Discord for a bot in a server (guild). Messages are looked for channel by channel; a message that a member reports with the application's message command comes as an
/// interaction signed with Ed25519. A message cannot be hidden.
/// </summary>
internal sealed class DiscordPlatform : SocialPlatform
{
    private const int Ping = 1, Command = 2, Message = 4, OnlyForCaller = 64, ReportedMessage = 3, MaxText = 2000;

    public override string Name => "discord";

    public override string Title => "Discord";

    public override PlatformLimits Limits { get; } = new(300, 10_000, 5);

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        new(ActionKind.Delete, "the message is deleted", true),
        new(ActionKind.Reply, "a reply; sent again after a crash it appears once", Askable: false, Repeatable: true),
        new(ActionKind.Pin, "pinned in its channel", true),
        new(ActionKind.TimeOut, "its author cannot write; at most 28 days", true),
        new(ActionKind.Ban, "its author is banned from the server", true),
    ];

    public override Uri Address { get; } = new("https://discord.com/api/v10");

    public override IReadOnlyList<string> Needs => ["access_token", "places"];

    public override bool SendsEvents => true;

    public override bool Polls => true;

    public override HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now)
    {
        var (channel, message, guild, author) = (Part(target.Comment.PostId), Part(target.Comment.ExternalId), Part(account.Id), Part(target.Comment.AuthorId));
        return target.Kind switch
        {
            ActionKind.Delete => Ask(account, HttpMethod.Delete, $"/channels/{channel}/messages/{message}"),
            // Discord drops a message with a nonce that it has seen in the last minutes.
            ActionKind.Reply => Ask(account, HttpMethod.Post, $"/channels/{channel}/messages", new
            {
                content = target.Text is { Length: > MaxText } text ? text[..MaxText] : target.Text, message_reference = new { message_id = target.Comment.ExternalId },
                allowed_mentions = new { parse = Array.Empty<string>() }, nonce = target.ActionId.ToString("N")[..25], enforce_nonce = true,
            }),
            ActionKind.Pin => Ask(account, HttpMethod.Put, $"/channels/{channel}/messages/pins/{message}"),
            ActionKind.TimeOut => Ask(account, HttpMethod.Patch, $"/guilds/{guild}/members/{author}",
                new { communication_disabled_until = now.AddSeconds(Math.Clamp(target.Seconds ?? 600, 1, 28 * 86_400)).ToString("O") }),
            ActionKind.Ban => Ask(account, HttpMethod.Put, $"/guilds/{guild}/bans/{author}", new { delete_message_seconds = 0 }),
            _ => throw NotMine(target),
        };
    }

    public override HttpRequestMessage QuestionFor(Account account, ActionTarget target) => Ask(account, HttpMethod.Get, target.Kind switch
    {
        ActionKind.Ban => $"/guilds/{Part(account.Id)}/bans/{Part(target.Comment.AuthorId)}",
        ActionKind.TimeOut => $"/guilds/{Part(account.Id)}/members/{Part(target.Comment.AuthorId)}",
        _ => $"/channels/{Part(target.Comment.PostId)}/messages/{Part(target.Comment.ExternalId)}",
    });

    public override Asked ReadState(Reply reply, ActionTarget target) => (target.Kind, reply.Status) switch
    {
        (ActionKind.Ban, 200) => Asked.Done,
        (ActionKind.Ban, 404) => Asked.NotDone,
        (ActionKind.TimeOut, 200) => Texts.Of(reply.Body ?? default, "communication_disabled_until") is null ? Asked.NotDone : Asked.Done,
        (_, 404) => Asked.Gone,
        (ActionKind.Delete, 200) => Asked.NotDone,
        (ActionKind.Pin, 200) => reply.At("pinned").ValueKind == JsonValueKind.True ? Asked.Done : Asked.NotDone,
        _ => Asked.CannotTell,
    };

    public override HttpRequestMessage ProbeFor(Account account) => Ask(account, HttpMethod.Get, "/users/@me");

    public override bool IsSigned(SignedBody body, Credentials credentials, DateTimeOffset now)
    {
        var at = body.Header("X-Signature-Timestamp");
        return body.IsFresh(at, now) && Ed25519.Verify(credentials.PublicKey, [.. Encoding.UTF8.GetBytes(at!), .. body.Bytes], body.Header("X-Signature-Ed25519"));
    }

    public override string? AccountOf(JsonElement body) => Texts.Of(body, "guild_id");

    public override IReadOnlyList<IncomingEvent> Read(JsonElement body)
    {
        var data = Texts.Inside(body, "data");
        if (Numbers.Of(body, "type") != Command || Numbers.Of(data, "type") != ReportedMessage || Texts.Of(body, "id") is not { } id) return [];
        var messages = Texts.Inside(Texts.Inside(data, "resolved"), "messages");
        return messages.ValueKind == JsonValueKind.Object
            ? [.. messages.EnumerateObject().Select(m => Of(m.Value, id)).OfType<IncomingEvent>().Select(e => e with { Reported = true })] : [];
    }

    public override object AnswerTo(JsonElement body) => Numbers.Of(body, "type") == Ping
        ? new { type = Ping }
        : new { type = Message, data = new { content = "Thank you: the message is being looked at.", flags = OnlyForCaller } };

    public override IReadOnlyList<HttpRequestMessage> PollsOf(Account account) =>
        [.. (account.Connection.Places ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(channel => Ask(account, HttpMethod.Get, $"/channels/{Part(channel)}/messages?limit=100"))];

    public override IReadOnlyList<IncomingEvent> ReadPoll(Reply reply, Account account) => reply.Body is { ValueKind: JsonValueKind.Array } messages
        ? [.. messages.EnumerateArray().Select(m => Of(m, null)).OfType<IncomingEvent>()] : [];

    private static IncomingEvent? Of(JsonElement message, string? eventId)
    {
        var author = Texts.Inside(message, "author");
        if (Texts.Of(message, "id") is not { } id || Texts.Of(message, "content") is not { Length: > 0 } text || Texts.Of(author, "id") is not { } by) return null;
        if (author.TryGetProperty("bot", out var bot) && bot.ValueKind == JsonValueKind.True) return null;
        return new IncomingEvent(eventId, IncomingEvent.Created, new IncomingComment(id, by)
        {
            AuthorName = Texts.Of(author, "username"), Text = text, PostId = Texts.Of(message, "channel_id"), ParentId = Texts.Of(Texts.Inside(message, "message_reference"), "message_id"),
            PostedAt = Texts.Time(message, "timestamp"),
        });
    }

    private HttpRequestMessage Ask(Account account, HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, At(account, this, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bot " + account.Credentials.AccessToken);
        request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (https://localhost, 1.0)");
        return request;
    }
}
