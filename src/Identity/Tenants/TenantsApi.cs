using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Identity.Keys;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Tenants;

/// <summary>Asks for a tenant.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Aliases">Names from outside, up to 20.</param>
internal sealed record CreateTenant(string? Name, string[]? Aliases);

/// <summary>A new tenant with its first administrator's key, which is shown this once.</summary>
internal sealed record CreatedTenant(Guid Id, string Name, IReadOnlyList<string> Aliases, CreatedKey AdminKey);

internal static class TenantsApi
{
    public static void MapTenants(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/tenants", CreateAsync).On(Service.Platform).Require("tenants.create").WithTags("Tenants")
            .WithSummary("Create a tenant and its first administrator's key").IdempotentShownOnce();

    private static async Task<Created<CreatedTenant>> CreateAsync(
        CreateTenant body, AppDb db, TenantDirectory tenants, KeyMaker keys, HttpContext http, CancellationToken ct)
    {
        var aliases = body.Aliases ?? [];
        var check = new Check().Text("/name", body.Name, 200).That(aliases.Length <= 20, "/aliases", "too_many", "At most 20 aliases.");
        for (var i = 0; i < aliases.Length; i++)
            check.Id($"/aliases/{i}", aliases[i]).That(!Guid.TryParse(aliases[i], out _), $"/aliases/{i}", "invalid", "An alias must not be a UUID.");
        check.ThrowIfAny();
        var id = Guid.CreateVersion7();
        var key = await db.InTransactionAsync(async () =>
        {
            await tenants.AddAsync(id, body.Name!, aliases, http.Caller().Id, ct);
            return await keys.MakeAsync(id, http.Caller().Id, new KeyWish("first administrator", "admin", [], null, false), ct);
        }, ct);
        return TypedResults.Created($"/v1/tenants/{id}", new CreatedTenant(id, body.Name!, aliases, key));
    }
}
