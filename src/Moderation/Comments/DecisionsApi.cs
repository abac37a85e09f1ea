using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Moderation.Actions;
using Steward.Moderation.Platforms;
using Steward.Moderation.Verdicts;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Comments;

/// <summary>What a person decides about a comment, whatever the rules said.</summary>
/// <param name="Action">allow, hide, delete, reply, pin, timeout or ban; flag leaves it as it is and says that somebody has looked.</param>
/// <param name="Note">Why; required where it goes against the rules.</param>
/// <param name="ReplyText">The words of a reply.</param>
/// <param name="Seconds">How long a time-out lasts; 60 to 28 days.</param>
internal sealed record DecideRequest(string? Action, string? Note, string? ReplyText, int? Seconds);

/// <summary>What a person says about a verdict.</summary>
/// <param name="Kind">false_positive, false_negative or correct.</param>
/// <param name="RuleId">The rule; all that applied unless given. Of a false negative the rule that should have applied.</param>
/// <param name="Note">Why.</param>
internal sealed record FeedbackRequest(string? Kind, string? RuleId, string? Note);

/// <summary>For which rules it was kept.</summary>
internal sealed record FeedbackResponse(bool Success, IReadOnlyList<string> RuleIds);

/// <summary>What deciding needs.</summary>
internal sealed record DecisionTools(AppDb Db, ActionBook Actions, Trail Trail, TimeProvider Time);

internal static class DecisionsApi
{
    public static readonly string[] Kinds = ["false_positive", "false_negative", "correct"];

    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        var comments = routes.Moderation("/comments/{id:guid}", "Comments");
        comments.MapPost("/decision", DecideAsync).Require("moderation.decide").WithSummary("Decide about a comment; the platform is told").Idempotent();
        comments.MapPost("/feedback", FeedbackAsync).Require("moderation.decide").WithSummary("Say that a verdict was wrong, or right");
    }

    private static async Task<Ok<CommentResponse>> DecideAsync(Guid id, DecideRequest body, DecisionTools tools, HttpContext http, CancellationToken ct)
    {
        var comment = await FindAsync(id, tools.Db, ct);
        var overrides = body.Action == ActionKind.Allow ? comment.Decision is not (null or DecisionTable.Approve)
            : body.Action is ActionKind.Hide or ActionKind.Delete && comment.Decision == DecisionTable.Approve;
        new Check().OneOf("/action", body.Action, ActionKind.All).OptionalText("/note", body.Note, ModerationModel.MaxNote).OptionalText("/reply_text", body.ReplyText, 1000)
            .That(!overrides || !string.IsNullOrWhiteSpace(body.Note), "/note", "required", "A decision against the rules needs a note.")
            .That(body.Action != ActionKind.Reply || !string.IsNullOrWhiteSpace(body.ReplyText), "/reply_text", "required", "A reply needs its words.")
            .Range("/seconds", body.Seconds, 60, 28 * 86_400).ThrowIfAny();
        var platform = PlatformList.Of(comment.Platform);
        // Nobody is told that something was done which the platform cannot do. What is seen by all needs no showing.
        if (comment.ConnectionId != Guid.Empty && body.Action is not (ActionKind.Flag or ActionKind.Allow) && platform.Can(body.Action!) is null)
            throw new Problem(422, "unsupported", "Unsupported", $"{platform.Title} cannot do '{body.Action}'; see GET /api/v1/platforms.").AsException();
        await tools.Db.InTransactionAsync(() => KeepAsync(comment, body, overrides, tools, http.Caller(), ct), ct);
        return TypedResults.Ok(new CommentResponse(CommentView.Of(comment), [.. (await CommentsApi.ActionsOfAsync(comment, tools.Db, ct)).Select(ActionView.Of)]));
    }

    private static async Task KeepAsync(Comment comment, DecideRequest body, bool overrides, DecisionTools tools, Caller caller, CancellationToken ct)
    {
        (comment.DecidedBy, comment.DecidedAt, comment.Note, comment.DueAt) = (caller.Id, tools.Time.GetUtcNow().UtcDateTime, body.Note, null);
        var seen = comment.Status is not (CommentStatus.Hidden or CommentStatus.Removed);
        if (comment.ConnectionId == Guid.Empty || (body.Action == ActionKind.Allow && seen)) comment.Status = Settled(body.Action!, comment.Status);
        await tools.Db.SaveChangesAsync(ct);
        await tools.Trail.RecordAsync(new AuditEvent(comment.TenantId, caller.Id, "moderation.decided", $"comment:{comment.Id}", new { body.Action, body.Note, overrides }), ct);
        var asks = body.Action != ActionKind.Flag && comment.ConnectionId != Guid.Empty && (body.Action != ActionKind.Allow || PlatformList.Of(comment.Platform).Can(ActionKind.Allow) is not null);
        if (asks) await tools.Actions.TakeAsync(comment, new WantedAction(body.Action!, caller.Id, body.ReplyText, body.Seconds), ct);
        if (overrides) await SayAsync(comment, body.Action == ActionKind.Allow ? "false_positive" : "false_negative", null, (caller.Id, body.Note), tools, ct);
    }

    private static async Task<Ok<FeedbackResponse>> FeedbackAsync(Guid id, FeedbackRequest body, DecisionTools tools, HttpContext http, CancellationToken ct)
    {
        var comment = await FindAsync(id, tools.Db, ct);
        new Check().OneOf("/kind", body.Kind, Kinds).OptionalText("/rule_id", body.RuleId, 100).OptionalText("/note", body.Note, ModerationModel.MaxNote).ThrowIfAny();
        var rules = await tools.Db.InTransactionAsync(async () =>
        {
            var said = await SayAsync(comment, body.Kind!, body.RuleId, (http.Caller().Id, body.Note), tools, ct);
            await tools.Trail.RecordAsync(new AuditEvent(comment.TenantId, http.Caller().Id, "moderation.feedback", $"comment:{comment.Id}", new { body.Kind, rules = said }), ct);
            return said;
        }, ct);
        return TypedResults.Ok(new FeedbackResponse(true, rules));
    }

    private static async Task<IReadOnlyList<string>> SayAsync(Comment comment, string kind, string? rule, (string Id, string? Note) by, DecisionTools tools, CancellationToken ct)
    {
        var hits = await tools.Db.Set<RuleHit>().Where(h => h.CommentId == comment.Id && h.CommentVersion == comment.Version).Select(h => h.RuleId).ToListAsync(ct);
        // A miss belongs to no rule that hit; where none is named it counts for all rules together.
        IReadOnlyList<string> rules = rule is not null ? [rule] : kind == "false_negative" ? ["any"] : hits;
        foreach (var id in rules)
        {
            var said = await tools.Db.Set<VerdictFeedback>().SingleOrDefaultAsync(f => f.CommentId == comment.Id && f.CommentVersion == comment.Version && f.RuleId == id, ct);
            if (said is null)
            {
                tools.Db.Add(said = new VerdictFeedback
                {
                    Id = Guid.CreateVersion7(), TenantId = comment.TenantId, CommentId = comment.Id, CommentVersion = comment.Version, RuleId = id, Kind = kind, SaidBy = by.Id,
                });
            }

            (said.Kind, said.Note, said.SaidBy, said.At) = (kind, by.Note, by.Id, tools.Time.GetUtcNow().UtcDateTime);
        }

        await tools.Db.SaveChangesAsync(ct);
        return rules;
    }

    private static async Task<Comment> FindAsync(Guid id, AppDb db, CancellationToken ct) =>
        await db.Set<Comment>().SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw Problem.NotFound("Comment", id.ToString()).AsException();

    private static string Settled(string action, string now) => action switch
    {
        ActionKind.Allow => CommentStatus.Approved,
        ActionKind.Hide => CommentStatus.Hidden,
        ActionKind.Delete => CommentStatus.Removed,
        _ => now,
    };
}
