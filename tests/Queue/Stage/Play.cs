using System.Collections.Concurrent;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Queue.Stage;

/// <summary>A job that does what the test says, in whichever server of this process claims it.</summary>
internal sealed record Scripted(Guid Play, int Number = 0) : IJob
{
    public static string Kind => "test.scripted";
}

/// <summary>The same with four attempts of at most a second.</summary>
internal sealed record Brief(Guid Play, int Number = 0) : IJob
{
    public static string Kind => "test.brief";
}

/// <summary>A kind that only some servers know.</summary>
internal sealed record Foreign(Guid Play, int Number = 0) : IJob
{
    public static string Kind => "test.foreign";
}

/// <summary>An event with two listeners.</summary>
internal sealed record Happened(Guid Play, int Number = 0) : IJob
{
    public static string Kind => "test.happened";
}

/// <summary>One attempt, as the test's script sees it.</summary>
internal sealed record Act(Guid Tenant, int Number, JobContext Context, AppDb Db, CancellationToken Stopped)
{
    /// <summary>Writes a row and the job's end in one transaction.</summary>
    public Task FinishWithEffectAsync(Guid play) => Db.InTransactionAsync(async () =>
    {
        await Db.ExecuteAsync("INSERT INTO test_effects (play, number, lease) VALUES (@play, @Number, @Lease)",
            new { play, Number, Context.Lease }, CancellationToken.None);
        await Context.FinishAsync(Db, CancellationToken.None);
    }, CancellationToken.None);
}

/// <summary>What the jobs of one test do, and the record of their attempts.</summary>
internal sealed class Play(Func<Act, Task>? script = null)
{
    private static readonly ConcurrentDictionary<Guid, Play> Running = new();
    private readonly ConcurrentQueue<Act> _acts = new();

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Attempts in the order in which they began.</summary>
    public IReadOnlyList<Act> Acts => [.. _acts];

    public Scripted Job(int number = 0) => Known(new Scripted(Id, number));

    public Brief Brief(int number = 0) => Known(new Brief(Id, number));

    public Foreign Foreign(int number = 0) => Known(new Foreign(Id, number));

    public Happened Event(int number = 0) => Known(new Happened(Id, number));

    public Task<IReadOnlyList<Act>> BegunAsync(int count, int seconds = 30) =>
        TestServer.EventuallyAsync(() => Task.FromResult(Acts), acts => acts.Count >= count, seconds);

    internal static Task RunAsync(Guid id, Guid tenant, int number, JobContext context, AppDb db, CancellationToken stopped)
    {
        if (!Running.TryGetValue(id, out var play)) return Task.CompletedTask;
        var act = new Act(tenant, number, context, db, stopped);
        play._acts.Enqueue(act);
        return play._script(act);
    }

    private readonly Func<Act, Task> _script = script ?? (_ => Task.CompletedTask);

    private T Known<T>(T job)
    {
        Running[Id] = this;
        return job;
    }
}

internal sealed class Actor(AppDb db) : IJobHandler<Scripted>, IJobHandler<Brief>, IJobHandler<Foreign>
{
    public Task RunAsync(Scripted job, JobContext context, CancellationToken ct) => Play.RunAsync(job.Play, context.TenantId, job.Number, context, db, ct);

    public Task RunAsync(Brief job, JobContext context, CancellationToken ct) => Play.RunAsync(job.Play, context.TenantId, job.Number, context, db, ct);

    public Task RunAsync(Foreign job, JobContext context, CancellationToken ct) => Play.RunAsync(job.Play, context.TenantId, job.Number, context, db, ct);
}

internal sealed class FirstListener(AppDb db) : IJobHandler<Happened>
{
    public Task RunAsync(Happened job, JobContext context, CancellationToken ct) => Play.RunAsync(job.Play, context.TenantId, job.Number, context, db, ct);
}

internal sealed class SecondListener(AppDb db) : IJobHandler<Happened>
{
    public Task RunAsync(Happened job, JobContext context, CancellationToken ct) => Play.RunAsync(job.Play, context.TenantId, job.Number, context, db, ct);
}
