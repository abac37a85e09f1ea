using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Queue;

/// <summary>The item to look at next, with its text; null when none is left for this reviewer.</summary>
/// <param name="Entry">The item.</param>
internal sealed record NextResponse(QueueEntry? Entry);

/// <summary>Who goes on with an item; null for anybody.</summary>
internal sealed record AssignRequest(string? AssignedTo);

/// <summary>Something to remember about an item; 1 to 2,000 characters.</summary>
internal sealed record NoteRequest(string? Notes);

/// <summary>Why, if somebody wants to say so; up to 2,000 characters.</summary>
internal sealed record ReasonRequest(string? Notes);

/// <summary>What was done to an item, oldest first.</summary>
internal sealed record HistoryResponse(IReadOnlyList<HistoryLine> Events);

/// <summary>One thing that was done.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">By whom; <c>system</c> where thresholds dismissed it.</param>
/// <param name="Action">approved, upheld, escalated, rejected, undone, assigned, noted, skipped, appealed or second.</param>
/// <param name="Was">The item's status before.</param>
/// <param name="Notes">Why.</param>
internal sealed record HistoryLine(DateTime At, string Actor, string Action, string Was, string? Notes);

/// <summary>What a reviewer does to an item besides deciding: takes it, skips it, hands it on, writes about it.</summary>
internal static class LeaseApi
{
    private const int MostEvents = 500;

    public static void MapLeases(this IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("/v1/safety/queue").On(Service.Safety).Require("safety.review").WithTags("Review queue");
        queue.MapPost("/next", NextAsync).WithSummary("Take the item that is due first; nobody else gets it meanwhile");
        queue.MapPost("/{id}/lease", TakeAsync).WithSummary("Take one item, or keep it for longer");
        queue.MapDelete("/{id}/lease", GiveBackAsync).WithSummary("Give it back");
        queue.MapPost("/{id}/skip", SkipAsync).WithSummary("Leave it to others");
        queue.MapPost("/{id}/assign", AssignAsync).WithSummary("Hand it to somebody, or to anybody");
        queue.MapPost("/{id}/notes", NoteAsync).WithSummary("Write something down about it");
        queue.MapPost("/{id}/undo", UndoAsync).WithSummary("Take a decision back; the text is held again");
        queue.MapGet("/{id}/history", HistoryAsync).WithSummary("What was done to it");
    }

    private static async Task<Ok<NextResponse>> NextAsync(Leases leases, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        http.Caller().Company();
        return TypedResults.Ok(new NextResponse(await leases.TakeNextAsync(http.Caller(), ct) is { } id ? await EntryAsync(id, db, time, http, ct) : null));
    }

    private static async Task<Ok<QueueEntry>> TakeAsync(string id, Leases leases, Reviewer reviewer, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var item = await reviewer.FindAsync(id, http.Caller(), ct);
        if (!await db.InTransactionAsync(() => leases.TakeAsync(id, http.Caller(), ct), ct))
            throw Reviewer.WhyNot(await reviewer.FindAsync(item.Id, http.Caller(), ct), http.Caller()).AsException();
        return TypedResults.Ok(await EntryAsync(id, db, time, http, ct));
    }

    private static async Task<Ok<QueueEntry>> GiveBackAsync(string id, Leases leases, Reviewer reviewer, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var item = await reviewer.FindAsync(id, http.Caller(), ct);
        if (!await leases.GiveBackAsync(id, http.Caller(), ct)) throw Reviewer.WhyNot(item, http.Caller()).AsException();
        return TypedResults.Ok(await EntryAsync(id, db, time, http, ct));
    }

    private static Task<Ok<QueueEntry>> SkipAsync(string id, ReasonRequest body, Leases leases, ReviewTools tools, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().OptionalText("/notes", body.Notes, 2000).ThrowIfAny();
        return ChangeAsync(id, "skipped", body.Notes, reviewer, tools, http, async () =>
        {
            // Who skips what another has before him has nothing to give back.
            await leases.GiveBackAsync(id, http.Caller(), ct);
        }, ct);
    }

    private static Task<Ok<QueueEntry>> AssignAsync(string id, AssignRequest body, ReviewTools tools, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().OptionalText("/assignedTo", body.AssignedTo, Check.MaxIdLength).ThrowIfAny();
        return ChangeAsync(id, "assigned", body.AssignedTo ?? "anybody", reviewer, tools, http, () => tools.Db.Set<ReviewItem>()
            .Where(i => i.TenantId == http.Caller().TenantId && i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.AssignedTo, body.AssignedTo), ct), ct);
    }

    private static Task<Ok<QueueEntry>> NoteAsync(string id, NoteRequest body, ReviewTools tools, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().Text("/notes", body.Notes, 2000).ThrowIfAny();
        return ChangeAsync(id, "noted", body.Notes, reviewer, tools, http, () => Task.CompletedTask, ct);
    }

    private static async Task<Ok<ReviewResponse>> UndoAsync(string id, ReasonRequest body, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().OptionalText("/notes", body.Notes, 2000).ThrowIfAny();
        return TypedResults.Ok(await reviewer.UndoAsync(id, body.Notes, http.Caller(), ct));
    }

    private static async Task<Ok<HistoryResponse>> HistoryAsync(string id, Reviewer reviewer, AppDb db, HttpContext http, CancellationToken ct)
    {
        var (tenant, item) = (http.Caller().TenantId, await reviewer.FindAsync(id, http.Caller(), ct));
        var events = await db.Set<ReviewEvent>().AsNoTracking().Where(e => e.TenantId == tenant && e.ItemId == item.Id).OrderBy(e => e.At).ThenBy(e => e.Id).Take(MostEvents).ToListAsync(ct);
        return TypedResults.Ok(new HistoryResponse([.. events.Select(e => new HistoryLine(e.At, e.Actor, e.Action, e.Was, e.Notes))]));
    }

    private static async Task<Ok<QueueEntry>> ChangeAsync(
        string id, string action, string? notes, Reviewer reviewer, ReviewTools tools, HttpContext http, Func<Task> change, CancellationToken ct)
    {
        var caller = http.Caller();
        await tools.Db.InTransactionAsync(async () =>
        {
            var item = await reviewer.FindAsync(id, caller, ct);
            await change();
            reviewer.Note(item, caller, action, item.Status, notes, tools.Time.GetUtcNow().UtcDateTime);
            await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review." + action, $"flag:{item.FlagId}", new { item = id, notes }), ct);
        }, ct);
        return TypedResults.Ok(await EntryAsync(id, tools.Db, tools.Time, http, ct));
    }

    private static async Task<QueueEntry> EntryAsync(string id, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct) =>
        ReviewApi.Entry(await ReviewApi.FindAsync(db, http.Caller(), id, ct), time.GetUtcNow().UtcDateTime, withText: true);
}
