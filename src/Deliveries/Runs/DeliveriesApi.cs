using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Deliveries.Schedules;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Deliveries.Runs;

/// <summary>A delivery as the API shows it.</summary>
internal sealed record DeliveryView(
    Guid Id, string ScheduleId, string Platform, DateTime PeriodStart, DateTime PeriodEnd, string Status, int Retries, string? Error, DateTime CreatedAt,
    DateTime? DeliveredAt, DateTime? NextAttemptAt, string PayloadHash, JsonElement Payload, IReadOnlyList<AttemptView>? Attempts)
{
    public static DeliveryView Of(Delivery row) => new(
        row.Id, row.ScheduleId, row.Platform, row.PeriodStart, row.PeriodEnd, row.Status, row.Retries, row.Error, row.CreatedAt,
        row.DeliveredAt, row.NextAttemptAt, row.PayloadHash, JsonSerializer.Deserialize<JsonElement>(row.Payload), null);
}

/// <summary>One request to the partner.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="TookMs">Milliseconds until it ended.</param>
/// <param name="StatusCode">The partner's HTTP status, when there was an answer.</param>
/// <param name="Outcome">sending, delivered, already_delivered, refused, failed, unknown, not_configured or blocked.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="ResponseSnippet">The start of the partner's answer.</param>
internal sealed record AttemptView(int Number, DateTime StartedAt, long TookMs, int? StatusCode, string Outcome, string? Error, string? ResponseSnippet)
{
    public static IReadOnlyList<AttemptView> Of(IEnumerable<DeliveryAttempt> rows) =>
        [.. rows.OrderBy(a => a.Number).Select(a => new AttemptView(a.Number, a.StartedAt, a.TookMs, a.StatusCode, a.Outcome, a.Error, a.ResponseSnippet))];
}

/// <summary>One delivery.</summary>
internal sealed record DeliveryResponse(bool Success, DeliveryView Delivery);

/// <summary>A page of deliveries, newest first.</summary>
internal sealed record DeliveriesResponse(bool Success, IReadOnlyList<DeliveryView> Deliveries, string? Next);

internal static class DeliveriesApi
{
    private const int UsualPage = 100;

    public static void MapDeliveryLists(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1/impact-in", "/impact-in"])
        {
            var deliveries = routes.MapGroup(prefix).On(Service.ImpactIn).Require("deliveries.read").WithTags("Deliveries");
            deliveries.MapGet("/deliveries/{companyId}", OfCompanyAsync).WithSummary("A company's deliveries, newest first");
            deliveries.MapGet("/schedules/{id}/deliveries", OfScheduleAsync).WithSummary("A schedule's deliveries with their attempts, newest first");
            deliveries.MapGet("/schedules/{id}/deliveries/{deliveryId:guid}", GetAsync).WithSummary("A delivery with its attempts");
        }
    }

    private static async Task<Ok<DeliveriesResponse>> OfCompanyAsync(
        string companyId, string? platform, int? limit, string? cursor, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var take = Cursor.Limit(limit, UsualPage);
        var tenant = await tools.CompanyOrAllAsync(companyId, http.Caller(), ct);
        var filters = $"company|{tenant}|{platform}";
        var rows = tools.Db.Set<Delivery>().Where(d => d.TenantId == tenant && (platform == null || d.Platform == platform));
        return TypedResults.Ok(await PageAsync(rows, take, cursor, filters, ct));
    }

    private static async Task<Ok<DeliveriesResponse>> OfScheduleAsync(
        string id, int? limit, string? cursor, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var take = Cursor.Limit(limit);
        var schedule = await tools.FindAsync(id, http.Caller(), ct);
        var page = await PageAsync(tools.Db.Set<Delivery>().Where(d => d.ScheduleId == schedule.Id), take, cursor, $"schedule|{schedule.Id}", ct);
        var ids = page.Deliveries.Select(d => d.Id).ToList();
        var attempts = (await tools.Db.Set<DeliveryAttempt>().AsNoTracking().Where(a => ids.Contains(a.DeliveryId)).ToListAsync(ct)).ToLookup(a => a.DeliveryId);
        return TypedResults.Ok(page with { Deliveries = [.. page.Deliveries.Select(d => d with { Attempts = AttemptView.Of(attempts[d.Id]) })] });
    }

    private static async Task<Ok<DeliveryResponse>> GetAsync(string id, Guid deliveryId, ScheduleTools tools, HttpContext http, CancellationToken ct)
    {
        var schedule = await tools.FindAsync(id, http.Caller(), ct);
        var row = await tools.Db.Set<Delivery>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == deliveryId && d.ScheduleId == schedule.Id, ct)
            ?? throw Problem.NotFound("Delivery", deliveryId.ToString()).AsException();
        var attempts = await tools.Db.Set<DeliveryAttempt>().AsNoTracking().Where(a => a.DeliveryId == deliveryId).ToListAsync(ct);
        return TypedResults.Ok(new DeliveryResponse(true, DeliveryView.Of(row) with { Attempts = AttemptView.Of(attempts) }));
    }

    private static async Task<DeliveriesResponse> PageAsync(IQueryable<Delivery> deliveries, int take, string? cursor, string filters, CancellationToken ct)
    {
        if (Cursor.Unpack(cursor, filters) is { } key && Guid.TryParse(key, out var before)) deliveries = deliveries.Where(d => d.Id.CompareTo(before) < 0);
        var rows = await deliveries.AsNoTracking().OrderByDescending(d => d.Id).Take(take + 1).ToListAsync(ct);
        var page = rows.Take(take).Select(DeliveryView.Of).ToList();
        return new DeliveriesResponse(true, page, rows.Count > take ? Cursor.Pack(page[^1].Id.ToString(), filters) : null);
    }
}
