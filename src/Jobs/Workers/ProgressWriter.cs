using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Workers;

/// <summary>Writes what running jobs report, the last of each job, together, five times a second at most.</summary>
internal sealed class ProgressWriter(Storage storage, JobSignals signals, ILogger<ProgressWriter> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<Guid, Report> _reports = new();
    private int _flushing;

    public void Add(ClaimedJob job, int percent, string? message)
    {
        _reports[job.Id] = new Report(job.Id, job.Lease, (short)percent, message);
        if (Interlocked.Exchange(ref _flushing, 1) == 1) return;
        using var apart = ExecutionContext.SuppressFlow();
        _ = Task.Run(FlushAsync);
    }

    private async Task FlushAsync()
    {
        while (true)
        {
            var reports = _reports.Values.ToList();
            foreach (var report in reports) _reports.TryRemove(new KeyValuePair<Guid, Report>(report.JobId, report));
            try
            {
                await storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(
                    $"""
                    INSERT INTO jobs_progress (job_id, lease, percent, message, at)
                    SELECT @JobId, @Lease, @Percent, @Message, {storage.Now} FROM jobs_queue WHERE id = @JobId AND lease = @Lease AND state = 2
                    ON CONFLICT (job_id) DO UPDATE SET lease = excluded.lease, percent = excluded.percent, message = excluded.message, at = excluded.at
                    """, reports, t)), CancellationToken.None);
                foreach (var report in reports) signals.Watches.Happened(report.JobId);
            }
            catch (Exception error)
            {
                // Progress is news, not truth: the next report says more.
                JobLog.ProgressLost(log, reports.Count, error);
            }

            await Task.Delay(Pause);
            if (!_reports.IsEmpty) continue;
            Volatile.Write(ref _flushing, 0);
            // One that came in between found the flush still running.
            if (_reports.IsEmpty || Interlocked.Exchange(ref _flushing, 1) == 1) return;
        }
    }

    private sealed record Report(Guid JobId, long Lease, short Percent, string? Message);
}
