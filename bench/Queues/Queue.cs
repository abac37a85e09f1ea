using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Http;
using Steward.Server;

namespace Steward.Bench.Queues;

/// <summary>A job that does nothing but count itself.</summary>
internal sealed record BenchJob(int Number) : IJob
{
    public static string Kind => "bench.job";
}

/// <summary>Hears what runs.</summary>
internal sealed class Ran
{
    private int _count;

    public int Count => _count;

    public long First { get; private set; }

    public void Add()
    {
        if (Interlocked.Increment(ref _count) == 1) First = Stopwatch.GetTimestamp();
    }
}

internal sealed class BenchHandler(Ran ran) : IJobHandler<BenchJob>
{
    public Task RunAsync(BenchJob job, JobContext context, CancellationToken ct)
    {
        ran.Add();
        return Task.CompletedTask;
    }
}

/// <summary>A process of ours that adds jobs, or runs them, on a migrated database.</summary>
internal sealed class Queue(string folder, string[] settings) : IAsyncDisposable
{
    private readonly List<StewardHost> _hosts = [];

    public Ran Ran { get; } = new();

    public async Task<JobWriter> ProducerAsync() => (await StartAsync(["web"], 10)).Services.GetRequiredService<JobWriter>();

    public Task<StewardHost> WorkerAsync(int slots) => StartAsync(["worker", "scheduler"], slots);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
    }

    private async Task<StewardHost> StartAsync(string[] roles, int slots)
    {
        var host = StewardHost.Build(
            new ServeOptions
            {
                Data = folder, Roles = roles, Production = true,
                Settings = [.. settings, .. Service.All.Select(s => $"Ports:{s.Name}=0"), $"Jobs:Concurrency={slots}", "Logging:LogLevel:Default=Warning", "Observability:LogFormat=Json"],
            },
            services => services.AddSingleton(Ran).AddJob<BenchJob, BenchHandler>());
        await host.StartAsync(CancellationToken.None);
        _hosts.Add(host);
        return host;
    }
}
