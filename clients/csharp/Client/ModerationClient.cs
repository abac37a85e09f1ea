using System.Text.Json;
using System.Text.Json.Serialization;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A comment on a social platform, with what became of it.</summary>
/// <param name="Id">As this server calls it.</param>
/// <param name="Platform">Where it was written.</param>
/// <param name="CommentId">As the platform calls it.</param>
/// <param name="AuthorId">Its author, as the platform calls him.</param>
/// <param name="Text">Its words; null once they are erased.</param>
/// <param name="Status">pending, approved, flagged, escalated, hidden, removed or gone.</param>
/// <param name="Verdict">What was decided; null until then.</param>
/// <param name="DueAt">Until when a person has to decide; null where nobody has to.</param>
public sealed record ModeratedComment(
    Guid Id, string Platform, [property: JsonPropertyName("comment_id")] string CommentId, [property: JsonPropertyName("author_id")] string AuthorId, string? Text, string Status,
    CommentVerdict? Verdict, [property: JsonPropertyName("due_at")] DateTimeOffset? DueAt);

/// <summary>What was decided about a comment.</summary>
/// <param name="Decision">approve, flag, hide, escalate or delete.</param>
/// <param name="Severity">low, medium, high or critical; null where nothing was found.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Violations">The rules that apply.</param>
public sealed record CommentVerdict(string Decision, string? Severity, double Confidence, IReadOnlyList<CommentViolation> Violations);

/// <summary>A rule that applies to a comment.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Severity">How grave that is.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">For people.</param>
public sealed record CommentViolation([property: JsonPropertyName("rule_id")] string RuleId, string Category, string Severity, double Confidence, string Reason);

/// <summary>Something that was done on a platform, or was to be done.</summary>
/// <param name="Id">The action.</param>
/// <param name="Action">allow, hide, delete, reply, pin, timeout or ban.</param>
/// <param name="State">waiting, sending, done, failed, unsupported or unknown.</param>
/// <param name="Detail">Why it is not done.</param>
public sealed record CommentActionLine(Guid Id, string Action, string State, string? Detail);

/// <summary>A comment with all that was done about it.</summary>
/// <param name="Comment">The comment.</param>
/// <param name="Actions">Oldest first.</param>
public sealed record CommentWithActions(ModeratedComment Comment, IReadOnlyList<CommentActionLine> Actions);

/// <summary>A page of comments.</summary>
/// <param name="Comments">The comments.</param>
/// <param name="Pagination">Where the page is.</param>
public sealed record CommentPage(IReadOnlyList<ModeratedComment> Comments, CommentPaging Pagination);

/// <summary>Where a page of comments is.</summary>
/// <param name="TotalCount">All that match.</param>
/// <param name="NextCursor">The next page; null on the last.</param>
public sealed record CommentPaging([property: JsonPropertyName("total_count")] int TotalCount, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>A rule.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Platform">Only there; null everywhere.</param>
/// <param name="State">draft, shadow, live or retired.</param>
/// <param name="Origin">tenant, or system for those that come with the program.</param>
/// <param name="Severity">How grave what it finds is.</param>
public sealed record ModerationRuleLine(string Id, string Name, string? Platform, string State, string Origin, string? Severity);

/// <summary>What a platform can do.</summary>
/// <param name="Name">The platform.</param>
/// <param name="Inbound">events, poll, or both.</param>
/// <param name="Actions">What each action comes to there.</param>
/// <param name="Unsupported">What it cannot do.</param>
public sealed record ModerationPlatform(string Name, string Inbound, IReadOnlyDictionary<string, JsonElement> Actions, IReadOnlyList<string> Unsupported);

/// <summary>A connected account.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Platform">The platform.</param>
/// <param name="Account">What the platform calls the account.</param>
/// <param name="Status">connected, signing_in, refused or disconnected.</param>
/// <param name="Trouble">What is wrong.</param>
/// <param name="WebhookPath">Where the platform's events go; null where it sends none.</param>
public sealed record ModerationConnection(Guid Id, string Platform, string Account, string Status, string? Trouble, [property: JsonPropertyName("webhook_path")] string? WebhookPath);

/// <summary>What each account has sent.</summary>
/// <param name="Step">minute, hour or day.</param>
/// <param name="Connections">The accounts.</param>
public sealed record CallHistory(string Step, IReadOnlyList<CallHistoryOfAccount> Connections);

/// <summary>What one account has sent.</summary>
/// <param name="ConnectionId">The account.</param>
/// <param name="Platform">Its platform.</param>
/// <param name="Account">What the platform calls it.</param>
/// <param name="Limits">Most requests that the platform takes.</param>
/// <param name="Calls">Requests that went out.</param>
/// <param name="Held">Requests that had to wait because the limit was used up.</param>
/// <param name="History">By step; steps in which nothing was sent are left out.</param>
public sealed record CallHistoryOfAccount(
    [property: JsonPropertyName("connection_id")] Guid ConnectionId, string Platform, string Account, CallLimits Limits, long Calls, long Held, IReadOnlyList<CallHistoryStep> History);

/// <summary>Most requests to a platform for one account.</summary>
/// <param name="PerMinute">In any minute.</param>
/// <param name="PerHour">In any hour.</param>
/// <param name="Burst">In one second.</param>
public sealed record CallLimits([property: JsonPropertyName("per_minute")] int PerMinute, [property: JsonPropertyName("per_hour")] int PerHour, int Burst);

/// <summary>One step.</summary>
/// <param name="At">When it began.</param>
/// <param name="Calls">Requests that went out.</param>
/// <param name="Held">Requests that had to wait.</param>
/// <param name="BusiestMinute">The most that went out in one of its minutes.</param>
public sealed record CallHistoryStep(DateTimeOffset At, long Calls, long Held, [property: JsonPropertyName("busiest_minute")] int BusiestMinute);

/// <summary>An address that is told of verdicts and actions.</summary>
/// <param name="Id">The address.</param>
/// <param name="Platform">Of whose comments.</param>
/// <param name="Url">Where events go.</param>
/// <param name="Events">Which events.</param>
/// <param name="Status">pending until it has sent a challenge back, then active; suspended where it has to be verified again.</param>
/// <param name="Trouble">What went wrong last; null when nothing did.</param>
/// <param name="Failures">Events in a row that did not arrive.</param>
public sealed record ModerationWebhook(
    [property: JsonPropertyName("webhook_id")] Guid Id, string Platform, [property: JsonPropertyName("webhook_url")] string Url, IReadOnlyList<string> Events, string Status, string? Trouble, int Failures);

/// <summary>Comments of social platforms: verdicts, decisions, rules, connected accounts. Needs the permissions <c>moderation.*</c>.</summary>
public sealed class ModerationClient
{
    private readonly Wire _wire;

    internal ModerationClient(Wire wire) => _wire = wire;

    /// <summary>Comments, newest first; or those that wait for a person, the most urgent first.</summary>
    /// <param name="status">Only those that are there; null for all.</param>
    /// <param name="due">Only what waits for a person.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">Of the page before.</param>
    /// <param name="ct">Cancels.</param>
    public Task<CommentPage> CommentsAsync(string? status = null, bool due = false, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<CommentPage>(Call.Get(CallPath.Query("api/v1/comments", ("status", status), ("due", due ? "true" : null), ("page_size", limit), ("cursor", cursor))), ct);

    /// <summary>A comment with what was done about it.</summary>
    /// <exception cref="StewardException">404: no such comment.</exception>
    public Task<CommentWithActions> CommentAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<CommentWithActions>(Call.Get($"api/v1/comments/{id}"), ct);

    /// <summary>Has a comment judged; nothing is done on its platform.</summary>
    /// <param name="platform">Where it was written.</param>
    /// <param name="commentId">As the platform calls it.</param>
    /// <param name="text">1 to 10,000 characters.</param>
    /// <param name="authorId">Its author.</param>
    /// <param name="ct">Cancels.</param>
    public Task<JsonElement> JudgeAsync(string platform, string commentId, string text, string authorId, CancellationToken ct = default) =>
        _wire.SendAsync<JsonElement>(Call.PostOnce("api/v1/moderate/comment", new { platform, comment_id = commentId, comment_text = text, user_id = authorId }), ct);

    /// <summary>Decides about a comment; its platform is told.</summary>
    /// <param name="id">The comment.</param>
    /// <param name="action">allow, flag, hide, delete, reply, pin, timeout or ban.</param>
    /// <param name="note">Why; required where it goes against the rules.</param>
    /// <param name="replyText">The words of a reply.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">422: the platform cannot do it.</exception>
    public Task<CommentWithActions> DecideAsync(Guid id, string action, string? note = null, string? replyText = null, CancellationToken ct = default) =>
        _wire.SendAsync<CommentWithActions>(Call.PostOnce($"api/v1/comments/{id}/decision", new { action, note, reply_text = replyText }), ct);

    /// <summary>The tenant's rules and those of the program.</summary>
    public async Task<IReadOnlyList<ModerationRuleLine>> RulesAsync(CancellationToken ct = default) => (await _wire.SendAsync<RuleList>(Call.Get("api/v1/rules"), ct)).Rules;

    /// <summary>What each platform can do.</summary>
    public async Task<IReadOnlyList<ModerationPlatform>> PlatformsAsync(CancellationToken ct = default) => (await _wire.SendAsync<PlatformList>(Call.Get("api/v1/platforms"), ct)).Platforms;

    /// <summary>The connected accounts.</summary>
    public async Task<IReadOnlyList<ModerationConnection>> ConnectionsAsync(CancellationToken ct = default) => (await _wire.SendAsync<ConnectionList>(Call.Get("api/v1/connections"), ct)).Connections;

    /// <summary>Connects an account, or replaces its credentials.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="account">The account and its credentials: an object with the members that <c>GET /api/v1/platforms</c> says are needed.</param>
    /// <param name="ct">Cancels.</param>
    public Task<ModerationConnection> ConnectAsync(string platform, JsonElement account, CancellationToken ct = default) =>
        _wire.SendAsync<ModerationConnection>(Call.Post($"api/v1/{CallPath.Part(platform)}/connect", account), ct);

    /// <summary>What each account has sent in the last day, and what had to wait for its platform's limit.</summary>
    /// <param name="step">minute, hour or day.</param>
    /// <param name="ct">Cancels.</param>
    public Task<CallHistory> LimitsAsync(string step = "hour", CancellationToken ct = default) =>
        _wire.SendAsync<CallHistory>(Call.Get(CallPath.Query("api/v1/rate-limit/history", ("step", step))), ct);

    /// <summary>The addresses that are told.</summary>
    public async Task<IReadOnlyList<ModerationWebhook>> WebhooksAsync(CancellationToken ct = default) => (await _wire.SendAsync<WebhookList>(Call.Get("api/v1/webhooks"), ct)).Webhooks;

    /// <summary>Has an address told; it must send a challenge back first.</summary>
    /// <param name="platform">Of whose comments.</param>
    /// <param name="url">Where events go.</param>
    /// <param name="secret">Signs them; at least 16 characters.</param>
    /// <param name="events">comment.moderated, action.executed; both unless given.</param>
    /// <param name="ct">Cancels.</param>
    public Task<ModerationWebhook> RegisterWebhookAsync(string platform, string url, string secret, IReadOnlyList<string>? events = null, CancellationToken ct = default) =>
        _wire.SendAsync<ModerationWebhook>(Call.PostOnce($"api/v1/webhooks/{CallPath.Part(platform)}", new { webhook_url = url, secret, events = events is { Count: > 0 } ? events : null }), ct);

    /// <summary>Sends an address the challenge again.</summary>
    /// <exception cref="StewardException">404: no such address.</exception>
    public Task<ModerationWebhook> VerifyWebhookAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<ModerationWebhook>(Call.Post($"api/v1/webhooks/verify/{id}", new { }), ct);

    /// <summary>Tells an address no more.</summary>
    /// <exception cref="StewardException">404: no such address.</exception>
    public Task RemoveWebhookAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync(Call.Delete($"api/v1/webhooks/{id}"), ct);

    private sealed record WebhookList(IReadOnlyList<ModerationWebhook> Webhooks);

    private sealed record RuleList(IReadOnlyList<ModerationRuleLine> Rules);

    private sealed record PlatformList(IReadOnlyList<ModerationPlatform> Platforms);

    private sealed record ConnectionList(IReadOnlyList<ModerationConnection> Connections);
}
