using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Moderation.Inbound;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;

namespace Steward.Moderation.Connections;

/// <summary>Turns a code or a refresh token into an access token, and keeps it.</summary>
internal sealed class TokenRenewal(AppDb db, PlatformCalls calls, Vault vault, TimeProvider time)
{
    // A token that is refused right after it was got is not what is wrong.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>True when the account has a fresh access token now; false where there is nothing to renew it with, it is fresh already, or the platform refuses.</summary>
    public async Task<bool> RenewAsync(Account account, CancellationToken ct)
    {
        if (account.Credentials.RefreshToken is not { } token || PlatformList.Of(account.Connection.Platform).SignIn is null) return false;
        if (time.GetUtcNow().UtcDateTime - account.Credentials.RenewedAt < Fresh) return false;
        return await AskAsync(account, [("grant_type", "refresh_token"), ("refresh_token", token)], ct) is not null;
    }

    /// <summary>The credentials that a code gives; null where the platform refuses it.</summary>
    public Task<Credentials?> ExchangeAsync(Account account, string code, string redirectUri, CancellationToken ct) =>
        AskAsync(account, [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri)], ct);

    /// <summary>Has the account's tokens revoked. Null when the platform did; else why they may still hold there.</summary>
    public async Task<string?> RevokeAsync(Account account, CancellationToken ct)
    {
        var (own, platform) = (account.Credentials, PlatformList.Of(account.Connection.Platform));
        if ((own.RefreshToken ?? own.AccessToken) is not { } token) return "There was no token.";
        if (platform.SignIn!.Revoke is not { } place) return $"{platform.Title} cannot be asked to revoke a token; remove the application there.";
        // With a refresh token both platforms that can revoke end what it has given too.
        var address = account.Connection.BaseUrl is { } root ? new Uri(root.TrimEnd('/') + "/oauth/revoke") : place;
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([new("token", token), new("token_type_hint", own.RefreshToken is null ? "access_token" : "refresh_token")]),
        };
        if (platform.SignIn!.BasicAuth) request.Headers.Authorization = Basic(own);
        var end = await calls.SendAsync(platform.Name, request, ct);
        return end.Reply is { Status: >= 200 and < 300 } ? null : end.Fault ?? $"The platform answered {end.Reply!.Status}; the token may still hold there.";
    }

    private static AuthenticationHeaderValue Basic(Credentials own) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{own.ClientId}:{own.ClientSecret}")));

    private async Task<Credentials?> AskAsync(Account account, IReadOnlyList<(string Name, string Value)> form, CancellationToken ct)
    {
        var (own, platform) = (account.Credentials, PlatformList.Of(account.Connection.Platform));
        var place = platform.SignIn!;
        // A connection with an address of its own has its sign-in there too.
        var address = account.Connection.BaseUrl is { } root ? new Uri(root.TrimEnd('/') + "/oauth/token") : place.Token;
        var fields = form.Select(f => KeyValuePair.Create(f.Name, f.Value));
        if (!place.BasicAuth) fields = fields.Append(KeyValuePair.Create(place.ClientName, own.ClientId ?? "")).Append(KeyValuePair.Create("client_secret", own.ClientSecret ?? ""));
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) };
        if (place.BasicAuth) request.Headers.Authorization = Basic(own);
        var end = await calls.SendAsync(platform.Name, request, ct);
        // TikTok wraps what others answer plainly.
        var body = end.Reply is { Status: 200, Body: { } answer } ? Texts.Inside(answer, "data") is { ValueKind: JsonValueKind.Object } data ? data : answer : default;
        if (Texts.Of(body, "access_token") is not { } access) return null;
        var fresh = own with
        {
            AccessToken = access, RefreshToken = Texts.Of(body, "refresh_token") ?? own.RefreshToken,
            RenewedAt = time.GetUtcNow().UtcDateTime,
            ExpiresAt = Numbers.Of(body, "expires_in") is { } seconds ? time.GetUtcNow().UtcDateTime.AddSeconds(seconds) : null,
        };
        var (id, bytes, now) = (account.Connection.Id, vault.Seal(account.Connection.Id, fresh), time.GetUtcNow().UtcDateTime);
        await db.Set<Connection>().Where(c => c.Id == id && c.Status != "disconnected").ExecuteUpdateAsync(s => s.SetProperty(c => c.Sealed, bytes).SetProperty(c => c.Status, "connected")
            .SetProperty(c => c.Trouble, (string?)null).SetProperty(c => c.UpdatedAt, now), ct);
        return fresh;
    }
}
