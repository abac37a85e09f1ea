using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Steward.Platform.Tracing;

namespace Steward.Observability.Traces;

/// <summary>Sends spans to a collector over OTLP (HTTP, protobuf) where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
internal static class TraceExport
{
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Path = "/v1/traces";

    /// <summary>What is wrong with the variable; null when nothing is.</summary>
    public static string? Fault => Given is { } text && AddressOf(text) is null ? $"{Variable} must be an http or https address, for example http://localhost:4318." : null;

    private static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    public static void AddTraceExport(this IServiceCollection services)
    {
        if (Given is not { } text || AddressOf(text) is not { } address) return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "steward", serviceVersion: new ObservabilityOptions().Version))
            .WithTracing(traces => traces.AddSource(Spans.Source).AddOtlpExporter(export =>
            {
                export.Protocol = OtlpExportProtocol.HttpProtobuf;
                export.Endpoint = address;
            }));
    }

    /// <summary>Where spans go: the path of traces is added unless it is there, so the address of a collector and that of its traces both do.</summary>
    public static Uri? AddressOf(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var given) && given.Scheme is "http" or "https"
            ? given.AbsolutePath.EndsWith(Path, StringComparison.Ordinal) ? given : new Uri(text.TrimEnd('/') + Path)
            : null;
}
