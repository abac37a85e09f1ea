using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Jobs.Workers;

/// <summary>Makes the ends of attempts durable, many in one commit, through a short absence of the database.</summary>
internal sealed class OutcomeWriter(Storage storage, JobSignals signals, ILogger<OutcomeWriter> log) : IAsyncDisposable
{
    private readonly WriteLane<JobOutcome, bool> _lane = new(
        storage, (connection, transaction, batch, ct) => JobOutcomes.ApplyAsync(storage, connection, transaction, batch, ct), new WriteLaneSize(Writers: 1));

    /// <summary>
    /// False when the lease was not held any more. The database may be away just now; the slot stays taken until the outcome is durable or the lease
    /// is somebody else's.
    /// </summary>
    public async Task<bool> WriteAsync(JobOutcome outcome)
    {
        for (var pause = 50; ; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                var accepted = await _lane.WriteAsync(outcome, CancellationToken.None);
                if (accepted) signals.Added(outcome.Announcements);
                return accepted;
            }
            catch (Exception error) when (storage.IsTransient(error) || storage.IsUnwritable(error) || error is TimeoutException or ProblemException)
            {
                JobLog.OutcomeWaits(log, outcome.Id, error);
                await Task.Delay(pause);
            }
        }
    }

    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
