using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Steward.Platform.Tracing;

namespace Steward.Jobs.Workers;

/// <summary>Who hears of attempts.</summary>
internal sealed record AttemptNews(OutcomeWriter Outcomes, ProgressWriter Progress, JobMetrics Metrics, JobSignals Signals);

/// <summary>One attempt: scope, tenant, time limit, handler, outcome. Returns when the outcome is durable.</summary>
internal sealed class JobRunner(IServiceScopeFactory scopes, JobKinds kinds, AttemptNews news, ILogger<JobRunner> log)
{
    /// <param name="job">The claimed job.</param>
    /// <param name="attempt">Tells when the lease is lost (stop, nothing of it counts) or the job is called off.</param>
    /// <param name="stopping">Cancelled when the process stops and the drain time is over: hand back.</param>
    /// <returns>The job to go on with, where one was taken with the end of this.</returns>
    public async Task<ClaimedJob?> RunAsync(ClaimedJob job, Attempt attempt, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        RequestIds.Current = job.RequestId;
        using var scope = log.BeginScope(new JobScope(job));
        using var span = kinds.UsesAi(job.Kind) ? Spans.StartFirst("ai.worker.process", ActivityKind.Consumer) : null;
        JobLog.Started(log, job.Id, job.Kind, job.Attempt);
        var context = ContextOf(job);
        var (state, outcome) = await AttemptAsync(job, context, attempt, stopping);
        var next = default(ClaimedJob);
        if (outcome is not null)
        {
            (state, next) = await WriteAsync(job, outcome);
            if (state is null) JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
        }

        var took = Stopwatch.GetElapsedTime(started);
        if (state == JobState.Completed) JobLog.Completed(log, job.Id, job.Kind, job.Attempt, Math.Round(took.TotalMilliseconds, 1));
        // What was put off has neither ended nor failed.
        if (state != JobState.Delayed || context.Again is null) news.Metrics.Ended(job, context, state, took);
        Describe(span, job, context, state);
        news.Signals.Watches.Happened(job.Id);
        return next;
    }

    /// <summary>Gives back a job that was claimed but never ran.</summary>
    public Task HandBackAsync(string queue, Guid id, long lease) => news.Outcomes.WriteAsync(queue, JobOutcome.HandBack(id, lease), freesSlot: false);

    private static void Describe(Activity? span, ClaimedJob job, JobContext context, JobState? state)
    {
        if (span is null) return;
        span.SetTag("client_id", job.TenantId).SetTag("request_id", job.RequestId).SetTag("job_id", job.Id).SetTag("kind", job.Kind).SetTag("attempt", job.Attempt)
            .SetTag("provider", context.Provider).SetTag("model", context.Model).SetTag("outcome", state?.ToString().ToLowerInvariant() ?? "lost");
        if (state is JobState.Failed or JobState.Parked || (state == JobState.Delayed && context.Again is null)) span.SetStatus(ActivityStatusCode.Error);
    }

    // What was called off in the last moment does not go on, neither to another attempt nor to another worker.
    // Answers the state that is true now, or none where the lease was lost.
    private async Task<(JobState? State, ClaimedJob? Next)> WriteAsync(ClaimedJob job, JobOutcome outcome)
    {
        var queue = kinds[job.Kind].Options.Queue;
        var (ended, state) = await EndAsync(queue, job, outcome);
        if (ended.Accepted || outcome.Ends) return (ended.Accepted ? state : null, ended.Next);
        var cancelled = await news.Outcomes.WriteAsync(queue, Announced(job, JobOutcome.Cancelled(job.Id, job.Lease)) with
        {
            Provider = outcome.Provider, Model = outcome.Model, CostPico = outcome.CostPico, Validations = outcome.Validations, ValidationsPassed = outcome.ValidationsPassed,
        }, freesSlot: false);
        return (cancelled.Accepted ? JobState.Cancelled : null, ended.Next);
    }

    // What the database will never take (a result, a text) must not make the job run again and again.
    private async Task<(Ended Ended, JobState State)> EndAsync(string queue, ClaimedJob job, JobOutcome outcome)
    {
        try
        {
            return (await news.Outcomes.WriteAsync(queue, outcome, freesSlot: true), outcome.State);
        }
        catch (Exception error)
        {
            JobLog.EndUnwritable(log, job.Id, job.Kind, error);
            return await BuryAsync(queue, job, $"The end could not be written: {error.GetType().Name}");
        }
    }

    // Not even as a dead letter: it goes back at the price of an attempt, each time for longer, or it would run in circles as if it had never run.
    private async Task<(Ended Ended, JobState State)> BuryAsync(string queue, ClaimedJob job, string cause)
    {
        try
        {
            return (await news.Outcomes.WriteAsync(queue,
                Announced(job, new JobOutcome(job.Id, job.Lease, JobState.Failed, ErrorType: "unknown", Error: cause)), freesSlot: true), JobState.Failed);
        }
        catch (Exception error)
        {
            JobLog.AttemptFailed(log, job.Id, job.Kind, job.Attempt, "unknown", error);
            return (await news.Outcomes.WriteAsync(queue, JobOutcome.Later(job), freesSlot: true), JobState.Delayed);
        }
    }

    // No outcome to write: the handler has already written the end in its own transaction, or the lease was lost (no state).
    private async Task<(JobState? State, JobOutcome? ToWrite)> AttemptAsync(ClaimedJob job, JobContext context, Attempt attempt, CancellationToken stopping)
    {
        var kind = kinds[job.Kind];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(attempt.Stop, stopping);
        try
        {
            if (!await attempt.Queue.EnterAsync(limit.Token)) return Written(context, JobOutcome.HandBack(job.Id, job.Lease));
            await HandleAsync(kind, job, context, attempt.Queue, limit);
            return context.Finished ? (JobState.Completed, null) : Written(context, context.Again is { } wait ? JobOutcome.PutOff(job, wait) : JobOutcome.Completed(job, ResultOf(context)));
        }
        catch (LeaseLostException)
        {
            JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
            return (null, null);
        }
        catch (Exception) when (attempt.IsCalledOff)
        {
            return Written(context, Announced(job, JobOutcome.Cancelled(job.Id, job.Lease)));
        }
        catch (OperationCanceledException) when (attempt.IsLost)
        {
            JobLog.LeaseLost(log, job.Id, job.Kind, job.Lease);
            return (null, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Written(context, JobOutcome.HandBack(job.Id, job.Lease));
        }
        catch (Exception error)
        {
            var typed = JobFailures.Typed(error, limit.IsCancellationRequested);
            JobLog.AttemptFailed(log, job.Id, job.Kind, job.Attempt, typed.Type.Name(), error);
            return Written(context, Announced(job, JobOutcome.Failed(job, typed, Random.Shared.NextDouble())));
        }
    }

    private async Task HandleAsync(JobKind kind, ClaimedJob job, JobContext context, ServedQueue queue, CancellationTokenSource limit)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            limit.CancelAfter(TimeSpan.FromSeconds(kind.Options.TimeoutSeconds));
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Be(job.TenantId);
            await kind.Run(scope.ServiceProvider, job.Payload, context, limit.Token);
        }
        finally
        {
            queue.Leave(started);
        }
    }

    private static (JobState? State, JobOutcome? ToWrite) Written(JobContext context, JobOutcome outcome) => (outcome.State, Charged(context, outcome));

    private static JobOutcome Charged(JobContext context, JobOutcome outcome) => (context.CostPico, context.Validations) == (null, null) ? outcome : outcome with
    {
        Provider = context.Provider, Model = context.Model, CostPico = context.CostPico, Validations = context.Validations, ValidationsPassed = context.ValidationsPassed,
    };

    private JobOutcome Announced(ClaimedJob job, JobOutcome outcome) => outcome.State is not (JobState.Failed or JobState.Cancelled) ? outcome
        : outcome with { Announcements = kinds.AnnouncementsOf(job.Id, job.TenantId, job.Kind, job.Payload, outcome.ErrorType ?? DeadLetterKind.Cancelled) };

    private static string? ResultOf(JobContext context) => context.Result is null ? null : JsonSerializer.Serialize(context.Result, JobKind.Json);

    private JobContext ContextOf(ClaimedJob job)
    {
        JobContext context = null!;
        return context = new JobContext
        {
            JobId = job.Id, Lease = job.Lease, Attempt = job.Attempt, MaxAttempts = job.MaxAttempts, TenantId = job.TenantId,
            Reported = (percent, message) => news.Progress.Add(job, percent, message),
            Outcome = () => Charged(context, JobOutcome.Completed(job, ResultOf(context))),
        };
    }
}
