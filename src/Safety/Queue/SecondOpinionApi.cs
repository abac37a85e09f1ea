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

/// <summary>A decided text to decide once more; what was decided is not told before.</summary>
internal sealed record OpinionWanted(Guid Id, string ItemId, string ContentType, string FlagReason, string Confidence, string? Text);

/// <summary>Texts that wait for another reviewer, oldest first.</summary>
internal sealed record OpinionsResponse(IReadOnlyList<OpinionWanted> Items, int Count);

/// <summary>Another reviewer's decision; it changes nothing of the first.</summary>
/// <param name="Decision">approve, uphold or dismiss.</param>
/// <param name="Notes">Why; up to 1,900 characters.</param>
internal sealed record OpinionRequest(string? Decision, string? Notes);

/// <summary>Both decisions. Where one lets the text go and the other does not, they disagree.</summary>
internal sealed record OpinionResponse(Guid Id, string ItemId, string First, string FirstBy, string Second, bool Agreed);

/// <summary>Blind second opinions on a share of decisions, so that the reviewers' agreement is known.</summary>
internal static class SecondOpinionApi
{
    public static void MapSecondOpinions(this IEndpointRouteBuilder routes)
    {
        var opinions = routes.MapGroup("/v1/safety/second-opinions").On(Service.Safety).Require("safety.review").WithTags("Second opinions");
        opinions.MapGet("", ListAsync).WithSummary("Decided texts that somebody else should decide once more");
        opinions.MapPost("/{id:guid}", GiveAsync).WithSummary("Decide one, and see what the other decided");
    }

    /// <summary>Whether two decisions have the same consequence for the text.</summary>
    public static bool Agree(string first, string second) => (first == "upheld") == (second == "upheld");

    private static async Task<Ok<OpinionsResponse>> ListAsync(AppDb db, HttpContext http, int? limit, CancellationToken ct)
    {
        var (caller, take) = (http.Caller(), Cursor.Limit(limit));
        // A text that was erased meanwhile cannot be decided about.
        var wanted = db.Set<SecondOpinion>().AsNoTracking().Where(o => o.TenantId == caller.TenantId && o.Second == null && o.FirstBy != caller.Id)
            .Join(db.Set<ReviewItem>(), o => o.ItemId, i => i.Id, (o, i) => new { o, i.FlagId }).Join(db.Set<SafetyFlag>(), r => r.FlagId, f => f.Id, (r, f) => new { r.o, f })
            .Where(r => r.f.Content != null);
        var rows = await wanted.OrderBy(r => r.o.DrawnAt).ThenBy(r => r.o.Id).Take(take).ToListAsync(ct);
        return TypedResults.Ok(new OpinionsResponse(
            [.. rows.Select(r => (r.o, Flag: QueuedFlag.From(r.f, withText: true))).Select(r => new OpinionWanted(r.o.Id, r.o.ItemId, r.Flag.ContentType, r.Flag.FlagReason, r.Flag.Confidence, r.Flag.Text))],
            await wanted.CountAsync(ct)));
    }

    private static async Task<Ok<OpinionResponse>> GiveAsync(Guid id, OpinionRequest body, ReviewTools tools, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().OneOf("/decision", body.Decision, ["approve", "uphold", "dismiss"]).OptionalText("/notes", body.Notes, 1900).ThrowIfAny();
        var (caller, db, second, now) = (http.Caller(), tools.Db, Decision.Of(body.Decision)!.Name, tools.Time.GetUtcNow().UtcDateTime);
        return TypedResults.Ok(await db.InTransactionAsync(async () =>
        {
            var opinion = await db.Set<SecondOpinion>().AsNoTracking().SingleOrDefaultAsync(o => o.TenantId == caller.TenantId && o.Id == id, ct)
                ?? throw Problem.NotFound("Second opinion", id.ToString()).AsException();
            if (opinion.FirstBy == caller.Id) throw Problem.Conflict("another_reviewer", "The first decision is your own: another reviewer decides.").AsException();
            if (await db.Set<SecondOpinion>().Where(o => o.Id == id && o.Second == null).ExecuteUpdateAsync(s => s.SetProperty(o => o.Second, second)
                .SetProperty(o => o.SecondBy, caller.Id).SetProperty(o => o.GivenAt, now), ct) == 0) throw Problem.Conflict("already_decided", "Somebody else has given his opinion.").AsException();
            var item = await reviewer.FindAsync(opinion.ItemId, caller, ct);
            reviewer.Note(item, caller, "second", item.Status, body.Notes is null ? second : $"{second}: {body.Notes}", now);
            await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review.second", $"flag:{item.FlagId}", new { item = item.Id, opinion.First, second }), ct);
            return new OpinionResponse(id, item.Id, opinion.First, opinion.FirstBy, second, Agree(opinion.First, second));
        }, ct));
    }
}
