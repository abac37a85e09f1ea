using Microsoft.Extensions.Logging;

namespace Steward.Observability;

/// <summary>Everything that this module logs; event ids 7000 to 7099.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 7000, EventName = "http_request", Message = "{Method} {Endpoint} {StatusCode} in {LatencyMs} ms", SkipEnabledCheck = true)]
    public static partial void RequestAnswered(
        this ILogger log, LogLevel level, string method, string endpoint, int statusCode, double latencyMs, Exception? exception);

    [LoggerMessage(7001, LogLevel.Warning, "{Count} observable metrics could not be read, the first with {ErrorType}", EventName = "metric_observer_failed")]
    public static partial void ObserverFailed(this ILogger log, int count, string errorType);

    [LoggerMessage(7002, LogLevel.Warning, "Metric {Instrument} of {Meter} is not exported: {Reason}", EventName = "metric_refused")]
    public static partial void InstrumentRefused(this ILogger log, string meter, string instrument, string reason);

    [LoggerMessage(EventId = 7003, EventName = "health_changed", Message = "Health check {Check} is now {Status}: {Detail}")]
    public static partial void HealthChanged(this ILogger log, LogLevel level, string check, HealthStatus status, string? detail);

    [LoggerMessage(EventId = 7004, EventName = "alert_reported", Message = "Alert {AlertName} ({Severity}) is {Status}: {Summary}")]
    public static partial void AlertReported(this ILogger log, LogLevel level, string alertName, string? severity, string status, string? summary);
}
