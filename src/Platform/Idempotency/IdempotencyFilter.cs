using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Platform.Idempotency;

/// <summary>
/// <c>Idempotency-Key</c> on routes that create or spend: the same key with the same request answers what was answered the first time; with another
/// request 422; while the first still runs 409. Kept for 24 hours. A server error or 429 is not kept, so that the caller may try again.
/// </summary>
public static class IdempotencyFilter
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan ClaimHolds = TimeSpan.FromMinutes(30);

    /// <summary>Marks a route whose answers are kept by key.</summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder route) => route.WithMetadata(new IdempotentRoute(ShownOnce: false));

    /// <summary>Marks a route whose good answers hold a secret that is shown once: they are never kept, and the same key again is refused with 409.</summary>
    public static RouteHandlerBuilder IdempotentShownOnce(this RouteHandlerBuilder route) => route.WithMetadata(new IdempotentRoute(ShownOnce: true));

    /// <summary>Honours the header on marked routes. Runs after sign-in, since a key belongs to a tenant.</summary>
    public static void UseIdempotency(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString().Trim('"');
        if (key.Length == 0 || http.GetEndpoint()?.Metadata.GetMetadata<IdempotentRoute>() is not { } route)
        {
            await next(http);
            return;
        }

        if (key.Length > 200) throw Problem.Invalid("/Idempotency-Key", "too_long", "At most 200 characters.").AsException();
        await AnswerOnceAsync(http, key, route, next);
    });

    private static async Task AnswerOnceAsync(HttpContext http, string key, IdempotentRoute route, RequestDelegate next)
    {
        var storage = http.RequestServices.GetRequiredService<Storage>();
        var tenant = http.RequestServices.GetRequiredService<CurrentTenant>().Id;
        var store = new IdempotencyStore(storage, http.RequestServices.GetRequiredService<TimeProvider>());
        var earlier = await store.ClaimAsync(tenant, key, await FingerprintAsync(http), ClaimHolds, http.RequestAborted);
        if (earlier is not null)
        {
            await ReplayAsync(http, earlier);
            return;
        }

        var wire = http.Response.Body;
        using var copy = new MemoryStream();
        http.Response.Body = copy;
        var (kept, ran) = (false, false);
        try
        {
            await next(http);
            ran = http.Response.StatusCode < 500;
            if (http.Response.StatusCode < 500)
            {
                var isSecret = route.ShownOnce && http.Response.StatusCode < 300;
                await store.KeepAsync(tenant, key, http.Response, isSecret ? null : Encoding.UTF8.GetString(copy.ToArray()), Kept);
                kept = true;
            }
        }
        catch (ProblemException error) when (error.Problem.Status is < 500 and not 429)
        {
            await ProblemResponses.WriteAsync(http, error.Problem);
            await store.KeepAsync(tenant, key, http.Response, Encoding.UTF8.GetString(copy.ToArray()), Kept);
            kept = true;
        }
        finally
        {
            http.Response.Body = wire;
            // What was done but could not be kept stays claimed: better refused than done twice.
            if (!kept && !ran) await store.ReleaseAsync(tenant, key);
        }

        copy.Position = 0;
        await copy.CopyToAsync(wire, http.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext http, IdempotencyRow earlier)
    {
        if (earlier.Body is null)
            throw Problem.Conflict("shown_once", $"The request was carried out ({earlier.Location}); its answer held a secret and is not shown again.").AsException();
        http.Response.StatusCode = earlier.Status!.Value;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (earlier.ContentType is not null) http.Response.ContentType = earlier.ContentType;
        if (earlier.Location is not null) http.Response.Headers.Location = earlier.Location;
        await http.Response.WriteAsync(earlier.Body, http.RequestAborted);
    }

    private static async Task<string> FingerprintAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0) hash.AppendData(buffer, 0, read);
        http.Request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record IdempotentRoute(bool ShownOnce);
}
