using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs;

/// <summary>The arguments of a kind of job: a small record, stored as JSON, so give ids and not whole objects.</summary>
public interface IJob
{
    /// <summary>The kind's stable name, <c>module.verb-noun</c>; stored in every row, so never rename it.</summary>
    static abstract string Kind { get; }
}

/// <summary>Does one kind of job. May run again after a crash, so every effect must bear repetition or be fenced by <see cref="JobContext.FinishAsync(AppDb, CancellationToken)"/>.</summary>
public interface IJobHandler<in TJob> where TJob : IJob
{
    /// <summary>Does the job; returning means success, an exception decides by its type what happens next.</summary>
    Task RunAsync(TJob job, JobContext context, CancellationToken ct);
}

/// <summary>Why a job failed; decides whether it is tried again, parked or dead.</summary>
public enum JobErrorType
{
    /// <summary>Nobody knows. Tried again.</summary>
    Unknown,

    /// <summary>Took too long. Tried again.</summary>
    Timeout,

    /// <summary>Too many calls. Parked until the given time; costs no attempt.</summary>
    RateLimit,

    /// <summary>The input or the answer is wrong and would be wrong again. Dead at once.</summary>
    Validation,

    /// <summary>Credentials refused. Dead at once.</summary>
    Auth,

    /// <summary>The other side is overloaded or down. Tried again.</summary>
    Unavailable,

    /// <summary>The provider answered with a fault. Tried again.</summary>
    Provider,

    /// <summary>No connection. Tried again.</summary>
    Network,

    /// <summary>The model answered garbage. Tried again.</summary>
    Model,

    /// <summary>No budget left. Parked until there is some; costs no attempt.</summary>
    Budget,
}

/// <summary>Names of <see cref="JobErrorType"/>.</summary>
public static class JobErrorTypes
{
    /// <summary>As rows, logs, metrics and answers name it, for example <c>rate_limit</c>.</summary>
    public static string Name(this JobErrorType type) => type == JobErrorType.RateLimit ? "rate_limit" : type.ToString().ToLowerInvariant();
}

/// <summary>A typed failure of a job.</summary>
/// <param name="type">Decides what happens next.</param>
/// <param name="message">For people; kept with the job, so never a person's text or a secret.</param>
/// <param name="retryAfter">When to try again at the earliest; parks the job for rate limits and budgets.</param>
/// <param name="inner">The cause.</param>
public sealed class JobException(JobErrorType type, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Decides what happens next.</summary>
    public JobErrorType Type { get; } = type;

    /// <summary>When to try again at the earliest.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>
    /// What to look at, kept with the dead letter as its result's <c>answer</c>: for example a model's answer that cannot be used. At most 64,000 characters;
    /// erased with the job.
    /// </summary>
    public string? Kept { get; init; }
}

/// <summary>How one job is put in the queue.</summary>
/// <param name="Delay">Not before this has passed, by the database's clock.</param>
/// <param name="Priority">Lower runs first; 0 is normal.</param>
/// <param name="UniqueKey">While a job of this kind with this key lives, another is not added.</param>
/// <param name="Id">The job's id, where the caller needs to know it beforehand.</param>
/// <param name="UserId">The person it is done for.</param>
public sealed record JobOptions(TimeSpan? Delay = null, short Priority = 0, string? UniqueKey = null, Guid? Id = null, string? UserId = null);

/// <summary>How a kind of job runs.</summary>
/// <param name="Queue">The queue it waits in.</param>
/// <param name="MaxAttempts">Attempts before it is dead; at least 1. Defaults to 3.</param>
/// <param name="TimeoutSeconds">Seconds one attempt may take. Defaults to 300.</param>
/// <param name="UsesAi">True when it asks models: it is counted in the <c>ai_jobs_*</c> metrics, and its queue in <c>ai_queue_size</c>. Defaults to false.</param>
public sealed record JobKindOptions(string Queue = "default", int MaxAttempts = 3, int TimeoutSeconds = 300, bool UsesAi = false);

/// <summary>How much of a queue may run, over all processes; no limit where a number is null.</summary>
/// <param name="MaxActive">Jobs that run at once.</param>
/// <param name="PerSecond">Jobs that start in a second, evenly spaced.</param>
/// <param name="TenantMaxActive">Jobs of each tenant that run at once.</param>
/// <param name="TenantPerSecond">Jobs of each tenant that start in a second.</param>
public sealed record QueueLimits(int? MaxActive = null, int? PerSecond = null, int? TenantMaxActive = null, int? TenantPerSecond = null)
{
    /// <summary>No limits.</summary>
    public static QueueLimits None { get; } = new();

    internal bool Any => this != None;
}

/// <summary>The attempt that is running.</summary>
public sealed class JobContext
{
    internal Func<JobOutcome> Outcome { get; init; } = () => throw new InvalidOperationException("The context is not of a running job.");

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Grows with every claim of the job; a write that carries an old one is refused.</summary>
    public required long Lease { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Attempts before the job is dead.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>Whose work it is.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>Kept with the finished job as JSON.</summary>
    public object? Result { get; set; }

    internal bool Finished { get; set; }

    internal TimeSpan? Again { get; private set; }

    internal string? Provider { get; private set; }

    internal string? Model { get; private set; }

    /// <summary>What this attempt has paid so far, in pico-USD; null while nobody was asked.</summary>
    public long? CostPico { get; private set; }

    internal int? Validations { get; private set; }

    internal int? ValidationsPassed { get; private set; }

    internal Action<int, string?> Reported { get; init; } = (_, _) => { };

    /// <summary>Notes who answered the job's questions and what it was paid; shown with the job and summed over its attempts.</summary>
    /// <param name="provider">The provider that answered last.</param>
    /// <param name="model">Its model.</param>
    /// <param name="costPico">What this call cost, in pico-USD.</param>
    public void Charge(string provider, string model, long costPico) => (Provider, Model, CostPico) =
        (JobOutcome.Storable(provider, 50), JobOutcome.Storable(model, 100), (CostPico ?? 0) + costPico);

    /// <summary>Notes that an answer was checked; counted over the job's attempts.</summary>
    /// <param name="passed">True when the last reading of the answer, after all mending, could be used.</param>
    public void Validated(bool passed) => (Validations, ValidationsPassed) = ((Validations ?? 0) + 1, (ValidationsPassed ?? 0) + (passed ? 1 : 0));

    /// <summary>Says how far the job has come, for those who wait for it. Reports in quick succession are written once.</summary>
    /// <param name="percent">0 to 100.</param>
    /// <param name="message">A few words, at most 200 characters; never a person's text.</param>
    public void Report(int percent, string? message = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        Reported(percent, message is null ? null : JobOutcome.Storable(message, 200));
    }

    /// <summary>Once the handler returns, the job is not done but waits, and then runs again. Costs no attempt and is no failure: for what others have not finished yet.</summary>
    /// <param name="after">How long it waits, by the database's clock.</param>
    public void RunAgain(TimeSpan after) => Again = after;

    /// <summary>
    /// Completes the job inside the handler's own transaction: its rows and "done" become true together, and only if this
    /// attempt still holds the lease. Must be the transaction's last step.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker has the job; the transaction must roll back.</exception>
    public async Task FinishAsync(AppDb db, CancellationToken ct)
    {
        var accepted = false;
        await db.InTransactionAsync(async () =>
        {
            await db.SaveChangesAsync(ct);
            var (connection, transaction) = await db.ConnectionAsync(ct);
            accepted = (await FinishManyAsync(db.Storage, connection, transaction, [this], ct))[0];
            if (!accepted) throw new LeaseLostException(JobId);
        }, ct);
        Ended(accepted);
    }

    /// <summary>
    /// Completes many jobs in a transaction of the caller, who shares one commit between them. Answers for each whether it still held its lease; rows of
    /// those that did not must not be written. Once committed, tell each with <see cref="Ended"/>.
    /// </summary>
    public static Task<bool[]> FinishManyAsync(
        Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<JobContext> jobs, CancellationToken ct) =>
        JobOutcomes.ApplyAsync(storage, connection, transaction, [.. jobs.Select(j => j.Outcome())], ct);

    /// <summary>The end was committed elsewhere.</summary>
    /// <exception cref="LeaseLostException">The lease was not held any more.</exception>
    public void Ended(bool accepted)
    {
        if (!accepted) throw new LeaseLostException(JobId);
        Finished = true;
    }
}

/// <summary>
/// Event: a job has ended without being done: as a dead letter, by its own failure or because its worker died on every attempt, or called off by
/// somebody. Told in the transaction that ends the job, so a business row that waits for it never waits for ever. Heard with <see cref="JobRegistration.AddEventHandler{TEvent,THandler}"/>.
/// </summary>
/// <param name="JobId">The dead job.</param>
/// <param name="Job">Its arguments.</param>
/// <param name="ErrorType">Why, as the names of <see cref="JobErrorType"/> are written: <c>timeout</c>, <c>rate_limit</c> …; <c>cancelled</c> when it was called off.</param>
public sealed record DeadLetter<TJob>(Guid JobId, TJob Job, string ErrorType) : IJob where TJob : IJob
{
    static string IJob.Kind => DeadLetterKind.Of(TJob.Kind);
}

internal static class DeadLetterKind
{
    /// <summary>The error type of a job that was called off.</summary>
    public const string Cancelled = "cancelled";

    public static string Of(string kind) => kind + ".dead";
}

/// <summary>The attempt no longer holds the job's lease: whatever it did must not count.</summary>
public sealed class LeaseLostException(Guid jobId) : Exception($"The lease of job {jobId} was lost.");

/// <summary>Registers kinds of jobs and handlers of events.</summary>
public static class JobRegistration
{
    /// <summary>Registers who does a kind of job.</summary>
    public static IServiceCollection AddJob<TJob, THandler>(this IServiceCollection services, JobKindOptions? options = null)
        where TJob : IJob where THandler : class, IJobHandler<TJob> => services
        .AddScoped<THandler>()
        .AddSingleton(JobKind.For<TJob, THandler>(TJob.Kind, options ?? new JobKindOptions()));

    /// <summary>Declares the limits that a queue has until an operator sets others.</summary>
    public static IServiceCollection AddJobQueue(this IServiceCollection services, string name, QueueLimits limits) =>
        services.AddSingleton(new DeclaredQueue(name, limits));

    /// <summary>Registers one more listener of an event. Each listener is a job of its own: retried, visible and pruned like any other.</summary>
    /// <param name="services">The services.</param>
    /// <param name="listener">The listener's stable name, unique for the event.</param>
    /// <param name="options">How it runs; the queue <c>events</c> unless given.</param>
    public static IServiceCollection AddEventHandler<TEvent, THandler>(this IServiceCollection services, string listener, JobKindOptions? options = null)
        where TEvent : IJob where THandler : class, IJobHandler<TEvent> => services
        .AddScoped<THandler>()
        .AddSingleton(JobKind.For<TEvent, THandler>($"{TEvent.Kind}>{listener}", options ?? new JobKindOptions("events"), TEvent.Kind));
}
