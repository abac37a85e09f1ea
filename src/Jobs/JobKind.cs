using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs.Queue;

namespace Steward.Jobs;

/// <summary>A registered kind: where it waits, how it runs, how its arguments are read, and for a listener the kind of event that it hears.</summary>
internal sealed record JobKind(string Name, string? Event, JobKindOptions Options, Func<IServiceProvider, string, JobContext, CancellationToken, Task> Run)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static JobKind For<TJob, THandler>(string name, JobKindOptions options, string? heard = null)
        where TJob : IJob where THandler : class, IJobHandler<TJob> =>
        new(name, heard, options, (scope, payload, context, ct) =>
        {
            var job = JsonSerializer.Deserialize<TJob>(payload, Json)
                ?? throw new JobException(JobErrorType.Validation, "The job's payload is null.");
            return scope.GetRequiredService<THandler>().RunAsync(job, context, ct);
        });
}

/// <summary>A queue whose limits its module has declared.</summary>
internal sealed record DeclaredQueue(string Name, QueueLimits Limits);

/// <summary>All kinds this process knows. Jobs of other kinds wait for a process that knows them.</summary>
internal sealed class JobKinds
{
    private readonly Dictionary<string, JobKind> _byName;
    private readonly ILookup<string, JobKind> _listeners;

    public JobKinds(IEnumerable<JobKind> kinds, IEnumerable<DeclaredQueue> queues)
    {
        var all = kinds.ToList();
        _byName = all.ToDictionary(k => k.Name);
        _listeners = all.Where(k => k.Event is not null).ToLookup(k => k.Event!);
        Names = [.. _byName.Keys];
        Queues = all.GroupBy(k => k.Options.Queue).ToDictionary(g => g.Key, g => g.Select(k => k.Name).ToArray());
        var declared = queues.ToDictionary(q => q.Name, q => q.Limits);
        Limits = Queues.Keys.Concat(declared.Keys).Distinct().ToDictionary(q => q, q => declared.GetValueOrDefault(q, QueueLimits.None));
    }

    /// <summary>True when jobs of the kind ask models; false for a kind that this process does not know.</summary>
    public bool UsesAi(string kind) => _byName.GetValueOrDefault(kind)?.Options.UsesAi == true;

    /// <summary>Queues in which jobs wait that ask models.</summary>
    public IReadOnlySet<string> AiQueues => field ??= _byName.Values.Where(k => k.Options.UsesAi).Select(k => k.Options.Queue).ToHashSet();

    /// <summary>The queue of a kind; null for a kind that this process does not know.</summary>
    public string? QueueOf(string kind) => _byName.GetValueOrDefault(kind)?.Options.Queue;

    /// <summary>All queues, with the limits they have until somebody sets others.</summary>
    public IReadOnlyDictionary<string, QueueLimits> Limits { get; }

    /// <summary>All kinds.</summary>
    public string[] Names { get; }

    /// <summary>Kinds by the queue they wait in.</summary>
    public IReadOnlyDictionary<string, string[]> Queues { get; }

    public JobKind this[string name] => _byName.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"No handler is registered for the job kind '{name}'.");

    /// <summary>The kind as this process knows it; one that it does not know can be put in its queue again, for a process that does.</summary>
    public JobKind Known(string name, string queue, int maxAttempts) => _byName.GetValueOrDefault(name)
        ?? new JobKind(name, null, new JobKindOptions(queue, maxAttempts), (_, _, _, _) => throw new InvalidOperationException($"No handler is registered for the job kind '{name}'."));

    /// <summary>Who hears an event, by the event's kind.</summary>
    public IEnumerable<JobKind> ListenersOf(string happened) => _listeners[happened];

    /// <summary>What is told to those who listen for <see cref="DeadLetter{TJob}"/> of this job.</summary>
    public IReadOnlyList<NewJob> AnnouncementsOf(Guid job, Guid tenant, string kind, string payload, string errorType) =>
        [.. ListenersOf(DeadLetterKind.Of(kind)).Select(listener => new NewJob(
            Guid.CreateVersion7(), tenant, listener, $$"""{"jobId":"{{job}}","job":{{payload}},"errorType":"{{errorType}}"}""", new JobOptions()))];
}
