using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Identity.Keys;
using Steward.Identity.Tenants;
using Steward.Identity.Tokens;
using Steward.Platform.Tenancy;

namespace Steward.Identity.SignIn;

/// <summary>
/// Reads <c>X-API-Key</c> or <c>Authorization: Bearer</c> (a key or a token). Credentials that are given and do not hold are refused, in
/// development too; only a request without any acts there as the demo tenant's administrator.
/// </summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CredentialParts parts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "steward";
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];
    private const string DeveloperId = "user:developer";

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Given(Request.Headers);
        if (given is null) return parts.Options.Value.Development && IsFromThisMachine() ? Success(Developer()) : AuthenticateResult.NoResult();
        var identity = KeyText.LooksLikeKey(given) ? await OfKeyAsync(given) : given.Count(c => c == '.') == 2 ? await OfTokenAsync(given) : null;
        return identity is null ? AuthenticateResult.Fail("The credentials do not hold.") : Success(identity);
    }

    /// <inheritdoc />
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }

    // Not through a proxy, not under a foreign name (DNS rebinding), not from another site's page in the developer's browser.
    private bool IsFromThisMachine()
    {
        var headers = Request.Headers;
        // HTTP/1.0 is how proxies speak to what is behind them unless told otherwise.
        if (Request.Protocol == "HTTP/1.0") return false;
        var origin = headers.Origin.ToString();
        return Context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && IsLoopbackName(Request.Host.Host)
            && !ProxyHeaders.Any(headers.ContainsKey)
            && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var site) && IsLoopbackName(site.Host)))
            && headers["Sec-Fetch-Site"].ToString() is not "cross-site";
    }

    private static bool IsLoopbackName(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string? Given(IHeaderDictionary headers)
    {
        if (headers["X-API-Key"].ToString() is { Length: > 0 } key) return key;
        var authorization = headers.Authorization.ToString();
        if (authorization.Length == 0) return null;
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : "";
    }

    private AuthenticateResult Success(ClaimsIdentity identity)
    {
        var principal = new ClaimsPrincipal(identity);
        var caller = Caller.From(principal);
        var tenant = Context.RequestServices.GetRequiredService<CurrentTenant>();
        if (caller.IsOwner) tenant.BePlatform();
        else tenant.Be(caller.TenantId);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    private async Task<ClaimsIdentity?> OfKeyAsync(string text)
    {
        var key = await parts.Keys.FindAsync(text, Context.RequestAborted);
        if (key is null || (text.StartsWith("ck_test_", StringComparison.Ordinal) && !parts.Options.Value.Development)) return null;
        return Identity("key", $"key:{key.Id}", key.TenantId, key.Role, KeysApi.Split(key.Scopes));
    }

    private async Task<ClaimsIdentity?> OfTokenAsync(string token)
    {
        if (await parts.Tokens.CheckAsync(token) is not { } claims) return null;
        var id = claims.FindFirst("sub")?.Value ?? "unknown";
        if (!await StillHoldsAsync(id)) return null;
        return Identity("person", id, Guid.TryParse(claims.FindFirst("tenant")?.Value, out var tenant) ? tenant : Guid.Empty,
            claims.FindFirst("role")?.Value ?? "", KeysApi.Split(claims.FindFirst("scope")?.Value ?? ""));
    }

    // A token outlives neither the key that it was changed for, nor development mode.
    private async Task<bool> StillHoldsAsync(string id) =>
        id == DeveloperId ? parts.Options.Value.Development
            : !id.StartsWith("key:", StringComparison.Ordinal) || (Guid.TryParse(id.AsSpan(4), out var key) && await parts.Keys.HoldsAsync(key, Context.RequestAborted));

    private static ClaimsIdentity Developer() => Identity("development", DeveloperId, DemoTenant.Id, "admin", []);

    private static ClaimsIdentity Identity(string kind, string id, Guid tenant, string role, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity(SchemeName, "sub", "role");
        identity.AddClaims([new Claim("kind", kind), new Claim("sub", id), new Claim("tenant", tenant.ToString()), new Claim("role", role)]);
        identity.AddClaims(scopes.Select(s => new Claim("scope", s)));
        return identity;
    }
}

/// <summary>What sign-in looks things up in.</summary>
internal sealed record CredentialParts(KeyRing Keys, TokenSigner Tokens, IOptions<IdentityOptions> Options);
