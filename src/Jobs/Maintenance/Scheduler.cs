using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Cron;
using Steward.Jobs.Statistics;
using Steward.Platform.Loops;

namespace Steward.Jobs.Maintenance;

/// <summary>The passes that keep the queue healthy. Each is safe to run on any number of nodes at once.</summary>
internal sealed class Scheduler(SchedulerParts parts, WorkLoops loops, TimeProvider time, ILogger<Scheduler> log) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Run("jobs-promote", 0.25, parts.Promoter.PassAsync, stoppingToken),
        Run("jobs-rescue", 1, parts.Rescuer.PassAsync, stoppingToken),
        Run("jobs-cron", 1, parts.Ticker.PassAsync, stoppingToken),
        Run("jobs-depth", 5, parts.Depths.PassAsync, stoppingToken),
        Run("jobs-hours", 30, parts.Hours.PassAsync, stoppingToken),
        Run("jobs-prune", 600, parts.Pruner.PassAsync, stoppingToken));

    private Task Run(string name, double seconds, Func<CancellationToken, Task<bool>> pass, CancellationToken stop) =>
        loops.Add(new WorkLoop(name, TimeSpan.FromSeconds(seconds), pass, time, log)).RunAsync(stop);
}

/// <summary>What the scheduler runs.</summary>
internal sealed record SchedulerParts(Promoter Promoter, Rescuer Rescuer, CronTicker Ticker, DepthMeter Depths, HourFold Hours, Pruner Pruner);
