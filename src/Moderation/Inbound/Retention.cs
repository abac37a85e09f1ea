using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Jobs;
using Steward.Jobs.Cron;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Inbound;

/// <summary>Removes what is older than it may be kept.</summary>
internal sealed record PruneComments(DateTime FireTime) : IJob
{
    public static string Kind => "moderation.prune-comments";
}

/// <summary>Comments that nobody has to decide about any more, with what was found and done; events, calls, and sign-ins that were not ended.</summary>
internal sealed class Retention(AppDb db, CurrentTenant tenant, IOptions<ModerationOptions> options, TimeProvider time) : IJobHandler<PruneComments>
{
    private const string Schedule = "moderation:prune";
    private const int AtOnce = 500;

    public async Task RunAsync(PruneComments job, JobContext context, CancellationToken ct)
    {
        tenant.BePlatform();
        var now = time.GetUtcNow().UtcDateTime;
        var before = now.AddDays(-options.Value.KeepDays);
        var removed = 0;
        for (var page = await OldAsync(before, ct); page.Count > 0; page = await OldAsync(before, ct))
        {
            var ids = page;
            await db.InTransactionAsync(() => RemoveAsync(db, ids, ct), ct);
            removed += ids.Count;
        }

        await db.Set<InboundEvent>().Where(e => e.ReceivedAt < before).ExecuteDeleteAsync(ct);
        await db.Set<SignInState>().Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(ct);
        var minute = (long)(before - DateTime.UnixEpoch).TotalMinutes;
        await db.Set<CallMinute>().Where(m => m.Minute < minute).ExecuteDeleteAsync(ct);
        context.Result = new { removed };
    }

    /// <summary>Removes comments with everything that hangs on them, within the caller's transaction.</summary>
    internal static async Task RemoveAsync(AppDb db, IReadOnlyList<Guid> comments, CancellationToken ct)
    {
        await db.Set<RuleHit>().Where(h => comments.Contains(h.CommentId)).ExecuteDeleteAsync(ct);
        await db.Set<VerdictFeedback>().Where(f => comments.Contains(f.CommentId)).ExecuteDeleteAsync(ct);
        await db.Set<CommentAction>().Where(a => comments.Contains(a.CommentId)).ExecuteDeleteAsync(ct);
        await db.Set<Comment>().Where(c => comments.Contains(c.Id)).ExecuteDeleteAsync(ct);
    }

    internal static async Task EnsureScheduledAsync(IServiceProvider scope, CancellationToken ct)
    {
        var schedules = scope.GetRequiredService<Schedules>();
        if ((await schedules.NextRunsAsync([Schedule], ct)).Count > 0) return;
        try
        {
            await schedules.SaveAsync(new ScheduleDefinition(Schedule, "30 3 * * *"), new PruneComments(default), ct);
        }
        catch (Exception error) when (scope.GetRequiredService<Storage>().IsUniqueViolation(error))
        {
            // Another process was faster.
        }
    }

    private Task<List<Guid>> OldAsync(DateTime before, CancellationToken ct) =>
        db.Set<Comment>().Where(c => c.ReceivedAt < before && c.DueAt == null).OrderBy(c => c.ReceivedAt).Take(AtOnce).Select(c => c.Id).ToListAsync(ct);
}
