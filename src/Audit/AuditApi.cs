using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Audit;

/// <summary>An entry as the API shows it. Details are null once they were erased.</summary>
internal sealed record AuditResponse(long Seq, DateTime At, string Actor, string Action, string Object, JsonElement? Details, string Hash);

internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/audit", ListAsync).On(Service.Platform).Require("audit.read").WithTags("Audit")
            .WithSummary("The tenant's audit trail, newest first");

    private static async Task<Ok<Page<AuditResponse>>> ListAsync(
        AppDb db, HttpContext http, string? actor, string? action, string? @object, DateTimeOffset? from, DateTimeOffset? to,
        int? limit, string? cursor, CancellationToken ct)
    {
        var take = Cursor.Limit(limit);
        var filters = $"{http.Caller().TenantId}|{actor}|{action}|{@object}|{from:O}|{to:O}";
        var before = Cursor.Unpack<long>(cursor, filters) ?? long.MaxValue;
        var (since, until) = (from?.UtcDateTime ?? DateTime.MinValue, to?.UtcDateTime ?? DateTime.MaxValue);
        var tenant = http.Caller().TenantId;
        var entries = db.Set<AuditEntry>().AsNoTracking().Where(e => e.TenantId == tenant && e.Seq < before);
        if (actor is not null) entries = entries.Where(e => e.Actor == actor);
        if (action is not null) entries = entries.Where(e => e.Action == action);
        if (@object is not null) entries = entries.Where(e => e.Object == @object);
        if (from is not null) entries = entries.Where(e => e.At >= since);
        if (to is not null) entries = entries.Where(e => e.At < until);
        var rows = await entries.OrderByDescending(e => e.Seq).Take(take + 1)
            .Select(e => new { Entry = e, Detail = db.Set<AuditDetail>().Where(d => d.TenantId == tenant && d.Seq == e.Seq).Select(d => d.Details).FirstOrDefault() })
            .ToListAsync(ct);
        var page = rows.Take(take).Select(r => new AuditResponse(r.Entry.Seq, r.Entry.At, r.Entry.Actor, r.Entry.Action, r.Entry.Object,
            r.Detail is null ? null : JsonSerializer.Deserialize<JsonElement>(r.Detail), r.Entry.Hash)).ToList();
        return TypedResults.Ok(new Page<AuditResponse>(page, rows.Count > take ? Cursor.Pack(page[^1].Seq.ToString(), filters) : null));
    }
}
