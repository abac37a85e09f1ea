using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Steward.Moderation;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>A company whose comments on one simulated platform are moderated.</summary>
internal sealed class Bot : IAsyncDisposable
{
    public const string Secret = "a-secret-between-two-parties";
    public const string Harmless = "What a lovely evening that was, thank you all.";
    public const string Insult = "FUCK this shit, you fucking bastards, fuck all of you";
    public const string Threat = "I will kill you and your family";
    private readonly TestServer? _own;

    private Bot(Company company, SocialSimulator platform, Guid connection, string name, TestServer? own) => (Company, Platform, Connection, Name, _own) = (company, platform, connection, name, own);

    public Company Company { get; }

    public SocialSimulator Platform { get; }

    public Guid Connection { get; }

    public string Name { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Bot> OnAsync(Database database, string platform = "webhook", string[]? settings = null)
    {
        var own = settings is null ? null : await TestServer.StartAsync(database, new TestServerOptions { Settings = settings });
        var company = await Company.AtAsync(own ?? await Servers.On(database));
        var simulator = await SocialSimulator.StartAsync(platform);
        var connected = await company.PostAsync(Service.Moderation, $"/api/v1/{platform}/connect", Wish(platform, simulator));
        return new Bot(company, simulator, connected.GetProperty("id").GetGuid(), platform, own);
    }

    public static object Wish(string platform, SocialSimulator simulator, string token = SocialSimulator.Token, string account = "account-1") => new
    {
        account, base_url = simulator.BaseAddress.ToString().TrimEnd('/'), access_token = platform == "webhook" ? null : token, refresh_token = "again", webhook_secret = Secret,
        client_id = "client-1", client_secret = Secret, public_key = "aa", verify_token = "verify-me", places = platform == "discord" ? "channel-1" : null,
    };

    public Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => Company.GetAsync(Service.Moderation, "/api/v1" + path, expected);

    public Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) => Company.PostAsync(Service.Moderation, "/api/v1" + path, body, expected);

    /// <summary>Tells of a comment as one's own system does, signed.</summary>
    public Task<HttpResponseMessage> TellAsync(string id, string text, string author = "author-1", string type = "comment.created", string? eventId = null) => SendAsync(JsonSerializer.Serialize(new
    {
        event_id = eventId ?? Guid.NewGuid().ToString(), event_type = type, timestamp = "2026-11-28T10:00:00Z", platform = "webhook",
        data = new { id, text, author_id = author, author_name = author, post_id = "post-1" },
    }));

    public async Task<HttpResponseMessage> SendAsync(string body, string? signature = null, DateTimeOffset? at = null)
    {
        using var client = Company.Server.Client(Service.Moderation, "no-key");
        client.DefaultRequestHeaders.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/webhook?connection={Connection}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Signature", signature ?? Sign(body));
        request.Headers.Add("X-Timestamp", (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await client.SendAsync(request, Ct);
    }

    public static string Sign(string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));

    /// <summary>The comment once it is as wanted.</summary>
    public async Task<Comment> UntilAsync(string id, Func<Comment, bool> wanted) =>
        (await TestServer.EventuallyAsync(Company.RowsAsync<Comment>, rows => rows.Exists(c => c.ExternalId == id && wanted(c)))).Single(c => c.ExternalId == id);

    public Task<Comment> UntilJudgedAsync(string id) => UntilAsync(id, c => c.Decision is not null);

    /// <summary>The only action of a kind, once it has ended. Pauses before another attempt are cut short: how long they are is not the matter here.</summary>
    public async Task<CommentAction> UntilEndedAsync(string kind) => (await TestServer.EventuallyAsync(async () =>
    {
        await Company.ExecuteAsync("UPDATE jobs_queue SET run_at = enqueued_at WHERE tenant_id = @Id AND kind = 'moderation.perform-action' AND state IN (1, 3) AND run_at > enqueued_at", new { Company.Id });
        return await Company.RowsAsync<CommentAction>();
    }, rows => rows.Exists(a => a.Kind == kind && a.EndedAt is not null))).Single(a => a.Kind == kind);

    /// <summary>A comment that stands on the platform and is known here, as if it had come in and nothing had been found.</summary>
    public async Task<Comment> StandingAsync(string id, string status = CommentStatus.Approved)
    {
        Platform[id].Author = "author-1";
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var comment = new Comment
        {
            Id = Guid.CreateVersion7(), TenantId = Company.Id, ConnectionId = Connection, Platform = Name, ExternalId = id, PostId = "post-1", AuthorId = "author-1", AuthorName = "author-1",
            Text = Harmless, Version = 1, PostedAt = now, ReceivedAt = now, Status = status,
        };
        await Company.AddAsync(comment);
        return comment;
    }

    public Task<JsonElement> DecideAsync(Comment comment, string action, HttpStatusCode expected = HttpStatusCode.OK) =>
        PostAsync($"/comments/{comment.Id}/decision", new { action, note = "Because.", reply_text = "Please be kind.", seconds = 86_400 }, expected);

    public async ValueTask DisposeAsync()
    {
        // Nobody is to go on asking a platform that is gone.
        await Company.SendAsync(HttpMethod.Post, Service.Moderation, $"/api/v1/{Name}/disconnect", new { connection_id = Connection });
        await Platform.DisposeAsync();
        if (_own is not null) await _own.DisposeAsync();
    }
}
