using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Connections;

/// <summary>Where a sign-in at a platform begins.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="ConnectionId">The account, connected with its application's id and secret.</param>
/// <param name="RedirectUri">Where the platform sends the person back to, with code and state.</param>
/// <param name="Scopes">What is asked for; what moderation needs unless given.</param>
internal sealed record AuthorizeRequest(string? Platform, Guid? ConnectionId, string? RedirectUri, IReadOnlyList<string>? Scopes);

/// <summary>The page to send the person to. The state holds for ten minutes and once.</summary>
internal sealed record AuthorizeResponse(string AuthorizationUrl, string State, DateTime ExpiresAt);

/// <summary>What the platform sent the person back with.</summary>
internal sealed record TokenRequest(string? Code, string? State);

/// <summary>An account whose token is to be renewed.</summary>
internal sealed record RefreshRequest(Guid? ConnectionId);

/// <summary>An account that has a fresh token; the token itself is never shown.</summary>
internal sealed record TokenResponse(Guid ConnectionId, string Platform, string Status, DateTime? ExpiresAt);

/// <summary>An account to sign out.</summary>
internal sealed record LogoutRequest(Guid? ConnectionId);

/// <summary>An account that is signed out here. <c>revoked</c>: the platform said that its tokens hold no more; otherwise they hold there until they run out.</summary>
internal sealed record LogoutResponse(Guid ConnectionId, string Platform, string Status, bool Revoked, string? Trouble);

/// <summary>What signing in needs.</summary>
internal sealed record SignInTools(AppDb Db, ConnectionBook Book, TokenRenewal Renewal, TimeProvider Time);

internal static class SignInsApi
{
    private static readonly TimeSpan StateHolds = TimeSpan.FromMinutes(10);

    public static void MapSignIns(this IEndpointRouteBuilder routes)
    {
        var auth = routes.Moderation("/auth", "Connections");
        auth.MapPost("/authorize", AuthorizeAsync).Require("moderation.connect").WithSummary("Begin a sign-in at a platform");
        auth.MapPost("/token", TokenAsync).Require("moderation.connect").WithSummary("End it: the code becomes the account's token");
        auth.MapPost("/refresh", RefreshAsync).Require("moderation.connect").WithSummary("Renew an account's token");
        auth.MapPost("/logout", LogoutAsync).Require("moderation.connect").WithSummary("Forget an account's tokens, and have them revoked where the platform can; it can sign in again");
    }

    private static async Task<Ok<AuthorizeResponse>> AuthorizeAsync(AuthorizeRequest body, SignInTools tools, HttpContext http, CancellationToken ct)
    {
        var platform = PlatformList.Find(body.Platform);
        new Check().OneOf("/platform", body.Platform, PlatformList.Names)
            .That(platform is null || platform.SignIn is not null, "/platform", "invalid", "This platform has no sign-in; connect it with a token.")
            .That(body.ConnectionId is not null, "/connection_id", "required", "Which connection?").Text("/redirect_uri", body.RedirectUri, 500)
            .That(body.RedirectUri is null || (Uri.TryCreate(body.RedirectUri, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0), "/redirect_uri", "invalid", "An absolute address is required.")
            .That(body.Scopes is null || body.Scopes is { Count: <= 20 } && body.Scopes.All(s => s is { Length: <= 100 }), "/scopes", "invalid", "At most 20 scopes.").ThrowIfAny();
        var row = await tools.Book.FindAsync(body.ConnectionId!.Value, ct);
        if (row.Platform != platform!.Name || row.Sealed is null) throw Problem.NotFound("Connection", row.Id.ToString()).AsException();
        if (tools.Book.Open(row).Credentials.ClientId is not { } client)
            throw Problem.Conflict("no_client", "The connection has no client_id: connect it with the application's id and secret.").AsException();
        var (place, state, now) = (platform.SignIn!, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), tools.Time.GetUtcNow().UtcDateTime);
        tools.Db.Add(new SignInState
        {
            Id = Mark(state), TenantId = row.TenantId, ConnectionId = row.Id, RedirectUri = body.RedirectUri!, StartedBy = http.Caller().Id, ExpiresAt = now + StateHolds,
        });
        await tools.Db.SaveChangesAsync(ct);
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            [place.ClientName] = client, ["redirect_uri"] = body.RedirectUri, ["response_type"] = "code", ["state"] = state,
            ["scope"] = body.Scopes is { Count: > 0 } scopes ? string.Join(' ', scopes) : place.Scopes, ["access_type"] = platform.Name == "youtube" ? "offline" : null,
            ["duration"] = platform.Name == "reddit" ? "permanent" : null,
        }.Where(p => p.Value is not null));
        return TypedResults.Ok(new AuthorizeResponse(place.Authorize + query.ToString(), state, now + StateHolds));
    }

    private static async Task<Ok<TokenResponse>> TokenAsync(TokenRequest body, SignInTools tools, HttpContext http, CancellationToken ct)
    {
        new Check().Text("/code", body.Code, 2000).Text("/state", body.State, 200).ThrowIfAny();
        var (mark, now, by) = (Mark(body.State!), tools.Time.GetUtcNow().UtcDateTime, http.Caller().Id);
        var begun = await tools.Db.Set<SignInState>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == mark && s.StartedBy == by && s.ExpiresAt > now, ct);
        // Whoever deletes it has it: a state is used once.
        if (begun is null || await tools.Db.Set<SignInState>().Where(s => s.Id == mark).ExecuteDeleteAsync(ct) == 0)
            throw Problem.Invalid("/state", "invalid", "The state is unknown, used, too old or somebody else's; begin again.").AsException();
        var account = tools.Book.Open(await tools.Book.FindAsync(begun.ConnectionId, ct));
        return await tools.Renewal.ExchangeAsync(account, body.Code!, begun.RedirectUri, ct) is { } fresh
            ? TypedResults.Ok(new TokenResponse(account.Connection.Id, account.Connection.Platform, "connected", fresh.ExpiresAt))
            : throw new Problem(502, "platform_error", "Platform error", "The platform gave no token for the code.").AsException();
    }

    private static async Task<Ok<TokenResponse>> RefreshAsync(RefreshRequest body, SignInTools tools, CancellationToken ct)
    {
        if (body.ConnectionId is not { } id) throw Problem.Invalid("/connection_id", "required", "Which connection?").AsException();
        var account = tools.Book.Open(await tools.Book.FindAsync(id, ct));
        if (account.Credentials.RefreshToken is null) throw Problem.Conflict("no_refresh_token", "The account has no refresh token; sign in again.").AsException();
        if (!await tools.Renewal.RenewAsync(account, ct)) throw new Problem(502, "platform_error", "Platform error", "The platform did not renew the token; sign in again.").AsException();
        tools.Db.ChangeTracker.Clear();
        var fresh = tools.Book.Open(await tools.Book.FindAsync(id, ct));
        return TypedResults.Ok(new TokenResponse(id, fresh.Connection.Platform, fresh.Connection.Status, fresh.Credentials.ExpiresAt));
    }

    private static async Task<Ok<LogoutResponse>> LogoutAsync(LogoutRequest body, SignInTools tools, HttpContext http, CancellationToken ct)
    {
        if (body.ConnectionId is not { } id) throw Problem.Invalid("/connection_id", "required", "Which connection?").AsException();
        var row = await tools.Book.FindAsync(id, ct);
        if (PlatformList.Of(row.Platform).SignIn is null) throw Problem.Conflict("no_sign_in", "This platform has no sign-in; disconnect the account instead.").AsException();
        if (row.Sealed is null) throw Problem.Conflict("disconnected", "The account is not connected.").AsException();
        var account = tools.Book.Open(row);
        // Forgotten first: whatever the platform answers, nobody acts for the account from here any more.
        await tools.Book.SignOutAsync(row, http.Caller().Id, ct);
        var trouble = await tools.Renewal.RevokeAsync(account, ct);
        return TypedResults.Ok(new LogoutResponse(row.Id, row.Platform, row.Status, trouble is null, trouble));
    }

    private static string Mark(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
}
