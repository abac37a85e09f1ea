using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Steward.Bench.Foundation;
using Steward.Jobs;
using Steward.Jobs.Queue;

namespace Steward.Bench.Jobs;

/// <summary>Producers that each hand in one job after the other and wait until it is durable; no worker is about.</summary>
internal static class Enqueueing
{
    public static async Task<object> RunAsync(Options options)
    {
        await using var host = BenchHost.Build(options.Database, ["web"], null, services => services.AddSingleton(new NoOpCount()).AddJob<NoOp, NoOpHandler>());
        await host.StartAsync(CancellationToken.None);
        var writer = host.Services.GetRequiredService<JobWriter>();
        var warm = await ForAsync(writer, options.Number("producers"), TimeSpan.FromSeconds(options.Number("warmup")));
        var started = Stopwatch.GetTimestamp();
        var jobs = await ForAsync(writer, options.Number("producers"), TimeSpan.FromSeconds(options.Number("seconds")));
        var rate = jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await host.StopAsync(CancellationToken.None);
        return new { perSecond = rate, jobs = warm + jobs };
    }

    private static async Task<int> ForAsync(JobWriter writer, int producers, TimeSpan duration)
    {
        var (started, done) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await writer.EnqueueAsync(Guid.Empty, new NoOp(0), null, CancellationToken.None);
                Interlocked.Increment(ref done);
            }
        })));
        return done;
    }
}
