using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Gateway;
using Steward.Moderation.Inbound;
using Steward.Moderation.Platforms;
using Steward.Moderation.Verdicts;
using Steward.Moderation.Webhooks;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Comments;

/// <summary>A comment to be judged now. Nothing is done on its platform.</summary>
/// <param name="Platform">Where it was written.</param>
/// <param name="CommentId">The platform's id of it.</param>
/// <param name="CommentText">1 to 10,000 characters.</param>
/// <param name="UserId">The platform's id of its author.</param>
/// <param name="UserUsername">The author's name.</param>
/// <param name="Context">Anything; <c>post_id</c> and <c>likes</c> are kept.</param>
internal sealed record ModerateRequest(string? Platform, string? CommentId, string? CommentText, string? UserId, string? UserUsername, JsonElement? Context);

/// <summary>Up to 100 comments.</summary>
internal sealed record ModerateBatchRequest(ModerateRequest[]? Comments);

/// <summary>The verdict. <c>action</c> is what was decided, <c>suggested_action</c> what would be done on the platform.</summary>
internal sealed record ModerateResponse(
    string CommentId, string Action, double Confidence, ReasoningView Reasoning, string SuggestedAction, string? Severity, bool RequiresDecision, string LlmProvider, string LlmModel, long AnalysisTimeMs,
    string PolicyVersion, IReadOnlyList<ViolationView> Violations);

/// <summary>The four questions of the contract.</summary>
internal sealed record ReasoningView(Detected Profanity, Detected Spam, Detected Harassment, Detected Abuse);

/// <summary>Whether it was found, how surely, how grave.</summary>
internal sealed record Detected([property: System.Text.Json.Serialization.JsonPropertyName("detected")] bool IsDetected, double Confidence, string? Severity);

/// <summary>Verdicts in the order of the comments.</summary>
internal sealed record ModerateBatchResponse(int TotalProcessed, IReadOnlyList<ModerateResponse> Results);

/// <summary>What judging on request needs.</summary>
internal sealed record ModerateTools(AppDb Db, Moderator Moderator, News News, ModerationMetrics Metrics, IOptions<ModerationOptions> Options, TimeProvider Time);

internal static class ModerateApi
{
    private const int MostComments = 100;

    public static void MapModerate(this IEndpointRouteBuilder routes)
    {
        var moderate = routes.Moderation("/moderate", "Moderation");
        moderate.MapPost("/comment", CommentAsync).Require("moderation.moderate").WithSummary("Judge one comment; nothing is done on its platform").Idempotent();
        moderate.MapPost("/batch", BatchAsync).Require("moderation.moderate").WithSummary("Judge up to 100 comments").Idempotent();
    }

    private static async Task<Ok<ModerateResponse>> CommentAsync(ModerateRequest body, ModerateTools tools, HttpContext http, CancellationToken ct)
    {
        Validate(new Check(), "", body).ThrowIfAny();
        return TypedResults.Ok(await JudgeAsync(body, tools, http.Caller().Company(), ct));
    }

    private static async Task<Ok<ModerateBatchResponse>> BatchAsync(ModerateBatchRequest body, ModerateTools tools, HttpContext http, CancellationToken ct)
    {
        var comments = body.Comments ?? [];
        var check = new Check().That(comments.Length is >= 1 and <= MostComments, "/comments", "out_of_range", $"1 to {MostComments} comments are required.");
        for (var i = 0; i < Math.Min(comments.Length, MostComments); i++) Validate(check, $"/comments/{i}", comments[i]);
        check.ThrowIfAny();
        var results = new List<ModerateResponse>(comments.Length);
        foreach (var comment in comments) results.Add(await JudgeAsync(comment, tools, http.Caller().Company(), ct));
        return TypedResults.Ok(new ModerateBatchResponse(results.Count, results));
    }

    private static Check Validate(Check check, string at, ModerateRequest? body) => check
        .OneOf($"{at}/platform", body?.Platform, PlatformList.Names).Id($"{at}/comment_id", body?.CommentId).Text($"{at}/comment_text", body?.CommentText, IncomingComment.MaxText)
        .Id($"{at}/user_id", body?.UserId).OptionalText($"{at}/user_username", body?.UserUsername, Check.MaxIdLength);

    private static async Task<ModerateResponse> JudgeAsync(ModerateRequest body, ModerateTools tools, Guid tenant, CancellationToken ct)
    {
        var comment = await CommentOfAsync(body, tools, tenant, ct);
        var call = new AiCall(tenant, $"{comment.Platform}:{comment.ExternalId}", "comment") { SubjectId = comment.AuthorId };
        var judgement = await tools.Moderator.JudgeAsync(comment, call, ct);
        await tools.Db.InTransactionAsync(() => KeepAsync(comment, judgement, tools, ct), ct);
        tools.Metrics.Judged(comment.Platform, judgement.Decision, judgement.Took);
        return Answer(comment, judgement);
    }

    private static async Task<Comment> CommentOfAsync(ModerateRequest body, ModerateTools tools, Guid tenant, CancellationToken ct)
    {
        var context = body.Context ?? default;
        var now = tools.Time.GetUtcNow().UtcDateTime;
        var known = await tools.Db.Set<Comment>().SingleOrDefaultAsync(c => c.TenantId == tenant && c.Platform == body.Platform && c.ConnectionId == Guid.Empty && c.ExternalId == body.CommentId, ct);
        if (known is null)
        {
            return new Comment
            {
                Id = Guid.CreateVersion7(), TenantId = tenant, ConnectionId = Guid.Empty, Platform = body.Platform!, ExternalId = body.CommentId!, AuthorId = body.UserId!, AuthorName = body.UserUsername,
                Text = body.CommentText, Version = 1, Likes = Numbers.Of(context, "likes") ?? 0, PostId = Texts.Id(context, "post_id") is { Length: <= 200 } post ? post : null, PostedAt = now,
                ReceivedAt = now, Status = CommentStatus.Pending,
            };
        }

        if (known.Text != body.CommentText) (known.Text, known.Version) = (body.CommentText, known.Version + 1);
        return known;
    }

    private static async Task KeepAsync(Comment comment, Judgement judgement, ModerateTools tools, CancellationToken ct)
    {
        var now = tools.Time.GetUtcNow().UtcDateTime;
        CommentModeration.Describe(comment, judgement, now);
        comment.Status = judgement.Decision switch { DecisionTable.Approve => CommentStatus.Approved, DecisionTable.Escalate => CommentStatus.Escalated, _ => CommentStatus.Flagged };
        comment.DueAt = judgement.Decision == DecisionTable.Approve ? null : now.AddHours(tools.Options.Value.DecideHours);
        if (tools.Db.Entry(comment).State == EntityState.Detached) tools.Db.Add(comment);
        await tools.Db.Set<RuleHit>().Where(h => h.CommentId == comment.Id && h.CommentVersion == comment.Version).ExecuteDeleteAsync(ct);
        foreach (var hits in judgement.Violations.GroupBy(v => v.RuleId))
            tools.Db.Add(CommentModeration.HitOf(comment, hits.MaxBy(v => Severity.Rank(v.Severity))!, now));
        await tools.Db.SaveChangesAsync(ct);
        await tools.News.TellAsync(comment, new CommentModerated(comment.Id, comment.Platform, judgement.Decision, judgement.Severity), ct);
    }

    private static ModerateResponse Answer(Comment comment, Judgement judgement)
    {
        var counted = judgement.Counted.ToList();
        Detected Of(params string[] categories) => counted.Where(v => categories.Contains(v.Category)).MaxBy(v => v.Confidence) is { } found
            ? new Detected(true, found.Confidence, Severity.Worst(counted.Where(v => categories.Contains(v.Category)).Select(v => v.Severity))) : new Detected(false, 0, null);
        return new ModerateResponse(comment.ExternalId, judgement.Decision, judgement.Confidence, new ReasoningView(Of("profanity"), Of("spam"), Of("harassment"), Of("hate", "violence", "self_harm")),
            SuggestedFor(comment.Platform, judgement), judgement.Severity, comment.DueAt is not null, judgement.Provider, judgement.Model, (long)judgement.Took.TotalMilliseconds, judgement.PolicyVersion,
            [.. judgement.Violations.Select(ViolationView.Of)]);
    }

    // What the platform can do of what was decided.
    private static string SuggestedFor(string platform, Judgement judgement)
    {
        var can = PlatformList.Of(platform);
        return judgement.Decision == DecisionTable.Approve ? ActionKind.Allow
            : judgement.Decision == ActionKind.Delete && can.Can(ActionKind.Delete) is not null ? ActionKind.Delete
            : (judgement.Hides || judgement.Decision == ActionKind.Delete) && can.Can(ActionKind.Hide) is not null ? ActionKind.Hide
            : ActionKind.Flag;
    }
}
