using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Tokens;

/// <summary>A bearer token.</summary>
internal sealed record TokenResponse(bool Success, string Token, string TokenType, DateTime ExpiresAt);

/// <summary>Who the server takes the caller for.</summary>
internal sealed record MeResponse(string Id, Guid TenantId, string Role, IReadOnlyList<string> Scopes);

internal static class TokenApi
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/v1/auth/token", "/auth/token"])
            routes.MapPost(path, Issue).On(Service.Gateway).RequireAuthorization().WithTags("Sign-in").WithSummary("Change an API key for a bearer token");
        routes.MapGet("/v1/me", (HttpContext http) => Me(http.Caller())).On(Service.Gateway).RequireAuthorization().WithTags("Sign-in").WithSummary("Who am I");
    }

    private static Ok<TokenResponse> Issue(HttpContext http, TokenSigner signer)
    {
        var (token, expires) = signer.Issue(http.Caller());
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TokenResponse(true, token, "Bearer", expires));
    }

    private static Ok<MeResponse> Me(Caller caller) => TypedResults.Ok(new MeResponse(caller.Id, caller.TenantId, caller.Role, caller.Scopes));
}
