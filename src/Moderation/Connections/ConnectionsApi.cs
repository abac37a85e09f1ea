using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Connections;

/// <summary>An account to connect. Which credentials it takes stands at <c>GET /api/v1/platforms</c>.</summary>
/// <param name="Account">What the platform calls it.</param>
/// <param name="Places">Discord: the channels to read, separated by blanks.</param>
/// <param name="BaseUrl">Webhook: where actions go. Of other platforms another address than the usual one.</param>
/// <param name="AccessToken">Acts for the account; a sign-in gives one too.</param>
/// <param name="RefreshToken">Renews it.</param>
/// <param name="WebhookSecret">Signs events.</param>
/// <param name="VerifyToken">What Meta asks for when the webhook is set up.</param>
/// <param name="ClientId">The application at the platform.</param>
/// <param name="ClientSecret">Its secret; signs TikTok's events.</param>
/// <param name="PublicKey">Discord's key of the application.</param>
internal sealed record ConnectRequest(
    string? Account, string? Places, string? BaseUrl, string? AccessToken, string? RefreshToken, string? WebhookSecret, string? VerifyToken, string? ClientId, string? ClientSecret, string? PublicKey)
{
    // A record would print its members.
    public override string ToString() => $"ConnectRequest of {Account}";
}

/// <summary>Which account to let go of.</summary>
internal sealed record DisconnectRequest(Guid? ConnectionId);

/// <summary>A connected account; never its credentials.</summary>
internal sealed record ConnectionView(
    Guid Id, string Platform, string Account, string? Places, string? BaseUrl, string Status, string? Trouble, string? WebhookPath,
    DateTime CreatedAt, DateTime UpdatedAt, DateTime? HeardAt, DateTime? PolledAt)
{
    public static ConnectionView Of(Connection row) => new(row.Id, row.Platform, row.Account, row.Places, row.BaseUrl, row.Status, row.Trouble,
        PlatformList.Of(row.Platform).SendsEvents ? $"/webhooks/{row.Platform}?connection={row.Id}" : null, row.CreatedAt, row.UpdatedAt, row.HeardAt, row.PolledAt);
}

/// <summary>The connected accounts.</summary>
internal sealed record ConnectionsResponse(IReadOnlyList<ConnectionView> Connections);

/// <summary>Whether the platform takes the credentials.</summary>
internal sealed record ProbeResponse(bool Success, string Platform, string Status, int? PlatformStatus, long TookMs, string? Trouble);

/// <summary>Which account to test; needless where the tenant has one on the platform.</summary>
internal sealed record TestRequest(Guid? ConnectionId);

/// <summary>What asking a platform whether credentials hold needs.</summary>
internal sealed record ProbeTools(AppDb Db, ConnectionBook Book, PlatformCalls Calls, TimeProvider Time);

/// <summary>What an account may still send.</summary>
internal sealed record RateStatus(Guid ConnectionId, string Platform, string Account, PlatformLimits Limits, int UsedMinute, int UsedHour);

/// <summary>What each account may still send.</summary>
internal sealed record RateStatusResponse(IReadOnlyList<RateStatus> Connections);

internal static class ConnectionsApi
{
    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        var all = routes.Moderation("", "Connections");
        all.MapGet("/connections", ListAsync).Require("moderation.read").WithSummary("The connected accounts");
        all.MapGet("/connections/{id:guid}", GetAsync).Require("moderation.read").WithSummary("One account");
        all.MapPost("/{platform}/connect", ConnectAsync).Require("moderation.connect").WithSummary("Connect an account, or replace its credentials");
        all.MapPost("/{platform}/disconnect", DisconnectAsync).Require("moderation.connect").WithSummary("Forget an account's credentials");
        all.MapPost("/{platform}/test", TestPlatformAsync).Require("moderation.connect").WithSummary("The same of the tenant's account on a platform");
        all.MapPost("/connections/{id:guid}/test", TestAsync).Require("moderation.connect").WithSummary("Ask the platform whether the credentials hold");
        all.MapGet("/rate-limit/status", RatesAsync).Require("moderation.read").WithSummary("What each account has sent lately, and may send");
    }

    private static async Task<Ok<ConnectionsResponse>> ListAsync(AppDb db, CancellationToken ct) =>
        TypedResults.Ok(new ConnectionsResponse([.. (await db.Set<Connection>().AsNoTracking().OrderBy(c => c.Id).Take(1000).ToListAsync(ct)).Select(ConnectionView.Of)]));

    private static async Task<Ok<ConnectionView>> GetAsync(Guid id, ConnectionBook book, CancellationToken ct) => TypedResults.Ok(ConnectionView.Of(await book.FindAsync(id, ct)));

    private static async Task<Ok<ConnectionView>> ConnectAsync(string platform, ConnectRequest body, ConnectionBook book, IOptions<ModerationOptions> options, HttpContext http, CancellationToken ct)
    {
        var of = PlatformList.InPath(platform);
        Validate(of, body, options.Value.AllowPrivateAddresses == true).ThrowIfAny();
        var credentials = new Credentials
        {
            AccessToken = body.AccessToken, RefreshToken = body.RefreshToken, WebhookSecret = body.WebhookSecret, VerifyToken = body.VerifyToken, ClientId = body.ClientId,
            ClientSecret = body.ClientSecret, PublicKey = body.PublicKey,
        };
        return TypedResults.Ok(ConnectionView.Of(await book.ConnectAsync(http.Caller(), of.Name, body, credentials, ct)));
    }

    private static async Task<Ok<ConnectionView>> DisconnectAsync(string platform, DisconnectRequest body, ConnectionBook book, HttpContext http, CancellationToken ct)
    {
        var of = PlatformList.InPath(platform);
        if (body.ConnectionId is not { } id) throw Problem.Invalid("/connection_id", "required", "Which connection?").AsException();
        var row = await book.FindAsync(id, ct);
        if (row.Platform != of.Name) throw Problem.NotFound("Connection", id.ToString()).AsException();
        await book.DisconnectAsync(row, http.Caller().Id, ct);
        return TypedResults.Ok(ConnectionView.Of(row));
    }

    private static async Task<Ok<ProbeResponse>> TestPlatformAsync(string platform, TestRequest? body, ProbeTools tools, CancellationToken ct)
    {
        var of = PlatformList.InPath(platform);
        if (body?.ConnectionId is { } id)
        {
            var named = await tools.Book.FindAsync(id, ct);
            return named.Platform == of.Name ? await ProbeAsync(named, tools, ct) : throw Problem.NotFound("Connection", id.ToString()).AsException();
        }

        var name = of.Name;
        var rows = await tools.Db.Set<Connection>().AsNoTracking().Where(c => c.Platform == name && c.Sealed != null).OrderBy(c => c.Id).Take(2).ToListAsync(ct);
        return rows switch
        {
            [] => throw Problem.NotFound("Connection", name).AsException(),
            [var only] => await ProbeAsync(only, tools, ct),
            _ => throw Problem.Invalid("/connection_id", "required", "There are several accounts: which one?").AsException(),
        };
    }

    private static async Task<Ok<ProbeResponse>> TestAsync(Guid id, ProbeTools tools, CancellationToken ct) => await ProbeAsync(await tools.Book.FindAsync(id, ct), tools, ct);

    private static async Task<Ok<ProbeResponse>> ProbeAsync(Connection row, ProbeTools tools, CancellationToken ct)
    {
        if (row.Sealed is null) throw Problem.Conflict("disconnected", "The account is not connected.").AsException();
        var platform = PlatformList.Of(row.Platform);
        var started = tools.Time.GetTimestamp();
        var end = await tools.Calls.SendAsync(platform.Name, platform.ProbeFor(tools.Book.Open(row)), ct);
        var took = (long)tools.Time.GetElapsedTime(started).TotalMilliseconds;
        var answer = end.Reply is null ? Answer.Unsure : platform.Judge(end.Reply);
        var trouble = end.Fault ?? answer switch
        {
            Answer.Done => null,
            Answer.Refused => "The platform refuses the credentials.",
            Answer.Wait => "The platform has too many requests.",
            _ => $"The platform answered {end.Reply!.Status}.",
        };
        return TypedResults.Ok(new ProbeResponse(answer == Answer.Done, platform.Name, answer.ToString().ToLowerInvariant(), end.Reply?.Status, took, trouble));
    }

    private static async Task<Ok<RateStatusResponse>> RatesAsync(AppDb db, CallRates rates, CancellationToken ct)
    {
        var shown = new List<RateStatus>();
        foreach (var row in await db.Set<Connection>().AsNoTracking().Where(c => c.Sealed != null).OrderBy(c => c.Id).Take(1000).ToListAsync(ct))
        {
            var (minute, hour) = await rates.UsedAsync(row.Id, ct);
            shown.Add(new RateStatus(row.Id, row.Platform, row.Account, PlatformList.Of(row.Platform).Limits, minute, hour));
        }

        return TypedResults.Ok(new RateStatusResponse(shown));
    }

    private static Check Validate(SocialPlatform platform, ConnectRequest body, bool plainHttp)
    {
        var check = new Check().Id("/account", body.Account).OptionalText("/places", body.Places, 1000).OptionalText("/base_url", body.BaseUrl, 500);
        foreach (var (name, value) in new[]
        {
            ("access_token", body.AccessToken), ("refresh_token", body.RefreshToken), ("webhook_secret", body.WebhookSecret), ("verify_token", body.VerifyToken),
            ("client_id", body.ClientId), ("client_secret", body.ClientSecret), ("public_key", body.PublicKey),
        })
        {
            check.OptionalText("/" + name, value, 4000).That(value is null || value.All(c => c is > ' ' and < '\x7f'), "/" + name, "invalid", "Printable ASCII without blanks is required.");
        }

        var signsInLater = platform.SignIn is not null && body.ClientId is not null;
        if (platform.Needs.Contains("access_token")) check.That(body.AccessToken is not null || signsInLater, "/access_token", "required", "An access token is required, or client_id to sign in later.");
        if (platform.Needs.Contains("webhook_secret")) check.That(body.WebhookSecret is { Length: >= 16 }, "/webhook_secret", "required", "A secret of at least 16 characters is required.");
        if (platform.Needs.Contains("client_secret")) check.That(body.ClientSecret is not null, "/client_secret", "required", "The application's secret is required.");
        if (platform.Needs.Contains("base_url")) check.That(body.BaseUrl is not null, "/base_url", "required", "The address that actions go to is required.");
        return check.That(body.BaseUrl is null || IsAddress(body.BaseUrl, plainHttp), "/base_url", "invalid", "An https address without user name, query or fragment is required.");
    }

    /// <summary>Whether requests may be sent there, as far as the text says.</summary>
    internal static bool IsAddress(string text, bool plainHttp, bool queryAllowed = false) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (plainHttp && uri.Scheme == Uri.UriSchemeHttp)) && uri is { UserInfo: "", Fragment: "" } && (queryAllowed || uri.Query.Length == 0);
}
