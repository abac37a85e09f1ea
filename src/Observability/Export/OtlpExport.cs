using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Steward.Platform.Tracing;

namespace Steward.Observability.Export;

/// <summary>
/// Sends spans and metrics to a collector over OTLP (HTTP, protobuf) where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; no metrics where
/// <c>OTEL_METRICS_EXPORTER</c> is <c>none</c>, for a collector that takes spans only.
/// </summary>
internal static class OtlpExport
{
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Traces = "/v1/traces", Metrics = "/v1/metrics";

    /// <summary>What is wrong with the variable; null when nothing is.</summary>
    public static string? Fault => Given is { } text && AddressOf(text) is null ? $"{Variable} must be an http or https address, for example http://localhost:4318." : null;

    private static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    public static void AddOtlpExport(this IHostApplicationBuilder builder)
    {
        if (Given is not { } text || AddressOf(text) is not { } collector) return;
        // The SDK looks for its variables in the configuration, and of the environment that holds only ours.
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => ((string)v.Key).StartsWith("OTEL_", StringComparison.Ordinal)).Select(v => KeyValuePair.Create((string)v.Key, (string?)v.Value)));
        var sdk = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "steward", serviceVersion: new ObservabilityOptions().Version))
            .WithTracing(traces => traces.AddSource(Spans.Source).AddOtlpExporter(export => To(export, collector + Traces)));
        if (Environment.GetEnvironmentVariable("OTEL_METRICS_EXPORTER") == "none") return;
        // The same meters as on /metrics.
        sdk.WithMetrics(metrics => metrics.AddMeter(["Steward.*", .. ObservabilityOptions.FrameworkMeters]).AddOtlpExporter(export => To(export, collector + Metrics)));
    }

    private static void To(OtlpExporterOptions export, string address) => (export.Protocol, export.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(address));

    /// <summary>The collector's address: the path of traces, which older guides add, is taken off.</summary>
    public static string? AddressOf(string text)
    {
        text = text.TrimEnd('/');
        if (text.EndsWith(Traces, StringComparison.Ordinal)) text = text[..^Traces.Length];
        return Uri.TryCreate(text, UriKind.Absolute, out var given) && given.Scheme is "http" or "https" ? text : null;
    }
}
