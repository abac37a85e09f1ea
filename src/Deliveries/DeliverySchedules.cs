using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Deliveries.Partners;
using Steward.Deliveries.Schedules;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Deliveries;

/// <summary>Schedules that other code makes sure of.</summary>
public static class DeliverySchedules
{
    /// <summary>Adds the guides' schedule (Benevity, the first of each month, UTC) under the given id, unless that id is taken.</summary>
    /// <param name="services">Any provider; the work is done in a scope of its own.</param>
    /// <param name="tenantId">The demo tenant.</param>
    /// <param name="id">1 to 200 characters, for example <c>schedule-123</c>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when there was one already.</returns>
    public static async Task<bool> EnsureDemoAsync(IServiceProvider services, Guid tenantId, string id, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await db.Set<DeliverySchedule>().AnyAsync(s => s.Id == id, ct)) return false;
        try
        {
            var wish = new ScheduleWish(tenantId, tenantId.ToString(), BenevityAdapter.Platform, "0 0 1 * *", Id: id);
            await scope.ServiceProvider.GetRequiredService<ScheduleBook>().AddAsync(wish, "system", ct);
            return true;
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            return false;
        }
    }
}
