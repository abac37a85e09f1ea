using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Steward.Observability.Alerts;

/// <summary>Alerts that this process has heard of. Alertmanager repeats itself for as long as an alert fires; only changes are news.</summary>
internal sealed class AlertMemory
{
    private const int Most = 10_000;
    private static readonly string[] Severities = ["critical", "warning", "info"];
    private readonly ConcurrentDictionary<(Guid Tenant, string Alert), string> _last = new();
    private readonly Counter<long> _received;
    private readonly ILogger<AlertMemory> _log;

    public AlertMemory(IMeterFactory meters, ILogger<AlertMemory> log)
    {
        _log = log;
        _received = meters.Create("Steward.Observability").CreateCounter<long>("steward_alerts_received_total", description: "Beginnings and ends of alerts that were reported");
    }

    public bool IsNews(Guid tenant, ReportedAlert alert) => !_last.TryGetValue((tenant, Identity(alert)), out var last) || last != State(alert);

    /// <summary>It is recorded.</summary>
    public void Noted(Guid tenant, ReportedAlert alert)
    {
        // To forget means one repetition in the trail, to remember without end means a process that grows.
        if (_last.Count >= Most) _last.Clear();
        _last[(tenant, Identity(alert))] = State(alert);
        _received.Add(1, new TagList { { "status", alert.Status }, { "severity", Severities.Contains(alert.Severity) ? alert.Severity : "other" } });
        _log.AlertReported(alert.Status == "firing" ? LogLevel.Warning : LogLevel.Information, alert.Name, alert.Severity, alert.Status!, alert.Annotations?.GetValueOrDefault("summary"));
    }

    private static string Identity(ReportedAlert alert) => alert.Fingerprint ?? string.Join('\n', alert.Labels!.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));

    private static string State(ReportedAlert alert) => $"{alert.Status} {alert.StartsAt:O}";
}
