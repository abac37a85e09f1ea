using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Steward.Platform.Errors;

namespace Steward.Platform.Tenancy;

/// <summary>A route's permission, for example <c>audit.read</c>; whose role holds it is decided by Identity.</summary>
/// <param name="Permission">The permission's name.</param>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>Who calls: what sign-in found out, never what a body claims.</summary>
/// <param name="TenantId">The caller's tenant.</param>
/// <param name="Id">The person's or key's id.</param>
/// <param name="Role">The role in the tenant.</param>
/// <param name="Scopes">What a key may do; empty for people, whose role decides.</param>
public sealed record Caller(Guid TenantId, string Id, string Role, IReadOnlyList<string> Scopes)
{
    /// <summary>The platform's owner sees every tenant.</summary>
    public bool IsOwner => Role == "owner";

    /// <summary>The company that the caller acts for.</summary>
    /// <exception cref="ProblemException">400: the platform's owner belongs to none.</exception>
    public Guid Company() => TenantId != Guid.Empty ? TenantId
        : throw new Problem(400, "no_company", "No company", "The platform owner's key belongs to no company. Use a key of the company.").AsException();

    /// <summary>Reads the caller from a signed-in principal.</summary>
    public static Caller From(ClaimsPrincipal principal) => new(
        Guid.Parse(principal.FindFirstValue("tenant") ?? Guid.Empty.ToString()),
        principal.FindFirstValue("sub") ?? "unknown",
        principal.FindFirstValue("role") ?? "",
        [.. principal.FindAll("scope").Select(c => c.Value)]);
}

/// <summary>Names permissions on routes and reads the caller in handlers.</summary>
public static class PermissionExtensions
{
    /// <summary>Only callers with this permission.</summary>
    public static T Require<T>(this T routes, string permission) where T : IEndpointConventionBuilder
    {
        var requirement = new PermissionRequirement(permission);
        return routes.RequireAuthorization(policy => policy.AddRequirements(requirement)).WithMetadata(requirement);
    }

    /// <summary>Who calls.</summary>
    public static Caller Caller(this HttpContext http) => Tenancy.Caller.From(http.User);

    /// <summary>Leaves with 404 unless the caller belongs to the tenant or owns the platform: other tenants do not exist for him.</summary>
    public static void MustBelongTo(this Caller caller, Guid? tenantId, string what, string asked)
    {
        if (tenantId is null || (caller.TenantId != tenantId && !caller.IsOwner)) throw Problem.NotFound(what, asked).AsException();
    }
}
