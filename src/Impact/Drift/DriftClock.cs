using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Cron;
using Steward.Platform.Data;
using Steward.Platform.Loops;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Drift;

/// <summary>Sees that the daily check stands in the schedules, at three o'clock UTC.</summary>
internal sealed class DriftClock(IServiceScopeFactory scopes, WorkLoops loops, TimeProvider time, ILogger<DriftClock> log) : BackgroundService
{
    public const string Schedule = "impact:drift";

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.Add(new WorkLoop("impact-drift", TimeSpan.FromMinutes(10), PassAsync, time, log)).RunAsync(stoppingToken);

    private async Task<bool> PassAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        var schedules = scope.ServiceProvider.GetRequiredService<Schedules>();
        if ((await schedules.NextRunsAsync([Schedule], ct)).Count > 0) return false;
        try
        {
            await schedules.SaveAsync(new ScheduleDefinition(Schedule, "0 3 * * *"), new CheckDrift(default), ct);
        }
        catch (Exception error) when (scope.ServiceProvider.GetRequiredService<Storage>().IsUniqueViolation(error))
        {
            // Another process was faster.
        }

        return false;
    }
}
