using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway.Providers;
using Steward.Observability;
using Steward.Observability.Health;
using Steward.Platform.Data;
using Steward.Platform.Loops;
using Steward.Platform.Tenancy;

namespace Steward.Server;

/// <summary>The checks behind <c>/health</c>. Only the database and its schema gate readiness: a provider that is down must not restart pods.</summary>
internal static class HealthRegistration
{
    public static void Register(IServiceProvider services)
    {
        var checks = services.GetRequiredService<HealthChecks>();
        checks.Register("database", gatesReadiness: true, static async (p, ct) =>
        {
            await p.GetRequiredService<Platform.Data.Storage>().ReadAsync(c => c.ExecuteScalarAsync<int>(new CommandDefinition("SELECT 1", cancellationToken: ct)), ct);
            return Healthy;
        });
        checks.Register("migrations", gatesReadiness: true, static async (p, ct) =>
        {
            await using var scope = p.CreateAsyncScope();
            var pending = await scope.ServiceProvider.GetRequiredService<AppDb>().Database.GetPendingMigrationsAsync(ct);
            return pending.Any() ? new HealthCheckResult(HealthStatus.Unhealthy, "The schema is older than the program.") : Healthy;
        });
        checks.Register("workers", gatesReadiness: false, static (p, _) => Loops(p, n => !n.StartsWith("jobs-", StringComparison.Ordinal)));
        checks.Register("scheduler", gatesReadiness: false, static (p, _) => Loops(p, n => n.StartsWith("jobs-", StringComparison.Ordinal)));
        checks.Register("llm_service", gatesReadiness: false, static (p, _) => Task.FromResult(
            p.GetRequiredService<ProviderHealth>().Trouble() is { } trouble ? new HealthCheckResult(HealthStatus.Degraded, trouble) : Healthy));
    }

    private static readonly HealthCheckResult Healthy = new(HealthStatus.Healthy, null);

    private static Task<HealthCheckResult> Loops(IServiceProvider services, Func<string, bool> which)
    {
        var loops = services.GetRequiredService<WorkLoops>();
        var stuck = loops.Stuck.Where(which).ToList();
        return Task.FromResult(stuck.Count > 0 ? new HealthCheckResult(HealthStatus.Degraded, "No pass for a while: " + string.Join(", ", stuck)) : Healthy);
    }
}
