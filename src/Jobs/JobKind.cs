using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Steward.Jobs;

/// <summary>A registered kind: where it waits, how it runs, how its arguments are read.</summary>
internal sealed record JobKind(string Name, Type Args, bool IsEvent, JobKindOptions Options, Func<IServiceProvider, string, JobContext, CancellationToken, Task> Run)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static JobKind For<TJob, THandler>(string name, JobKindOptions options, bool isEvent)
        where TJob : IJob where THandler : class, IJobHandler<TJob> =>
        new(name, typeof(TJob), isEvent, options, (scope, payload, context, ct) =>
        {
            var job = JsonSerializer.Deserialize<TJob>(payload, Json)
                ?? throw new JobException(JobErrorType.Validation, "The job's payload is null.");
            return scope.GetRequiredService<THandler>().RunAsync(job, context, ct);
        });
}

/// <summary>All kinds this process knows. Jobs of other kinds wait for a process that knows them.</summary>
internal sealed class JobKinds
{
    private readonly Dictionary<string, JobKind> _byName;
    private readonly ILookup<Type, JobKind> _listeners;

    public JobKinds(IEnumerable<JobKind> kinds)
    {
        var all = kinds.ToList();
        _byName = all.ToDictionary(k => k.Name);
        _listeners = all.Where(k => k.IsEvent).ToLookup(k => k.Args);
        Names = [.. _byName.Keys];
        Queues = all.GroupBy(k => k.Options.Queue).ToDictionary(g => g.Key, g => g.Select(k => k.Name).ToArray());
    }

    /// <summary>All kinds.</summary>
    public string[] Names { get; }

    /// <summary>Kinds by the queue they wait in.</summary>
    public IReadOnlyDictionary<string, string[]> Queues { get; }

    public JobKind this[string name] => _byName.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"No handler is registered for the job kind '{name}'.");

    public IEnumerable<JobKind> ListenersOf(Type eventType) => _listeners[eventType];
}
