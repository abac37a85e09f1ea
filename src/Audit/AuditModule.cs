using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;

namespace Steward.Audit;

/// <summary>Append-only, hash-chained trail: one chain per tenant.</summary>
public static class AuditModule
{
    /// <summary>Registers the trail and its verifier.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<IModelPart, AuditModel>()
        .AddScoped<Trail>()
        .AddScoped<ChainVerifier>();

    /// <summary>Maps <c>GET /v1/audit</c>.</summary>
    public static void MapAuditModule(this IEndpointRouteBuilder routes) => routes.MapAudit();
}
