using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Gateway;
using Steward.Jobs;
using Steward.Moderation.Actions;
using Steward.Moderation.Connections;
using Steward.Moderation.Platforms;
using Steward.Moderation.Webhooks;
using Steward.Platform.Data;

namespace Steward.Moderation.Verdicts;

/// <summary>Comes to a verdict on one version of a comment.</summary>
/// <param name="CommentId">The comment.</param>
/// <param name="Version">The version; a newer one makes this job needless.</param>
/// <param name="Reported">A person asked that somebody look at it.</param>
internal sealed record ModerateComment(Guid CommentId, int Version, bool Reported = false) : IJob
{
    public static string Kind => "moderation.moderate-comment";
}

/// <summary>What the moderation of comments needs besides the database.</summary>
internal sealed record CommentModerationParts(Moderator Moderator, CommentTexts Texts, ActionBook Actions, News News, ModerationMetrics Metrics, IOptions<ModerationOptions> Options);

/// <summary>Comment in, verdict out: the verdict, the actions that follow, the event and the job's end become true together.</summary>
internal sealed class CommentModeration(AppDb db, CommentModerationParts parts, TimeProvider time) : IJobHandler<ModerateComment>
{
    public async Task RunAsync(ModerateComment job, JobContext context, CancellationToken ct)
    {
        var comment = await db.Set<Comment>().SingleOrDefaultAsync(c => c.Id == job.CommentId, ct);
        // Erased, edited since, or gone.
        if (comment is null || comment.Version != job.Version || comment.Status == CommentStatus.Gone) return;
        if (comment.Text is null && !await parts.Texts.FetchAsync(comment, ct))
        {
            comment.Status = CommentStatus.Gone;
            await context.FinishAsync(db, ct);
            return;
        }

        var call = new AiCall(comment.TenantId, comment.Id.ToString(), "comment") { SubjectId = comment.AuthorId, Job = context, Step = $"judge-{comment.Version}" };
        var judgement = await parts.Moderator.JudgeAsync(comment, call, ct);
        await db.InTransactionAsync(async () =>
        {
            await KeepAsync(comment, judgement, job.Reported, ct);
            await context.FinishAsync(db, ct);
        }, ct);
        parts.Metrics.Judged(comment.Platform, judgement.Decision, judgement.Took);
    }

    private async Task KeepAsync(Comment comment, Judgement judgement, bool reported, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var last = await db.Set<CommentAction>().AsNoTracking().Where(a => a.CommentId == comment.Id && a.State == ActionState.Done && (a.Kind == ActionKind.Hide || a.Kind == ActionKind.Allow))
            .OrderByDescending(a => a.Id).FirstOrDefaultAsync(ct);
        var wasOutOfSight = last?.Kind == ActionKind.Hide;
        Describe(comment, judgement, now);
        var flagged = reported || judgement.Decision is not (DecisionTable.Approve or ActionKind.Delete);
        comment.Status = judgement.Decision == DecisionTable.Escalate ? CommentStatus.Escalated : flagged || judgement.Decision == ActionKind.Delete ? CommentStatus.Flagged : CommentStatus.Approved;
        comment.DueAt = flagged ? now.AddHours(parts.Options.Value.DecideHours) : null;
        await db.Set<RuleHit>().Where(h => h.CommentId == comment.Id && h.CommentVersion == comment.Version).ExecuteDeleteAsync(ct);
        foreach (var hits in judgement.Violations.GroupBy(v => v.RuleId))
            db.Add(HitOf(comment, hits.MaxBy(v => Severity.Rank(v.Severity))!, now));
        await db.SaveChangesAsync(ct);
        await ActAsync(comment, judgement, wasOutOfSight, ct);
        await parts.News.TellAsync(comment, new CommentModerated(comment.Id, comment.Platform, judgement.Decision, judgement.Severity), ct);
    }

    private async Task ActAsync(Comment comment, Judgement judgement, bool wasOutOfSight, CancellationToken ct)
    {
        if (comment.ConnectionId == Guid.Empty) return;
        if (judgement.Decision == ActionKind.Delete) await parts.Actions.TakeFirstPossibleAsync(comment, [ActionKind.Delete, ActionKind.Hide], "rules", ct);
        else if (judgement.Hides) await parts.Actions.TakeFirstPossibleAsync(comment, [ActionKind.Hide], "rules", ct);
        // Edited into something harmless.
        else if (wasOutOfSight && judgement.Decision == DecisionTable.Approve) await parts.Actions.TakeFirstPossibleAsync(comment, [ActionKind.Allow], "rules", ct);
        foreach (var more in judgement.Counted.Where(v => v.Action is ActionKind.Reply or ActionKind.Pin or ActionKind.TimeOut or ActionKind.Ban).DistinctBy(v => v.Action))
            await parts.Actions.TakeAsync(comment, new WantedAction(more.Action!, $"rule:{more.RuleId}", more.ReplyText, more.Seconds), ct);
    }

    internal static void Describe(Comment comment, Judgement judgement, DateTime now)
    {
        (comment.Decision, comment.Severity, comment.Confidence) = (judgement.Decision, judgement.Severity, judgement.Confidence);
        (comment.Provider, comment.Model, comment.CostPico) = (judgement.Provider, judgement.Model, judgement.CostPico);
        (comment.TookMs, comment.PolicyVersion, comment.ModeratedAt) = ((long)judgement.Took.TotalMilliseconds, judgement.PolicyVersion, now);
        (comment.DecidedBy, comment.DecidedAt, comment.Note) = (null, null, null);
        comment.Violations = JsonSerializer.Serialize(judgement.Violations, JsonSerializerOptions.Web);
    }

    internal static RuleHit HitOf(Comment comment, Violation violation, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = comment.TenantId, CommentId = comment.Id, CommentVersion = comment.Version, RuleId = violation.RuleId, Severity = violation.Severity,
        Confidence = violation.Confidence, Shadow = violation.Shadow, At = now,
    };
}

/// <summary>Hears that a comment could not be judged: a person is to look at it.</summary>
internal sealed class FlagUnjudgedComment(AppDb db, IOptions<ModerationOptions> options, TimeProvider time) : IJobHandler<DeadLetter<ModerateComment>>
{
    public async Task RunAsync(DeadLetter<ModerateComment> job, JobContext context, CancellationToken ct) => await db.InTransactionAsync(async () =>
    {
        var due = time.GetUtcNow().UtcDateTime.AddHours(options.Value.DecideHours);
        await db.Set<Comment>().Where(c => c.Id == job.Job.CommentId && c.Version == job.Job.Version && c.Status == CommentStatus.Pending)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, CommentStatus.Flagged).SetProperty(c => c.DueAt, due), ct);
        await context.FinishAsync(db, ct);
    }, ct);
}
