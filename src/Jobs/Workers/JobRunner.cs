using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Workers;

/// <summary>One attempt: scope, tenant, time limit, handler, outcome. Returns when the outcome is durable.</summary>
internal sealed class JobRunner(IServiceScopeFactory scopes, JobKinds kinds, Storage storage, JobMetrics metrics, ILogger<JobRunner> log) : IAsyncDisposable
{
    private readonly WriteLane<JobOutcome, bool> _outcomes = new(
        storage, (connection, transaction, batch, ct) => JobOutcomes.ApplyAsync(storage, connection, transaction, batch, ct), new WriteLaneSize(Writers: 1));

    /// <param name="job">The claimed job.</param>
    /// <param name="lost">Cancelled when the lease is lost: stop, nothing of it counts.</param>
    /// <param name="stopping">Cancelled when the process stops and the drain time is over: hand back.</param>
    public async Task RunAsync(ClaimedJob job, CancellationToken lost, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        var (state, outcome) = await AttemptAsync(job, lost, stopping);
        if (outcome is not null && !await KeepAsync(outcome))
        {
            state = null;
            JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
        }

        metrics.Ended(job, state, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Gives back a job that was claimed but never ran.</summary>
    public Task HandBackAsync(Guid id, long lease) => KeepAsync(JobOutcome.HandBack(id, lease));

    public ValueTask DisposeAsync() => _outcomes.DisposeAsync();

    // No outcome to write: the handler has already written the end in its own transaction, or the lease was lost (no state).
    private async Task<(JobState? State, JobOutcome? ToWrite)> AttemptAsync(ClaimedJob job, CancellationToken lost, CancellationToken stopping)
    {
        var kind = kinds[job.Kind];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        limit.CancelAfter(TimeSpan.FromSeconds(kind.Options.TimeoutSeconds));
        var context = ContextOf(job);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Be(job.TenantId);
            await kind.Run(scope.ServiceProvider, job.Payload, context, limit.Token);
            return context.Finished ? (JobState.Completed, null) : Written(JobOutcome.Completed(job, ResultOf(context)));
        }
        catch (LeaseLostException)
        {
            JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
            return (null, null);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
            return (null, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Written(JobOutcome.HandBack(job.Id, job.Lease));
        }
        catch (Exception error)
        {
            var typed = JobFailures.Typed(error, limit.IsCancellationRequested);
            JobLog.AttemptFailed(log, job.Id, job.Kind, job.Attempt, JobOutcome.Name(typed.Type), error);
            return Written(JobOutcome.Failed(job, typed, Random.Shared.NextDouble()));
        }
    }

    private static (JobState? State, JobOutcome? ToWrite) Written(JobOutcome outcome) => (outcome.State, outcome);

    private static string? ResultOf(JobContext context) => context.Result is null ? null : JsonSerializer.Serialize(context.Result, JobKind.Json);

    private static JobContext ContextOf(ClaimedJob job)
    {
        JobContext context = null!;
        return context = new JobContext
        {
            JobId = job.Id, Lease = job.Lease, Attempt = job.Attempt, MaxAttempts = job.MaxAttempts, TenantId = job.TenantId,
            Outcome = () => JobOutcome.Completed(job, ResultOf(context)),
        };
    }

    // The database may be away just now; the slot stays taken until the outcome is durable or the lease is somebody else's.
    private async Task<bool> KeepAsync(JobOutcome outcome)
    {
        for (var pause = 50; ; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                return await _outcomes.WriteAsync(outcome, CancellationToken.None);
            }
            catch (Exception error) when (storage.IsTransient(error) || storage.IsUnwritable(error) || error is TimeoutException or ProblemException)
            {
                JobLog.OutcomeWaits(log, outcome.Id, error);
                await Task.Delay(pause);
            }
        }
    }
}
