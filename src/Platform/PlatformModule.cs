using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Limits;
using Steward.Platform.Tenancy;

namespace Steward.Platform;

/// <summary>What everything stands on: the database, errors, paging, idempotency, limits, the current tenant. No domain word.</summary>
public static class PlatformModule
{
    /// <summary>Registers the platform over the given storage.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, Storage storage)
    {
        DapperTypes.Register();
        services.TryAddSingleton(TimeProvider.System);
        // Through a factory, so that its connections close with the process that uses them.
        services.AddSingleton(_ => storage);
        services.AddSingleton<IModelPart, PlatformModel>();
        services.AddSingleton<Gcra>().AddSingleton<RepeatOffenders>();
        services.AddSingleton<DeprecatedCalls>();
        services.AddScoped<CurrentTenant>();
        services.AddSingleton<Steward.Platform.Loops.WorkLoops>();
        services.AddDbContext<AppDb>(storage.Configure);
        services.AddSingleton<MatcherPolicy, ServicePortPolicy>();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            o.SerializerOptions.Converters.Add(new UtcSecondsConverter());
            o.SerializerOptions.MaxDepth = 32;
        });
        return services;
    }

    /// <summary>This process forgets what has run out.</summary>
    public static IServiceCollection AddPlatformKeeper(this IServiceCollection services) => services.AddHostedService<IdempotencyKeeper>();
}
