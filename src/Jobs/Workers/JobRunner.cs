using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Workers;

/// <summary>One attempt: scope, tenant, time limit, handler, outcome. Returns when the outcome is durable.</summary>
internal sealed class JobRunner(IServiceScopeFactory scopes, JobKinds kinds, OutcomeWriter outcomes, JobMetrics metrics, ILogger<JobRunner> log)
{
    /// <param name="job">The claimed job.</param>
    /// <param name="lost">Cancelled when the lease is lost: stop, nothing of it counts.</param>
    /// <param name="stopping">Cancelled when the process stops and the drain time is over: hand back.</param>
    public async Task RunAsync(ClaimedJob job, CancellationToken lost, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        RequestIds.Current = job.RequestId;
        using var scope = log.BeginScope(new JobScope(job));
        JobLog.Started(log, job.Id, job.Kind, job.Attempt);
        var (state, outcome) = await AttemptAsync(job, lost, stopping);
        if (outcome is not null && !await outcomes.WriteAsync(outcome))
        {
            state = null;
            JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
        }

        var took = Stopwatch.GetElapsedTime(started);
        if (state == JobState.Completed) JobLog.Completed(log, job.Id, job.Kind, job.Attempt, Math.Round(took.TotalMilliseconds, 1));
        metrics.Ended(job, state, took);
    }

    /// <summary>Gives back a job that was claimed but never ran.</summary>
    public Task HandBackAsync(Guid id, long lease) => outcomes.WriteAsync(JobOutcome.HandBack(id, lease));

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
            return Written(Announced(job, JobOutcome.Failed(job, typed, Random.Shared.NextDouble())));
        }
    }

    private static (JobState? State, JobOutcome? ToWrite) Written(JobOutcome outcome) => (outcome.State, outcome);

    private JobOutcome Announced(ClaimedJob job, JobOutcome outcome) => outcome.State != JobState.Failed ? outcome
        : outcome with { Announcements = kinds.AnnouncementsOf(job.Id, job.TenantId, job.Kind, job.Payload, outcome.ErrorType!) };

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
}
