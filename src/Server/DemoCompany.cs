using Microsoft.Extensions.DependencyInjection;
using Steward.Deliveries;
using Steward.Identity.Tenants;
using Steward.Impact;
using Steward.Platform.Tenancy;
using Steward.Safety;

namespace Steward.Server;

/// <summary>What the guides' commands name: a company, a schedule, a queue item. Development mode only.</summary>
internal static class DemoCompany
{
    public static async Task EnsureAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Be(DemoTenant.Id);
        await scope.ServiceProvider.GetRequiredService<TenantDirectory>().AddAsync(DemoTenant.Id, "Demo company", [DemoTenant.Alias], "system", ct);
        await SafetyModule.EnsureDemoAsync(scope.ServiceProvider, DemoTenant.Id, ct);
        await ImpactModule.EnsureDemoAsync(scope.ServiceProvider, DemoTenant.Id, ct);
        await DeliverySchedules.EnsureDemoAsync(scope.ServiceProvider, DemoTenant.Id, "schedule-123", ct);
    }
}
