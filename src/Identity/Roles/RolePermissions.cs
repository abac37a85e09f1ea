using Microsoft.AspNetCore.Authorization;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Roles;

/// <summary>Roles are sets of permissions; routes name a permission, never a role. A pattern ends in <c>.*</c> or starts with <c>*.</c>.</summary>
public static class RolePermissions
{
    /// <summary>What each role holds.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByRole = new Dictionary<string, string[]>
    {
        ["owner"] = ["*"],
        ["admin"] = ["audit.*", "keys.*", "people.*", "jobs.*", "impact.*", "safety.*", "deliveries.*", "gateway.*", "health.*", "pages.*", "alerts.*", "moderation.*"],
        ["operator"] = ["*.read", "jobs.*", "deliveries.*", "impact.*", "pages.*", "safety.screen", "safety.appeal", "alerts.*", "gateway.chat", "moderation.moderate", "moderation.connect"],
        ["reviewer"] = ["safety.read", "safety.review", "safety.screen", "safety.appeal", "impact.read", "moderation.read", "moderation.decide"],
        ["analyst"] = ["impact.read", "impact.classify", "impact.evaluate", "safety.read", "deliveries.read", "gateway.read", "gateway.chat", "moderation.read"],
        ["viewer"] = ["impact.read", "deliveries.read", "pages.read", "moderation.read"],
        ["member"] = ["pages.read", "pages.edit", "pages.generate", "gateway.chat"],
    };

    /// <summary>What each scope of a key lets through; a key may do what both its role and one of its scopes hold.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByScope = new Dictionary<string, string[]>
    {
        ["ingest"] = ["impact.ingest"],
        ["classify"] = ["impact.classify"],
        ["screen"] = ["safety.screen", "safety.appeal"],
        ["review"] = ["safety.read", "safety.review", "safety.screen", "safety.appeal"],
        ["deliver"] = ["deliveries.*"],
        ["pages"] = ["pages.*"],
        ["alerts"] = ["alerts.report"],
        ["chat"] = ["gateway.chat"],
        ["moderate"] = ["moderation.*"],
        ["read"] = ["*.read"],
    };

    /// <summary>True when the caller holds the permission.</summary>
    public static bool Allows(Caller caller, string permission) =>
        ByRole.TryGetValue(caller.Role, out var held) && held.Any(p => Matches(p, permission))
        && (caller.Scopes.Count == 0 || caller.Scopes.Any(s => ByScope.TryGetValue(s, out var let) && let.Any(p => Matches(p, permission))));

    private static bool Matches(string pattern, string permission) =>
        pattern == "*" || pattern == permission
        || (pattern.EndsWith(".*", StringComparison.Ordinal) && permission.StartsWith(pattern[..^1], StringComparison.Ordinal))
        || (pattern.StartsWith("*.", StringComparison.Ordinal) && permission.EndsWith(pattern[1..], StringComparison.Ordinal));
}

/// <summary>Decides a route's permission for whoever signed in.</summary>
internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.User.Identity?.IsAuthenticated == true && RolePermissions.Allows(Caller.From(context.User), requirement.Permission))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
