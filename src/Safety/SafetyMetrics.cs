using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Safety;

/// <summary>The meter <c>Steward.Safety</c>: what waits for reviewers, of all tenants together.</summary>
internal sealed class SafetyMetrics
{
    private volatile IReadOnlyList<QueueState> _states = [];

    public SafetyMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Steward.Safety");
        meter.CreateObservableGauge("steward_safety_queue_items", () => _states.Select(s => new Measurement<long>(s.Items, new KeyValuePair<string, object?>("status", s.Status))),
            description: "Texts that wait for a reviewer, by status");
        meter.CreateObservableGauge("steward_safety_queue_overdue", () => _states.Select(s => new Measurement<long>(s.Overdue, new KeyValuePair<string, object?>("status", s.Status))),
            description: "Of them those that should have been decided by now");
        meter.CreateObservableGauge("steward_safety_queue_oldest_age_seconds", () => _states.Select(s => new Measurement<double>(
            s.OldestSeconds, new KeyValuePair<string, object?>("status", s.Status))), "s", "Age of the oldest of them");
    }

    public void Seen(IReadOnlyList<QueueState> states) => _states = states;
}

/// <summary>What waits in one status.</summary>
internal sealed record QueueState(string Status, long Items, long Overdue, double OldestSeconds);

/// <summary>Looks at the queue every fifteen seconds for the metrics.</summary>
internal sealed class QueueWatch(Storage storage, SafetyMetrics metrics, WorkLoops loops, TimeProvider time, ILogger<QueueWatch> log) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.Add(new WorkLoop("safety-queue", TimeSpan.FromSeconds(15), PassAsync, time, log)).RunAsync(stoppingToken);

    private async Task<bool> PassAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var rows = (await storage.ReadAsync(c => c.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT status AS Status, count(*) AS Items, sum(CASE WHEN due_at < @now THEN 1 ELSE 0 END) AS Overdue, min(created_at) AS OldestAt
            FROM safety_review_queue WHERE status IN ('pending', 'escalated') GROUP BY status
            """, new { now }, cancellationToken: ct)), ct)).AsList();
        // What is empty says so: a series that ends looks like a server that is gone.
        metrics.Seen([.. ((string[])["pending", "escalated"]).Select(status => rows.Find(r => r.Status == status) is { } row
            ? new QueueState(status, row.Items, row.Overdue, Math.Max(0, (now - row.OldestAt).TotalSeconds)) : new QueueState(status, 0, 0, 0))]);
        return false;
    }

    private sealed class Row
    {
        public string Status { get; set; } = "";
        public long Items { get; set; }
        public long Overdue { get; set; }
        public DateTime OldestAt { get; set; }
    }
}
