using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steward.Audit;
using Steward.Deliveries;
using Steward.Gateway;
using Steward.Identity;
using Steward.Impact;
using Steward.Jobs;
using Steward.Moderation;
using Steward.Pages;
using Steward.Platform;
using Steward.Safety;

namespace Steward.Server;

/// <summary>Which modules run, from the bottom up.</summary>
public static class Composition
{
    /// <summary>Registers every module.</summary>
    public static IServiceCollection AddModules(this IServiceCollection services, Platform.Data.Storage storage, IConfiguration configuration) => services
        .AddPlatform(storage)
        .AddAudit()
        .AddJobs(configuration)
        .AddIdentity(configuration)
        .AddDeliveries(configuration)
        .AddGateway(configuration)
        .AddSafety(configuration)
        .AddImpact()
        .AddPages(configuration)
        .AddModeration(configuration);

    /// <summary>Registers what the process's roles run in the background.</summary>
    internal static IServiceCollection AddRoles(this IServiceCollection services, IReadOnlyCollection<string> roles)
    {
        if (roles.Contains("worker")) services.AddJobWorker();
        if (roles.Contains("scheduler")) services.AddJobScheduler().AddGatewayKeeper().AddPlatformKeeper().AddImpactClock().AddSafetyWatch().AddModerationClock();
        return services;
    }

    /// <summary>Maps every module's routes.</summary>
    internal static void MapModules(this IEndpointRouteBuilder routes)
    {
        routes.MapAuditModule();
        routes.MapJobsModule();
        routes.MapIdentity();
        routes.MapDeliveries();
        routes.MapGateway();
        routes.MapSafety();
        routes.MapImpact();
        routes.MapPages();
        routes.MapModeration();
    }
}
