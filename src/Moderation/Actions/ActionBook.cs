using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Moderation.Platforms;
using Steward.Moderation.Webhooks;
using Steward.Platform.Data;

namespace Steward.Moderation.Actions;

/// <summary>An action that somebody wants.</summary>
/// <param name="Kind">See <see cref="ActionKind"/>.</param>
/// <param name="By">Who: a person, <c>rules</c>, or <c>rule:…</c>.</param>
/// <param name="Text">The words of a reply.</param>
/// <param name="Seconds">How long a time-out lasts.</param>
internal sealed record WantedAction(string Kind, string By, string? Text = null, int? Seconds = null);

/// <summary>What adding actions needs besides the database.</summary>
internal sealed record ActionBookTools(JobQueue Jobs, News News, Trail Trail, ModerationMetrics Metrics, IOptions<ModerationOptions> Options, TimeProvider Time);

/// <summary>Adds actions: the row, its job and the trail's entry in the caller's transaction. What a platform cannot do is kept as unsupported, so that it is seen.</summary>
internal sealed class ActionBook(AppDb db, ActionBookTools tools)
{
    /// <summary>Takes the first action that the platform can do; those before it are kept as unsupported. Without any the comment waits for a person.</summary>
    public async Task TakeFirstPossibleAsync(Comment comment, IReadOnlyList<string> kinds, string by, CancellationToken ct)
    {
        foreach (var kind in kinds)
        {
            if ((await TakeAsync(comment, new WantedAction(kind, by), ct)).State == ActionState.Waiting) return;
        }

        comment.DueAt ??= tools.Time.GetUtcNow().UtcDateTime.AddHours(tools.Options.Value.DecideHours);
        await db.SaveChangesAsync(ct);
    }

    public async Task<CommentAction> TakeAsync(Comment comment, WantedAction wanted, CancellationToken ct)
    {
        var now = tools.Time.GetUtcNow().UtcDateTime;
        var platform = PlatformList.Of(comment.Platform);
        var can = platform.Can(wanted.Kind) is not null;
        var action = new CommentAction
        {
            Id = Guid.CreateVersion7(), TenantId = comment.TenantId, CommentId = comment.Id, ConnectionId = comment.ConnectionId, Platform = comment.Platform, Kind = wanted.Kind,
            Text = wanted.Text, Seconds = wanted.Seconds, State = can ? ActionState.Waiting : ActionState.Unsupported, RequestedBy = wanted.By, CreatedAt = now,
            EndedAt = can ? null : now, Detail = can ? null : $"{platform.Title} has no such action.",
        };
        db.Add(action);
        await db.SaveChangesAsync(ct);
        if (can) await tools.Jobs.EnqueueAsync(new PerformAction(action.Id), null, ct);
        else
        {
            await tools.News.TellAsync(comment, new ActionExecuted(action.Id, comment.Id, comment.Platform, wanted.Kind, ActionState.Unsupported), ct);
            db.AfterCommit(() => tools.Metrics.Ended(wanted.Kind, comment.Platform, ActionState.Unsupported));
        }

        var told = "moderation.action." + (can ? "requested" : "unsupported");
        await tools.Trail.RecordAsync(new AuditEvent(comment.TenantId, wanted.By, told, $"comment:{comment.Id}", new { wanted.Kind, actionId = action.Id }), ct);
        return action;
    }
}
