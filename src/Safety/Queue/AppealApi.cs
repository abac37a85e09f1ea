using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Queue;

/// <summary>Why a text should not stay held; 1 to 2,000 characters.</summary>
internal sealed record AppealRequest(string? Reason);

/// <summary>An appeal that waits for another reviewer.</summary>
internal sealed record AppealResponse(bool Success, string FlagId, string ReviewStatus, DateTime AppealedAt, DateTime? DueAt);

/// <summary>A flag by the tenant's own API: what became of it, and an appeal where it was upheld.</summary>
internal static class AppealApi
{
    public static void MapAppeals(this IEndpointRouteBuilder routes)
    {
        var flags = routes.MapGroup("/v1/safety/flags").On(Service.Safety).WithTags("Appeals");
        flags.MapGet("/{id}", GetAsync).Require("safety.read").WithSummary("What became of a flag, without the text");
        flags.MapPost("/{id}/appeal", AppealAsync).Require("safety.appeal").WithSummary("Have another reviewer decide about an upheld flag").Idempotent();
    }

    private static async Task<Ok<QueuedFlag>> GetAsync(string id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        return TypedResults.Ok(QueuedFlag.From(await db.Set<SafetyFlag>().AsNoTracking().SingleOrDefaultAsync(f => f.TenantId == tenant && f.Id == id, ct)
            ?? throw Problem.NotFound("Flag", id).AsException(), withText: false));
    }

    private static async Task<Ok<AppealResponse>> AppealAsync(string id, AppealRequest body, ReviewTools tools, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().Text("/reason", body.Reason, 2000).ThrowIfAny();
        var (caller, db, now) = (http.Caller(), tools.Db, tools.Time.GetUtcNow().UtcDateTime);
        return TypedResults.Ok(await db.InTransactionAsync(async () =>
        {
            var flag = await db.Set<SafetyFlag>().SingleOrDefaultAsync(f => f.TenantId == caller.TenantId && f.Id == id, ct) ?? throw Problem.NotFound("Flag", id).AsException();
            if (flag.ReviewStatus != "upheld") throw Problem.Conflict("not_upheld", "Only a flag that a reviewer upheld can be appealed against.").AsException();
            if (flag.Content is null) throw Reviewer.Erased.AsException();
            var item = await db.Set<ReviewItem>().AsNoTracking().SingleAsync(i => i.TenantId == caller.TenantId && i.FlagId == id, ct);
            var due = now.AddHours(tools.Options.Value.EscalatedHours);
            if (await db.Set<ReviewItem>().Where(i => i.TenantId == caller.TenantId && i.Id == item.Id && i.Status == "reviewed" && i.AppealedAt == null).ExecuteUpdateAsync(s => s
                .SetProperty(i => i.Status, "pending").SetProperty(i => i.AppealedAt, now).SetProperty(i => i.AppealedAgainst, i => i.ReviewedBy).SetProperty(i => i.DueAt, due)
                .SetProperty(i => i.ReviewedAt, (DateTime?)null).SetProperty(i => i.ReviewedBy, (string?)null).SetProperty(i => i.AssignedTo, (string?)null), ct) == 0)
                throw Problem.Conflict("already_appealed", "There was an appeal already; its decision holds.").AsException();
            flag.ReviewStatus = "pending";
            reviewer.Note(item, caller, "appealed", item.Status, body.Reason, now);
            await db.SaveChangesAsync(ct);
            await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review.appealed", $"flag:{id}", new { item = item.Id, body.Reason, against = item.ReviewedBy }), ct);
            return new AppealResponse(true, id, flag.ReviewStatus, now, due);
        }, ct));
    }
}
