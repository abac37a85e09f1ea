using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Steward.Bench.Foundation;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Server;

namespace Steward.Bench.Jobs;

/// <summary>From the call that enqueues until the handler begins, at a steady rate that does not wait for answers.</summary>
internal static class PickUp
{
    private static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    /// <summary>The sender: a process without workers.</summary>
    public static async Task<object> SendAsync(Options options)
    {
        await using var host = Build(options, ["web"], (_, _) => Task.CompletedTask);
        await host.StartAsync(CancellationToken.None);
        await SendAsync(host, options);
        await host.StopAsync(CancellationToken.None);
        return new { sent = options.Number("jobs") };
    }

    /// <summary>The receiver; sends itself too where one process does both.</summary>
    public static async Task<object> ReceiveAsync(Options options, bool sends)
    {
        var (jobs, ignored, waits, all) = (options.Number("jobs"), options.Number("ignored"), new List<double>(), new TaskCompletionSource());
        var seen = 0;
        await using var host = Build(options, sends ? ["web", "worker", "scheduler"] : ["worker", "scheduler"], (work, _) =>
        {
            var wait = Now - work.Sent;
            lock (waits)
            {
                if (work.Number >= ignored) waits.Add(wait);
                if (++seen == jobs) all.TrySetResult();
            }

            return Task.CompletedTask;
        });
        await host.StartAsync(CancellationToken.None);
        Output.Ready();
        if (sends) await SendAsync(host, options);
        await Task.WhenAny(all.Task, Task.Delay(TimeSpan.FromSeconds(options.Number("limit"))));
        await host.StopAsync(CancellationToken.None);
        lock (waits) return Figures(waits, jobs - ignored);
    }

    private static StewardHost Build(Options options, string[] roles, Func<Work, CancellationToken, Task> body) => BenchHost.Build(
        options.Database, roles, options.Slots, services => services.AddSingleton(new WorkBody(body)).AddJob<Work, WorkHandler>());

    private static async Task SendAsync(StewardHost host, Options options)
    {
        var writer = host.Services.GetRequiredService<JobWriter>();
        var (started, sending) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var i = 0; i < options.Number("jobs"); i++)
        {
            var early = TimeSpan.FromSeconds((double)i / options.Number("rate")) - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.Zero) await Task.Delay(early);
            sending.Add(writer.EnqueueAsync(Guid.Empty, new Work(i, Now), null, CancellationToken.None));
        }

        await Task.WhenAll(sending);
    }

    private static object Figures(List<double> waits, int expected)
    {
        waits.Sort();
        double At(double share) => waits.Count == 0 ? double.NaN : waits[(int)Math.Min(waits.Count - 1, Math.Ceiling(waits.Count * share) - 1)];
        return new { p50 = At(.5), p95 = At(.95), p99 = At(.99), seen = waits.Count, expected };
    }
}
