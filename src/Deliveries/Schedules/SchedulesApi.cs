using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Deliveries.Partners;
using Steward.Deliveries.Runs;
using Steward.Identity.Tenants;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Deliveries.Schedules;

internal static class SchedulesApi
{
    public static void MapSchedules(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1/impact-in/schedules", "/impact-in/schedules"])
        {
            var schedules = routes.MapGroup(prefix).On(Service.ImpactIn).WithTags("Schedules");
            schedules.MapPost("", CreateAsync).Require("deliveries.manage").WithSummary("Schedule deliveries to a partner").Idempotent();
            schedules.MapGet("", ListAsync).Require("deliveries.read").WithSummary("Schedules");
            schedules.MapGet("/stats", StatsAsync).Require("deliveries.read").WithSummary("Schedules and runs per partner");
            schedules.MapGet("/{id}", GetAsync).Require("deliveries.read").WithSummary("A schedule");
            schedules.MapPut("/{id}", ChangeAsync).Require("deliveries.manage").WithSummary("Change a schedule, switch it on or off");
            schedules.MapDelete("/{id}", DeleteAsync).Require("deliveries.manage").WithSummary("Delete a schedule; its deliveries stay on record");
            schedules.MapGet("/{id}/preview", PreviewAsync).Require("deliveries.read").WithSummary("What would be delivered; nothing is sent");
            schedules.MapPost("/{id}/run-now", RunNowAsync).Require("deliveries.run").Idempotent()
                .WithSummary("Deliver now: the newest complete period if it has not arrived, else what has come together since");
        }
    }

    private static async Task<Created<ScheduleResponse>> CreateAsync(
        CreateSchedule body, TenantDirectory tenants, ScheduleBook book, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var zone = body.TimeZone ?? "UTC";
        new Check().Id("/companyId", body.CompanyId).OneOf("/platform", body.Platform, PartnerList.Platforms).Cron(body.Schedule, zone).ThrowIfAny();
        var tenant = await tenants.FindAsync(body.CompanyId!, ct);
        http.Caller().MustBelongTo(tenant, "Company", body.CompanyId!);
        var (row, next) = await book.AddAsync(new ScheduleWish(tenant!.Value, body.CompanyId!, body.Platform!, body.Schedule!, zone), http.Caller().Id, ct);
        EntityTag.Show(http, row.Version);
        return TypedResults.Created($"/v1/impact-in/schedules/{row.Id}", new ScheduleResponse(true, ScheduleView.Of(row, next, Now(time))));
    }

    private static async Task<Ok<SchedulesResponse>> ListAsync(
        string? companyId, int? limit, string? cursor, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var take = Cursor.Limit(limit);
        var tenant = await tools.CompanyOrAllAsync(companyId, http.Caller(), ct);
        var filters = $"schedules|{tenant}";
        var after = Cursor.Unpack(cursor, filters) ?? "";
        var rows = await tools.Db.Set<DeliverySchedule>().AsNoTracking()
            .Where(s => (tenant == null || s.TenantId == tenant) && string.Compare(s.Id, after) > 0).OrderBy(s => s.Id).Take(take + 1).ToListAsync(ct);
        var page = rows.Take(take).ToList();
        var nextRun = await tools.Book.NextRunsAsync(page, ct);
        return TypedResults.Ok(new SchedulesResponse(true, [.. page.Select(s => ScheduleView.Of(s, nextRun(s), Now(tools.Time)))],
            rows.Count > take ? Cursor.Pack(page[^1].Id, filters) : null));
    }

    private static async Task<Ok<StatsResponse>> StatsAsync(string? companyId, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = await tools.CompanyOrAllAsync(companyId, http.Caller(), ct);
        var schedules = await tools.Db.Set<DeliverySchedule>().Where(s => tenant == null || s.TenantId == tenant)
            .GroupBy(s => s.Platform).Select(g => new { g.Key, Total = g.Count(), Active = g.Count(s => s.Active) }).ToListAsync(ct);
        var runs = await tools.Db.Set<Delivery>().Where(d => tenant == null || d.TenantId == tenant)
            .GroupBy(d => d.Platform).Select(g => new
            {
                g.Key,
                Good = g.Count(d => d.Status == DeliveryStatus.Delivered),
                Bad = g.Count(d => d.Status == DeliveryStatus.Failed || (d.Status == DeliveryStatus.Unknown && d.NextAttemptAt == null)),
            }).ToListAsync(ct);
        var platforms = PartnerList.Platforms.Union(schedules.Select(s => s.Key)).Union(runs.Select(r => r.Key)).Order(StringComparer.Ordinal);
        var stats = from platform in platforms
                    let made = schedules.Find(s => s.Key == platform)
                    let ran = runs.Find(r => r.Key == platform)
                    select new PlatformStats(platform, made?.Total ?? 0, made?.Active ?? 0, ran?.Good ?? 0, ran?.Bad ?? 0);
        return TypedResults.Ok(new StatsResponse(true, [.. stats]));
    }

    private static async Task<Ok<ScheduleResponse>> GetAsync(string id, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await tools.FindAsync(id, http.Caller(), ct);
        EntityTag.Show(http, row.Version);
        var nextRun = await tools.Book.NextRunsAsync([row], ct);
        return TypedResults.Ok(new ScheduleResponse(true, ScheduleView.Of(row, nextRun(row), Now(tools.Time))));
    }

    private static async Task<Ok<ScheduleResponse>> ChangeAsync(string id, ChangeSchedule body, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await tools.FindAsync(id, http.Caller(), ct);
        EntityTag.MustMatch(http, row.Version, "schedule");
        var (cron, zone) = (body.Schedule ?? row.Cron, body.TimeZone ?? row.TimeZone);
        new Check().That(body is not { Schedule: null, TimeZone: null, Active: null }, "/schedule", "required", "Give schedule, timeZone or active.")
            .Cron(cron, zone).ThrowIfAny();
        (row.Cron, row.TimeZone, row.Active) = (cron.Trim(), zone, body.Active ?? row.Active);
        var next = await tools.Book.ChangeAsync(row, http.Caller().Id, ct);
        EntityTag.Show(http, row.Version);
        return TypedResults.Ok(new ScheduleResponse(true, ScheduleView.Of(row, next, Now(tools.Time))));
    }

    private static async Task<NoContent> DeleteAsync(string id, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await tools.FindAsync(id, http.Caller(), ct);
        EntityTag.MustMatch(http, row.Version, "schedule");
        await tools.Book.RemoveAsync(row, http.Caller().Id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PreviewResponse>> PreviewAsync(string id, ScheduleTools tools, Drafts drafts, HttpContext http, CancellationToken ct)
    {
        var row = await tools.FindAsync(id, http.Caller(), ct);
        return TypedResults.Ok(new PreviewResponse(true, Preview.Of(row, await drafts.DueAsync(row, ct), Now(tools.Time))));
    }

    private static async Task<Accepted<RunNowResponse>> RunNowAsync(string id, ScheduleTools tools, RunNow runs, HttpContext http, CancellationToken ct)
    {
        var row = await tools.FindAsync(id, http.Caller(), ct);
        var delivery = await runs.StartAsync(row, http.Caller().Id, ct);
        return TypedResults.Accepted($"/v1/impact-in/schedules/{row.Id}/deliveries/{delivery.Id}",
            new RunNowResponse(true, delivery.Id, delivery.Status, delivery.IsOver ? delivery.Error! : "The delivery was queued."));
    }

    private static DateTime Now(TimeProvider time) => time.GetUtcNow().UtcDateTime;
}

/// <summary>What most of the schedules' routes use.</summary>
internal sealed record ScheduleTools(AppDb Db, ScheduleBook Book, TenantDirectory Tenants, CurrentTenant Tenant, TimeProvider Time)
{
    /// <summary>The schedule, tracked, or 404. From here on the scope works for its company, also when the platform's owner asks.</summary>
    public async Task<DeliverySchedule> FindAsync(string id, Caller caller, CancellationToken ct)
    {
        var row = id.Length > Check.MaxIdLength ? null : await Db.Set<DeliverySchedule>().SingleOrDefaultAsync(s => s.Id == id, ct);
        caller.MustBelongTo(row?.TenantId, "Schedule", id);
        Tenant.Be(row!.TenantId);
        return row;
    }

    /// <summary>The company asked for, or 404; without one the caller's own, and for the platform's owner all (null).</summary>
    public async Task<Guid?> CompanyOrAllAsync(string? companyId, Caller caller, CancellationToken ct)
    {
        if (companyId is null) return caller.IsOwner ? null : caller.TenantId;
        var tenant = await Tenants.FindAsync(companyId, ct);
        caller.MustBelongTo(tenant, "Company", companyId);
        return tenant;
    }
}
