using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Http;
using Steward.Server;

namespace Steward.Bench.Foundation;

internal sealed record DrainFigures(double EnqueuedPerSecond, double DrainedPerSecond, double WideDrainedPerSecond);

/// <summary>A job that does nothing but count itself.</summary>
internal sealed record NoOp(int Number) : IJob
{
    public static string Kind => "bench.no-op";
}

internal sealed class NoOpHandler(NoOpCount count) : IJobHandler<NoOp>
{
    public Task RunAsync(NoOp job, JobContext context, CancellationToken ct)
    {
        count.Add();
        return Task.CompletedTask;
    }
}

/// <summary>Tells when all have run.</summary>
internal sealed class NoOpCount(int expected)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ran;
    private long _first;

    public Task All => _all.Task;

    /// <summary>Jobs a second from the first that ran to the last.</summary>
    public double PerSecond { get; private set; }

    public void Add()
    {
        var ran = Interlocked.Increment(ref _ran);
        if (ran == 1) _first = Stopwatch.GetTimestamp();
        if (ran != expected) return;
        PerSecond = expected / Stopwatch.GetElapsedTime(_first).TotalSeconds;
        _all.SetResult();
    }
}

/// <summary>Enqueues in bulk with no worker about, then drains with one worker process, narrow and wide.</summary>
internal static class Drain
{
    public static async Task<DrainFigures> RunAsync(BenchDatabase database, int jobs)
    {
        var enqueued = await EnqueueAsync(database, jobs);
        var narrow = await DrainAsync(database, jobs, 10);
        await EnqueueAsync(database, jobs);
        var wide = await DrainAsync(database, jobs, 500);
        return new DrainFigures(enqueued, narrow, wide);
    }

    private static async Task<double> EnqueueAsync(BenchDatabase database, int jobs)
    {
        await using var host = Build(database, ["web"], 10, new NoOpCount(jobs));
        await host.StartAsync(CancellationToken.None);
        var writer = host.Services.GetRequiredService<JobWriter>();
        var started = Stopwatch.GetTimestamp();
        foreach (var chunk in Enumerable.Range(0, jobs).Select(n => new NoOp(n)).Chunk(5000)) await writer.EnqueueManyAsync(Guid.Empty, chunk, CancellationToken.None);
        var rate = jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await host.StopAsync(CancellationToken.None);
        return rate;
    }

    private static async Task<double> DrainAsync(BenchDatabase database, int jobs, int slots)
    {
        var count = new NoOpCount(jobs);
        await using var host = Build(database, ["worker", "scheduler"], slots, count);
        await host.StartAsync(CancellationToken.None);
        await count.All.WaitAsync(TimeSpan.FromMinutes(5));
        await host.StopAsync(CancellationToken.None);
        return count.PerSecond;
    }

    private static StewardHost Build(BenchDatabase database, string[] roles, int slots, NoOpCount count) => StewardHost.Build(
        new ServeOptions
        {
            Data = database.Folder, Roles = roles, Production = true,
            Settings = [.. database.Settings, .. Service.All.Select(s => $"Ports:{s.Name}=0"),
                $"Jobs:Concurrency={slots}", "Logging:LogLevel:Default=Warning"],
        },
        services => services.AddSingleton(count).AddJob<NoOp, NoOpHandler>());
}
