using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Identity.Roles;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Keys;

/// <summary>Asks for a key.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Role">A tenant role; <c>operator</c> unless given. Never more than the caller's own.</param>
/// <param name="Scopes">Narrows the role: ingest, classify, screen, review, deliver, read.</param>
/// <param name="ExpiresInDays">1 to 3650; without it the key does not expire.</param>
/// <param name="Test">A <c>ck_test_</c> key, which only development servers accept.</param>
internal sealed record CreateKey(string? Name, string? Role, string[]? Scopes, int? ExpiresInDays, bool? Test);

/// <summary>A key as lists show it: never the key itself.</summary>
internal sealed record KeyResponse(
    Guid Id, string Name, string Prefix, string Role, IReadOnlyList<string> Scopes, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt);

/// <summary>A new key; <paramref name="Key"/> is shown this once.</summary>
internal sealed record CreatedKey(Guid Id, string Name, string Key, string Role, IReadOnlyList<string> Scopes, DateTime? ExpiresAt);

internal static class KeysApi
{
    private static readonly string[] GivenRoles = ["admin", "operator", "reviewer", "analyst", "viewer", "member"];

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/keys").On(Service.Platform).Require("keys.manage").WithTags("Keys");
        keys.MapPost("", CreateAsync).WithSummary("Create an API key; it is shown once").IdempotentShownOnce();
        keys.MapGet("", ListAsync).WithSummary("The tenant's API keys");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revoke a key at once");
    }

    private static async Task<Created<CreatedKey>> CreateAsync(CreateKey body, KeyMaker keys, HttpContext http, CancellationToken ct)
    {
        var scopes = body.Scopes ?? [];
        new Check().Text("/name", body.Name, 100)
            .OneOf("/role", body.Role ?? "operator", GivenRoles)
            .Range("/expiresInDays", body.ExpiresInDays, 1, 3650)
            .That(scopes.All(RolePermissions.ByScope.ContainsKey), "/scopes", "invalid", $"Scopes are {string.Join(", ", RolePermissions.ByScope.Keys)}.")
            .ThrowIfAny();
        var caller = http.Caller();
        var made = await keys.MakeAsync(caller.TenantId, caller.Id, new KeyWish(body.Name!, body.Role ?? "operator", scopes, body.ExpiresInDays, body.Test ?? false), ct);
        return TypedResults.Created($"/v1/keys/{made.Id}", made);
    }

    private static async Task<Ok<Page<KeyResponse>>> ListAsync(AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var take = Cursor.Limit(limit);
        var tenant = http.Caller().TenantId;
        var after = Cursor.Unpack<Guid>(cursor, tenant.ToString()) ?? Guid.Empty;
        var rows = await db.Set<ApiKey>().AsNoTracking().Where(k => k.TenantId == tenant && k.Id.CompareTo(after) > 0).OrderBy(k => k.Id).Take(take + 1).ToListAsync(ct);
        var page = rows.Take(take).Select(k => new KeyResponse(k.Id, k.Name, k.Prefix, k.Role, Split(k.Scopes), k.CreatedAt, k.ExpiresAt, k.RevokedAt)).ToList();
        return TypedResults.Ok(new Page<KeyResponse>(page, rows.Count > take ? Cursor.Pack(page[^1].Id.ToString(), tenant.ToString()) : null));
    }

    private static async Task<NoContent> RevokeAsync(Guid id, AppDb db, Trail trail, KeyRing ring, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        await db.InTransactionAsync(async () =>
        {
            var key = await db.Set<ApiKey>().SingleOrDefaultAsync(k => k.Id == id && k.TenantId == caller.TenantId, ct)
                ?? throw Problem.NotFound("Key", id.ToString()).AsException();
            key.RevokedAt ??= time.GetUtcNow().UtcDateTime;
            await trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "key.revoked", $"key:{id}", new { key.Name, key.Prefix }), ct);
        }, ct);
        ring.Forget();
        return TypedResults.NoContent();
    }

    internal static string[] Split(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
