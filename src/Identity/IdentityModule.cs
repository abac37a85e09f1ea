using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steward.Identity.Keys;
using Steward.Identity.Limits;
using Steward.Identity.Roles;
using Steward.Identity.SignIn;
using Steward.Identity.Tenants;
using Steward.Identity.Tokens;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Identity;

/// <summary>Who calls and what he may: tenants, people, keys, tokens, roles.</summary>
public static class IdentityModule
{
    /// <summary>Registers sign-in and permissions. Routes are closed unless they say otherwise.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IdentityOptions>().Bind(configuration.GetSection("Identity")).ValidateDataAnnotations()
            .Validate(o => o.JwtSecret is null || (Convert.TryFromBase64String(o.JwtSecret, new byte[1024], out var n) && n >= 32),
                "Identity:JwtSecret must be base64 of at least 32 bytes.").ValidateOnStart();
        services.AddOptions<LimitsOptions>().Bind(configuration.GetSection("Limits")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IModelPart, IdentityModel>();
        services.AddSingleton<KeyRing>().AddSingleton<TokenSigner>().AddSingleton<CredentialParts>();
        services.AddScoped<TenantDirectory>().AddScoped<KeyMaker>();
        services.AddAuthentication(CredentialHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.SchemeName, null);
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Sign-in, then limits by caller, then permissions.</summary>
    public static void UseIdentity(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseRequestLimits();
        app.UseAuthorization();
    }

    /// <summary>Maps keys, tokens and tenants.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapKeys();
        routes.MapTokens();
        routes.MapTenants();
    }

    /// <summary>Makes the platform owner's first key, unless there is an owner already; null then.</summary>
    public static async Task<string?> BootstrapOwnerAsync(IServiceProvider scope, CancellationToken ct)
    {
        var db = scope.GetRequiredService<AppDb>();
        if (db.Set<ApiKey>().Any(k => k.Role == "owner" && k.RevokedAt == null)) return null;
        var made = await scope.GetRequiredService<KeyMaker>().MakeAsync(Guid.Empty, "system", new KeyWish("platform owner", "owner", [], null, false), ct);
        return made.Key;
    }

    /// <summary>A key for the demo: it may send events and read results.</summary>
    public static async Task<string> MakeDemoKeyAsync(IServiceProvider services, Guid tenant, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Be(tenant);
        // The key of an earlier run is not needed any more.
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        await scope.ServiceProvider.GetRequiredService<AppDb>().Set<ApiKey>().Where(k => k.TenantId == tenant && k.Name == "demo" && k.CreatedBy == "system" && k.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(k => k.RevokedAt, now), ct);
        var made = await scope.ServiceProvider.GetRequiredService<KeyMaker>()
            .MakeAsync(tenant, "system", new KeyWish("demo", "operator", ["ingest", "read", "deliver", "pages", "moderate"], 1, true), ct);
        return made.Key;
    }
}
