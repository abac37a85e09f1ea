using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Audit;
using Steward.Moderation.Platforms;
using Steward.Moderation.Webhooks;
using Steward.Platform.Data;

namespace Steward.Moderation.Actions;

/// <summary>What is told of the end of an action.</summary>
internal sealed record EndingTools(News News, Trail Trail, ModerationMetrics Metrics, IOptions<ModerationOptions> Options, TimeProvider Time);

/// <summary>Ends actions in the current transaction: the row, what the comment is now, the event, the trail's entry, the metric.</summary>
internal sealed class ActionEndings(AppDb db, EndingTools tools, ILogger<ActionEndings> log)
{
    public async Task EndAsync(CommentAction action, Comment comment, string state, string? detail, CancellationToken ct)
    {
        var now = tools.Time.GetUtcNow().UtcDateTime;
        (action.State, action.Detail, action.EndedAt) = (state, detail, now);
        if (state == ActionState.Done && comment.Status != CommentStatus.Gone) comment.Status = After(action.Kind, comment);
        // What the rules wanted out of sight may still be seen: somebody has to look.
        else if (state != ActionState.Done && action.Kind is ActionKind.Hide or ActionKind.Delete && comment.Status != CommentStatus.Gone)
            comment.DueAt ??= now.AddHours(tools.Options.Value.DecideHours);
        if (comment.Status == CommentStatus.Gone) comment.DueAt = null;
        await db.SaveChangesAsync(ct);
        await tools.News.TellAsync(comment, new ActionExecuted(action.Id, comment.Id, action.Platform, action.Kind, state), ct);
        await tools.Trail.RecordAsync(new AuditEvent(action.TenantId, action.RequestedBy, "moderation.action." + state, $"comment:{comment.Id}", new { action.Kind, actionId = action.Id }), ct);
        db.AfterCommit(() =>
        {
            tools.Metrics.Ended(action.Kind, action.Platform, state);
            if (state != ActionState.Done) ModerationLog.ActionEnded(log, action.Id, action.Kind, action.Platform, state, detail);
        });
    }

    private static string After(string kind, Comment comment) => kind switch
    {
        ActionKind.Hide => CommentStatus.Hidden,
        ActionKind.Delete => CommentStatus.Removed,
        ActionKind.Allow => CommentStatus.Approved,
        _ => comment.Status,
    };
}
