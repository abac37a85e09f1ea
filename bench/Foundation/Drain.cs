using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Jobs.Queue;
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

/// <summary>Counts what ran.</summary>
internal sealed class NoOpCount
{
    private int _ran;

    /// <summary>When the first ran.</summary>
    public long First { get; private set; }

    /// <summary>How many have run.</summary>
    public int Ran => _ran;

    public void Add()
    {
        if (Interlocked.Increment(ref _ran) == 1) First = Stopwatch.GetTimestamp();
    }
}

/// <summary>Enqueues in bulk with no worker about, then drains with one worker process, from the first job that ran until the last end is durable.</summary>
internal static class Drain
{
    public static async Task<DrainFigures> RunAsync(BenchDatabase database, int jobs)
    {
        var narrow = await RunAsync(database, jobs, 10);
        var wide = await RunAsync(database, jobs, 500);
        return new DrainFigures(narrow.EnqueuedPerSecond, narrow.DrainedPerSecond, wide.DrainedPerSecond);
    }

    public static async Task<(double EnqueuedPerSecond, double DrainedPerSecond, double WalBytes)> RunAsync(BenchDatabase database, int jobs, int slots)
    {
        var enqueued = await EnqueueAsync(database, jobs);
        var (drained, wal) = await DrainAsync(database, jobs, slots);
        return (enqueued, drained, wal);
    }

    /// <summary>Enqueues in chunks of one transaction each, so many at once; answers jobs per second.</summary>
    public static async Task<double> EnqueueAsync(BenchDatabase database, int jobs, int chunk = 5000, int atOnce = 1)
    {
        await using var host = Build(database, ["web"], 10, new NoOpCount());
        await host.StartAsync(CancellationToken.None);
        var writer = host.Services.GetRequiredService<JobWriter>();
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, jobs).Select(n => new NoOp(n)).Chunk(chunk), new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (some, ct) => await writer.EnqueueManyAsync(Guid.Empty, some, ct));
        var rate = jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await host.StopAsync(CancellationToken.None);
        return rate;
    }

    /// <summary>Drains what is there, from the first job that ran until the last end is durable.</summary>
    public static async Task<(double PerSecond, double WalBytes)> DrainAsync(BenchDatabase database, int jobs, int slots)
    {
        var count = new NoOpCount();
        await using var host = Build(database, ["worker", "scheduler"], slots, count);
        var storage = host.Services.GetRequiredService<Platform.Data.Storage>();
        Task<T?> AskAsync<T>(string sql) => storage.ReadAsync(c => c.ExecuteScalarAsync<T>(sql), CancellationToken.None);
        async Task<double> WalAsync() => database.Target == Target.Postgres ? (double)await AskAsync<decimal>("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn") : 0;
        var before = await WalAsync();
        await host.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        // A look at the table is dear while it is full of removed rows: not before all have run.
        while (count.Ran < jobs) await Task.Delay(2, limit.Token);
        while (await AskAsync<int?>("SELECT 1 FROM jobs_queue LIMIT 1") is not null) await Task.Delay(2, limit.Token);
        var rate = jobs / Stopwatch.GetElapsedTime(count.First).TotalSeconds;
        var wal = (await WalAsync() - before) / jobs;
        await host.StopAsync(CancellationToken.None);
        return (rate, wal);
    }

    private static StewardHost Build(BenchDatabase database, string[] roles, int slots, NoOpCount count) =>
        BenchHost.Build(database, roles, slots, services => services.AddSingleton(count).AddJob<NoOp, NoOpHandler>());
}
