using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Deliveries.Partners;
using Steward.Deliveries.Runs;
using Steward.Deliveries.Schedules;
using Steward.Deliveries.Sending;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Deliveries;

/// <summary>Scheduled reports to partners: schedules, deliveries, attempts, the connections they go over.</summary>
public static class DeliveriesModule
{
    // More than an attempt ever needs: the delivery counts its own attempts, these cover a process that dies or a database that is away.
    private static readonly JobKindOptions Kind = new("deliveries", MaxAttempts: 10, TimeoutSeconds: 300);

    /// <summary>Registers deliveries. A <see cref="PartnerMetricsSource"/> must be registered by the module that has the figures.</summary>
    public static IServiceCollection AddDeliveries(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeliveriesOptions>().Bind(configuration.GetSection("Deliveries"))
            .PostConfigure(o => o.AllowPrivateAddresses ??= configuration.GetValue<bool>("Identity:Development"))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeliveriesOptions>, DeliveriesOptionsRules>();
        services.AddHttpClient(PartnerSender.Client)
            .ConfigurePrimaryHttpMessageHandler(p =>
                GuardedConnection.Handler(p.GetRequiredService<IOptions<DeliveriesOptions>>().Value.AllowPrivateAddresses == true))
            .RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigureHttpClient(c => c.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSingleton<IModelPart, DeliveriesModel>();
        services.AddSingleton<PartnerList>().AddSingleton<PartnerSender>().AddSingleton<DeliveriesMetrics>().AddSingleton<CourierParts>();
        services.AddScoped<Drafts>().AddScoped<Endings>().AddScoped<Courier>().AddScoped<RunNow>().AddScoped<RunNowParts>();
        services.AddScoped<ScheduleBook>().AddScoped<ScheduleTools>();
        services.AddJob<RunDelivery, RunDeliveryHandler>(Kind);
        services.AddEventHandler<DeadLetter<RunDelivery>, EndBuriedDelivery>("deliveries");
        return services;
    }

    /// <summary>Maps schedules and deliveries.</summary>
    public static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        routes.MapSchedules();
        routes.MapDeliveryLists();
    }
}
