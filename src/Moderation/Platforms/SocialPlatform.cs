using System.Text.Json;
using Steward.Moderation.Connections;
using Steward.Moderation.Inbound;

namespace Steward.Moderation.Platforms;

/// <summary>An account with its credentials, for one request.</summary>
internal sealed record Account(Connection Connection, Credentials Credentials)
{
    public string Id => Connection.Account;
}

/// <summary>What an action is about.</summary>
/// <param name="ActionId">Ours; the same however often it is sent.</param>
/// <param name="Kind">See <see cref="ActionKind"/>.</param>
/// <param name="Comment">The comment.</param>
/// <param name="Text">The words of a reply.</param>
/// <param name="Seconds">How long a time-out lasts.</param>
internal sealed record ActionTarget(Guid ActionId, string Kind, Comment Comment, string? Text, int? Seconds);

/// <summary>How a platform answered a request.</summary>
internal enum Answer
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was refused and would be again.</summary>
    Failed,

    /// <summary>The credentials do not hold, or not for this.</summary>
    Refused,

    /// <summary>There is no such comment any more.</summary>
    Gone,

    /// <summary>Too many requests; nothing was done.</summary>
    Wait,

    /// <summary>Something broke there: it may have been done.</summary>
    Unsure,
}

/// <summary>What a platform says when it is asked whether an action was done.</summary>
internal enum Asked
{
    Done,
    NotDone,
    Gone,
    CannotTell,
}

/// <summary>An answer as it came.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body, where it is JSON.</param>
internal sealed record Reply(int Status, JsonElement? Body)
{
    /// <summary>A member of the body by its path; undefined where there is none.</summary>
    public JsonElement At(params ReadOnlySpan<string> path)
    {
        var found = Body ?? default;
        foreach (var name in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return default;
        }

        return found;
    }
}

/// <summary>
/// One platform: what it can do, how its events are signed and read, how its API is asked and what its answers mean. Knows the wire and nothing else: no database, no
/// clock but the one given, no retries.
/// </summary>
internal abstract class SocialPlatform
{
    public abstract string Name { get; }

    /// <summary>The name for people.</summary>
    public abstract string Title { get; }

    public abstract PlatformLimits Limits { get; }

    /// <summary>What it can do, besides <c>flag</c>, which all can.</summary>
    public abstract IReadOnlyList<Capability> Capabilities { get; }

    /// <summary>The usual address; null where every account has its own.</summary>
    public abstract Uri? Address { get; }

    /// <summary>Which of the credentials must be given.</summary>
    public abstract IReadOnlyList<string> Needs { get; }

    /// <summary>Whether it sends signed events.</summary>
    public abstract bool SendsEvents { get; }

    /// <summary>Whether it asks, before it sends events, whose the address is.</summary>
    public virtual bool Confirms => false;

    /// <summary>Whether it has to be asked for new comments.</summary>
    public virtual bool Polls => !SendsEvents;

    /// <summary>Where people sign in; null where there is no such thing.</summary>
    public virtual SignInPlace? SignIn => null;

    /// <summary>The request that does it; asked for only where <see cref="Can"/>.</summary>
    public abstract HttpRequestMessage RequestFor(Account account, ActionTarget target, DateTimeOffset now);

    /// <summary>The request that asks whether it was done; asked for only where the capability says so.</summary>
    public abstract HttpRequestMessage QuestionFor(Account account, ActionTarget target);

    /// <summary>What the answer to <see cref="QuestionFor"/> says.</summary>
    public abstract Asked ReadState(Reply reply, ActionTarget target);

    /// <summary>A harmless request that shows whether the credentials hold.</summary>
    public abstract HttpRequestMessage ProbeFor(Account account);

    /// <summary>What an answer to <see cref="RequestFor"/> means.</summary>
    public virtual Answer Judge(Reply reply) => ByStatus(reply.Status);

    /// <summary>Whether the event is signed by whoever has the account's secret.</summary>
    public virtual bool IsSigned(SignedBody body, Credentials credentials, DateTimeOffset now) => false;

    /// <summary>The account that an event names; null where it names none.</summary>
    public virtual string? AccountOf(JsonElement body) => null;

    /// <summary>The comments in an event.</summary>
    public virtual IReadOnlyList<IncomingEvent> Read(JsonElement body) => [];

    /// <summary>The answer that the platform expects at once, where it is not an empty 200.</summary>
    public virtual object? AnswerTo(JsonElement body) => null;

    /// <summary>Requests that ask for new comments; none where the platform sends events.</summary>
    public virtual IReadOnlyList<HttpRequestMessage> PollsOf(Account account) => [];

    /// <summary>The comments in the answer to a poll.</summary>
    public virtual IReadOnlyList<IncomingEvent> ReadPoll(Reply reply, Account account) => [];

    /// <summary>A request for a comment whose text an event did not bring; null where events bring it.</summary>
    public virtual HttpRequestMessage? TextRequestFor(Account account, Comment comment) => null;

    /// <summary>The comment in the answer to <see cref="TextRequestFor"/>; null where it is gone.</summary>
    public virtual IncomingComment? ReadText(Reply reply, Comment comment) => null;

    public Capability? Can(string action) => Capabilities.FirstOrDefault(c => c.Action == action);

    protected static Uri At(Account account, SocialPlatform platform, string path)
    {
        var root = (account.Connection.BaseUrl ?? platform.Address?.ToString() ?? "").TrimEnd('/');
        return new Uri(root + path);
    }

    protected static Answer ByStatus(int status) => status switch
    {
        >= 200 and < 300 => Answer.Done,
        401 or 403 => Answer.Refused,
        404 or 410 => Answer.Gone,
        429 => Answer.Wait,
        408 or >= 500 => Answer.Unsure,
        _ => Answer.Failed,
    };

    protected static FormUrlEncodedContent Form(params IEnumerable<(string Name, string Value)> values) =>
        new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    protected static string Part(string? text) => Uri.EscapeDataString(text ?? "");

    protected static HttpRequestMessage Bearer(HttpMethod method, Uri uri, string? token, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, uri) { Content = content };
        request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    protected static InvalidOperationException NotMine(ActionTarget target) => new($"'{target.Kind}' was asked of a platform that cannot do it.");
}

/// <summary>Where people let this program act for their account (OAuth 2, authorization code).</summary>
/// <param name="Authorize">The page they are sent to.</param>
/// <param name="Token">Where a code or refresh token becomes an access token, below the platform's address or absolute.</param>
/// <param name="Scopes">What is asked for unless the caller says otherwise.</param>
/// <param name="ClientName">What the platform calls the client's id.</param>
/// <param name="BasicAuth">Whether the client's secret goes into the header and not into the form.</param>
/// <param name="Revoke">Where a token is revoked (RFC 7009); null where there is no such place.</param>
internal sealed record SignInPlace(Uri Authorize, Uri Token, string Scopes, string ClientName = "client_id", bool BasicAuth = false, Uri? Revoke = null);
