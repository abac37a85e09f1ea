using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Steward.Observability.Alerts;
using Steward.Observability.Export;
using Steward.Observability.Health;
using Steward.Observability.Logs;
using Steward.Observability.Metrics;

namespace Steward.Observability;

/// <summary>Health, metrics, traces and log format of a process.</summary>
public static class ObservabilityModule
{
    /// <summary>
    /// Adds metrics, <see cref="HealthChecks"/>, <see cref="Draining"/>, the log format, and the export of spans and metrics where there is a collector; settings come
    /// from the section <c>Observability</c>.
    /// </summary>
    public static IHostApplicationBuilder AddObservability(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ObservabilityOptions>().BindConfiguration(ObservabilityOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ObservabilityOptions>, OptionsCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<MetricStore>();
        services.TryAddSingleton<HealthChecks>();
        services.TryAddSingleton<HealthMetrics>();
        services.TryAddSingleton<Draining>();
        services.TryAddSingleton<AlertMemory>();
        builder.AddOtlpExport();

        var format = builder.Configuration.GetValue<LogFormat?>($"{ObservabilityOptions.Section}:{nameof(ObservabilityOptions.LogFormat)}");
        builder.Logging.AddLogFormat(format ?? LogFormat.Auto, builder.Environment.IsDevelopment());
        return builder;
    }

    /// <summary>Maps <c>/health</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>, and starts counting.</summary>
    public static IEndpointRouteBuilder MapObservability(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        _ = services.GetRequiredService<HealthMetrics>();
        var draining = services.GetRequiredService<Draining>();
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(draining.Begin);
        routes.MapHealth();
        routes.MapMetrics();
        return routes;
    }

    /// <summary>
    /// Logs every request with method, route, status and latency, and gives all lines written during it the request's id, tenant and
    /// user. Goes first in the pipeline, outside the exception handler.
    /// </summary>
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();

    /// <summary>Maps <c>POST /api/alerts/webhook</c>; its callers sign in and their alerts go into the trail, so both modules must be there.</summary>
    public static void MapAlertReports(this IEndpointRouteBuilder routes) => routes.MapAlerts();

    private sealed class OptionsCheck : IValidateOptions<ObservabilityOptions>
    {
        public ValidateOptionsResult Validate(string? name, ObservabilityOptions options)
        {
            var faults = options.Faults().ToArray();
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
