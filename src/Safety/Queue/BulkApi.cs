using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Queue;

/// <summary>One decision about many items.</summary>
/// <param name="Action">approve, uphold, dismiss or escalate.</param>
/// <param name="Ids">1 to 500 items; or a filter.</param>
/// <param name="Filter">Which items of the queue; or ids.</param>
/// <param name="Reason">Why; 1 to 2,000 characters. It becomes the notes of each.</param>
/// <param name="DryRun">Only count.</param>
/// <param name="Expected">With a filter: how many items the dry run found. Where there are others by now, nothing is done.</param>
internal sealed record BulkRequest(string? Action, string[]? Ids, QueueQuery? Filter, string? Reason, bool? DryRun, int? Expected);

/// <summary>What was done, or would be.</summary>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Matched">Items that are meant and wait for a decision.</param>
/// <param name="Done">Items that were decided.</param>
/// <param name="Skipped">Items that were left, by the reason's code: leased, another_reviewer, already_decided.</param>
/// <param name="Remaining">Items beyond the first 500.</param>
internal sealed record BulkResponse(bool DryRun, int Matched, int Done, IReadOnlyDictionary<string, int> Skipped, int Remaining);

/// <summary>Decides many items at once, each as if it had been decided alone: those that another reviewer has before him are left to him.</summary>
internal static class BulkApi
{
    private const int MostItems = 500;

    public static void MapBulk(this IEndpointRouteBuilder routes) => routes.MapGroup("/v1/safety/queue").On(Service.Safety).WithTags("Review queue")
        .MapPost("/bulk", DecideAsync).Require("safety.review").WithSummary("Decide many items, after counting them");

    private static async Task<Ok<BulkResponse>> DecideAsync(BulkRequest body, ReviewTools tools, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        var check = new Check().OneOf("/action", body.Action, ["approve", "uphold", "dismiss", "escalate"]).Text("/reason", body.Reason, 2000)
            .That(body.Ids is null != body.Filter is null, "/ids", "invalid", "Either ids or a filter is required.")
            .That(body.Ids is null or { Length: >= 1 and <= MostItems }, "/ids", "out_of_range", $"1 to {MostItems} ids are required.")
            .That(body.Filter is null || body.DryRun == true || body.Expected is not null, "/expected", "required", "How many items the dry run found is required.");
        foreach (var id in (body.Ids ?? []).Take(MostItems)) check.Id("/ids", id);
        body.Filter?.Validate(check, "/filter").That(body.Filter.Status is null or "pending" or "escalated", "/filter/status", "invalid", "pending or escalated is required.");
        check.ThrowIfAny();
        var (caller, now) = (http.Caller(), tools.Time.GetUtcNow().UtcDateTime);
        var meant = body.Filter is { } filter ? filter.Of(tools.Db, caller.TenantId, now).Select(r => r.Item)
            : tools.Db.Set<ReviewItem>().AsNoTracking().Where(i => i.TenantId == caller.TenantId && body.Ids!.Contains(i.Id) && (i.Status == "pending" || i.Status == "escalated"));
        var matched = await meant.CountAsync(ct);
        if (body.DryRun == true) return TypedResults.Ok(new BulkResponse(true, matched, 0, new Dictionary<string, int>(), Math.Max(0, matched - MostItems)));
        if (body.Expected is { } expected && expected != matched) throw Problem.Conflict("count_changed", $"{matched} items match, not {expected}: count again.").AsException();

        var ids = await meant.OrderBy(i => i.CreatedAt).ThenBy(i => i.Id).Take(MostItems).Select(i => i.Id).ToListAsync(ct);
        var (done, skipped) = await EachAsync(ids, Decision.Of(body.Action)!, body.Reason!, tools, reviewer, caller, ct);
        await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review.bulk", $"tenant:{caller.TenantId}", new { body.Action, body.Filter, body.Reason, matched, done }), ct);
        return TypedResults.Ok(new BulkResponse(false, matched, done, skipped, matched - ids.Count));
    }

    private static async Task<(int Done, Dictionary<string, int> Skipped)> EachAsync(
        IEnumerable<string> ids, Decision decision, string reason, ReviewTools tools, Reviewer reviewer, Caller caller, CancellationToken ct)
    {
        var (done, skipped) = (0, new Dictionary<string, int>());
        foreach (var id in ids)
        {
            try
            {
                await reviewer.DecideAsync(id, decision, new ReviewRequest(reason, null, null), caller, ct);
                done++;
            }
            catch (ProblemException left) when (left.Problem.Status == 409)
            {
                skipped[left.Problem.Code] = skipped.GetValueOrDefault(left.Problem.Code) + 1;
            }

            tools.Db.ChangeTracker.Clear();
        }

        return (done, skipped);
    }
}
