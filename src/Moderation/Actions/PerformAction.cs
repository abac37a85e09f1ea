using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Steward.Jobs;
using Steward.Moderation.Connections;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;

namespace Steward.Moderation.Actions;

/// <summary>Does one action on its platform.</summary>
internal sealed record PerformAction(Guid ActionId) : IJob
{
    public static string Kind => "moderation.perform-action";
}

/// <summary>What performing needs besides the database.</summary>
internal sealed record PerformerParts(PlatformCalls Calls, CallRates Rates, Vault Vault, TokenRenewal Renewal, TimeProvider Time);

/// <summary>
/// Notes that the request goes out, sends it outside any transaction, then writes how it ended. An attempt that finds such a note asks the platform before anything else; where
/// it cannot be asked, or cannot tell, the action ends as unknown. Nothing is sent twice that could be done twice.
/// </summary>
internal sealed class ActionPerformer(AppDb db, ActionEndings endings, PerformerParts parts, ILogger<ActionPerformer> log) : IJobHandler<PerformAction>
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(1);

    public async Task RunAsync(PerformAction job, JobContext context, CancellationToken ct)
    {
        if (await LoadAsync(job.ActionId, ct) is not { } work) return;
        if (work.Account is null)
        {
            await EndAsync(work, work.Action.State == ActionState.Sending ? ActionState.Unknown : ActionState.Failed, "The account is not connected any more.", context, ct);
            return;
        }

        if (work.Action.State == ActionState.Sending && await AskFirstAsync(work, context, ct)) return;
        await WaitForRoomAsync(work, ct);
        await NoteAsync(work, context, ct);
        var end = await parts.Calls.SendAsync(work.Platform.Name, work.Platform.RequestFor(work.Account, work.Target, parts.Time.GetUtcNow()), ct);
        // What has happened is written down even when the process is stopping.
        await DecideAsync(work, end, context, CancellationToken.None);
    }

    private async Task<Work?> LoadAsync(Guid id, CancellationToken ct)
    {
        var action = await db.Set<CommentAction>().SingleOrDefaultAsync(a => a.Id == id, ct);
        if (action is not { State: ActionState.Waiting or ActionState.Sending }) return null;
        var comment = await db.Set<Comment>().SingleOrDefaultAsync(c => c.Id == action.CommentId, ct);
        if (comment is null) return null;
        var connection = await db.Set<Connection>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == action.ConnectionId && c.Sealed != null, ct);
        var account = connection is null ? null : new Account(connection, parts.Vault.Open(connection.Id, connection.Sealed));
        return new Work(action, comment, account, PlatformList.Of(action.Platform));
    }

    /// <summary>An earlier attempt has sent the request and did not say how it ended. True when that is settled now.</summary>
    private async Task<bool> AskFirstAsync(Work work, JobContext context, CancellationToken ct)
    {
        var can = work.Platform.Can(work.Action.Kind)!;
        var said = can.Askable ? await AskAsync(work, ct) : Asked.CannotTell;
        switch (said)
        {
            case Asked.Done:
                await EndAsync(work, ActionState.Done, "The platform was asked: it was done.", context, ct);
                return true;
            case Asked.Gone:
                await EndGoneAsync(work, context, ct);
                return true;
            case Asked.CannotTell when !can.Repeatable:
                await EndAsync(work, ActionState.Unknown, $"The request was sent; the platform cannot {(can.Askable ? "tell" : "be asked")} whether it was done.", context, ct);
                return true;
            default:
                return false;
        }
    }

    private async Task<Asked> AskAsync(Work work, CancellationToken ct)
    {
        await WaitForRoomAsync(work, ct);
        var end = await parts.Calls.SendAsync(work.Platform.Name, work.Platform.QuestionFor(work.Account!, work.Target), ct);
        var answer = end.Reply is null ? Answer.Unsure : work.Platform.Judge(end.Reply);
        if (answer == Answer.Wait) throw new JobException(JobErrorType.RateLimit, "The platform has too many requests.", end.RetryAfter ?? UsualWait);
        // The last attempt has to make do with not knowing.
        return answer == Answer.Unsure ? throw new JobException(JobErrorType.Unavailable, "The platform could not be asked whether the action was done.")
            : work.Platform.ReadState(end.Reply!, work.Target);
    }

    private async Task WaitForRoomAsync(Work work, CancellationToken ct)
    {
        var wait = await parts.Rates.AskAsync(work.Action.ConnectionId, work.Platform.Limits, ct);
        if (wait > TimeSpan.Zero) throw new JobException(JobErrorType.RateLimit, $"The limit of {work.Platform.Title} is used up.", wait);
    }

    // The lease in the predicate keeps an attempt that has lost the job, and wakes up late, from sending.
    private Task NoteAsync(Work work, JobContext context, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var now = parts.Time.GetUtcNow().UtcDateTime;
        var noted = await db.Set<CommentAction>()
            .Where(a => a.Id == work.Action.Id && (a.State == ActionState.Waiting || a.State == ActionState.Sending) && a.Lease < context.Lease)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.State, ActionState.Sending).SetProperty(a => a.Lease, context.Lease).SetProperty(a => a.SentAt, now), ct);
        if (noted == 0) throw new LeaseLostException(context.JobId);
        (work.Action.State, work.Action.Lease, work.Action.SentAt) = (ActionState.Sending, context.Lease, now);
        db.Entry(work.Action).State = EntityState.Unchanged;
    }, ct);

    private async Task DecideAsync(Work work, CallEnd end, JobContext context, CancellationToken ct)
    {
        if (end.Reply is null && !end.WasSent)
        {
            await TakeBackAsync(work, ct);
            throw new JobException(JobErrorType.Network, end.Fault!);
        }

        switch (end.Reply is null ? Answer.Unsure : work.Platform.Judge(end.Reply))
        {
            case Answer.Done: await EndAsync(work, ActionState.Done, null, context, ct); break;
            case Answer.Failed: await EndAsync(work, ActionState.Failed, $"The platform refused the action with {end.Reply!.Status}.", context, ct); break;
            case Answer.Gone: await EndGoneAsync(work, context, ct); break;
            case Answer.Refused: await RenewAsync(work, context, ct); break;
            case Answer.Wait:
                await TakeBackAsync(work, ct);
                throw new JobException(JobErrorType.RateLimit, "The platform has too many requests.", end.RetryAfter ?? UsualWait);
            default:
                await UnsureAsync(work, end, context, ct);
                break;
        }
    }

    // The note stays: the next attempt asks. Where nothing can be asked there is nothing to wait for.
    private async Task UnsureAsync(Work work, CallEnd end, JobContext context, CancellationToken ct)
    {
        var can = work.Platform.Can(work.Action.Kind)!;
        var fault = end.Fault ?? $"The platform answered {end.Reply!.Status}.";
        if (can is { Askable: false, Repeatable: false }) await EndAsync(work, ActionState.Unknown, fault + " Whether the action was done cannot be asked.", context, ct);
        else throw new JobException(JobErrorType.Unavailable, fault);
    }

    // A refusal did nothing: with a fresh token it may go again.
    private async Task RenewAsync(Work work, JobContext context, CancellationToken ct)
    {
        if (context.Attempt < context.MaxAttempts && await parts.Renewal.RenewAsync(work.Account!, ct))
        {
            await TakeBackAsync(work, ct);
            throw new JobException(JobErrorType.Unavailable, "The access token was renewed.");
        }

        await db.Set<Connection>().Where(c => c.Id == work.Action.ConnectionId && c.Status == "connected")
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, "refused").SetProperty(c => c.Trouble, "The platform refuses the credentials; connect the account again."), ct);
        ModerationLog.Refused(log, work.Platform.Name, work.Action.ConnectionId);
        await EndAsync(work, ActionState.Failed, "The platform refuses the credentials, or they do not suffice for this.", context, ct);
    }

    private Task TakeBackAsync(Work work, CancellationToken ct) => db.Set<CommentAction>().Where(a => a.Id == work.Action.Id && a.State == ActionState.Sending && a.Lease == work.Action.Lease)
        .ExecuteUpdateAsync(s => s.SetProperty(a => a.State, ActionState.Waiting), ct);

    private Task EndGoneAsync(Work work, JobContext context, CancellationToken ct)
    {
        work.Comment.Status = CommentStatus.Gone;
        return work.Action.Kind == ActionKind.Delete
            ? EndAsync(work, ActionState.Done, "The comment was gone.", context, ct)
            : EndAsync(work, ActionState.Failed, "The comment is gone.", context, ct);
    }

    private Task EndAsync(Work work, string state, string? detail, JobContext context, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        await endings.EndAsync(work.Action, work.Comment, state, detail, ct);
        context.Result = new { actionId = work.Action.Id, state };
        await context.FinishAsync(db, ct);
    }, ct);

    private sealed record Work(CommentAction Action, Comment Comment, Account? Account, SocialPlatform Platform)
    {
        public ActionTarget Target => new(Action.Id, Action.Kind, Comment, Action.Text, Action.Seconds);
    }
}

/// <summary>Hears that the job of an action has died: the action ends too, as unknown if a request was under way.</summary>
internal sealed class EndBuriedAction(AppDb db, ActionEndings endings) : IJobHandler<DeadLetter<PerformAction>>
{
    public async Task RunAsync(DeadLetter<PerformAction> job, JobContext context, CancellationToken ct) => await db.InTransactionAsync(async () =>
    {
        var action = await db.Set<CommentAction>().SingleOrDefaultAsync(a => a.Id == job.Job.ActionId && (a.State == ActionState.Waiting || a.State == ActionState.Sending), ct);
        var comment = action is null ? null : await db.Set<Comment>().SingleOrDefaultAsync(c => c.Id == action.CommentId, ct);
        if (action is not null && comment is not null)
        {
            var sent = action.State == ActionState.Sending;
            await endings.EndAsync(action, comment, sent ? ActionState.Unknown : ActionState.Failed,
                sent ? "The request was sent; whether the action was done could not be found out." : "The platform could not be reached.", ct);
        }

        await context.FinishAsync(db, ct);
    }, ct);
}
