using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Moderation.Connections;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Loops;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Inbound;

/// <summary>Looks for new comments of one account.</summary>
internal sealed record PollAccount(Guid ConnectionId) : IJob
{
    public static string Kind => "moderation.poll-account";
}

/// <summary>What polling needs besides the database.</summary>
internal sealed record PollParts(PlatformCalls Calls, CallRates Rates, Vault Vault, TokenRenewal Renewal, TimeProvider Time);

/// <summary>Asks a platform for the newest comments of an account. What was here before changes nothing, so a look too many does no harm.</summary>
internal sealed class AccountPolling(AppDb db, CommentIntake intake, PollParts parts) : IJobHandler<PollAccount>
{
    public async Task RunAsync(PollAccount job, JobContext context, CancellationToken ct)
    {
        var row = await db.Set<Connection>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == job.ConnectionId && c.Sealed != null && c.Status == "connected", ct);
        if (row is null) return;
        var platform = PlatformList.Of(row.Platform);
        var account = new Account(row, parts.Vault.Open(row.Id, row.Sealed));
        var taken = 0;
        foreach (var request in platform.PollsOf(account))
        {
            var wait = await parts.Rates.AskAsync(row.Id, platform.Limits, ct);
            if (wait > TimeSpan.Zero) throw new JobException(JobErrorType.RateLimit, $"The limit of {platform.Title} is used up.", wait);
            var end = await parts.Calls.SendAsync(platform.Name, request, ct);
            if (!await IsGoodAsync(platform, account, end, ct)) return;
            taken += (await intake.TakeAsync(row, platform.ReadPoll(end.Reply!, account), ct)).New;
        }

        context.Result = new { taken };
    }

    // The next look comes anyway: what goes wrong stands with the account and is no dead letter a minute.
    private async Task<bool> IsGoodAsync(SocialPlatform platform, Account account, CallEnd end, CancellationToken ct)
    {
        var answer = end.Reply is null ? Answer.Unsure : platform.Judge(end.Reply);
        if (answer == Answer.Wait) throw new JobException(JobErrorType.RateLimit, "The platform has too many requests.", end.RetryAfter ?? TimeSpan.FromMinutes(1));
        if (answer == Answer.Refused && await parts.Renewal.RenewAsync(account, ct)) throw new JobException(JobErrorType.Unavailable, "The access token was renewed.");
        var trouble = answer switch
        {
            Answer.Done => null,
            Answer.Refused => "The platform refuses the credentials; connect the account again.",
            _ => end.Fault ?? $"The platform answered {end.Reply!.Status}.",
        };
        var (id, status) = (account.Connection.Id, answer == Answer.Refused ? "refused" : "connected");
        if (trouble != account.Connection.Trouble)
            await db.Set<Connection>().Where(c => c.Id == id && c.Status == "connected").ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, status).SetProperty(c => c.Trouble, trouble), ct);
        return trouble is null;
    }
}

/// <summary>Sees that accounts whose platforms have to be asked are asked, and that what is old goes.</summary>
internal sealed class ModerationClock(IServiceScopeFactory scopes, WorkLoops loops, IOptions<ModerationOptions> options, TimeProvider time, ILogger<ModerationClock> log) : BackgroundService
{
    private const int AtOnce = 100;

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.Add(new WorkLoop("moderation-poll", TimeSpan.FromSeconds(Math.Min(options.Value.PollSeconds, 15)), PassAsync, time, log)).RunAsync(stoppingToken);

    private async Task<bool> PassAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        var (db, jobs) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<JobWriter>());
        await Retention.EnsureScheduledAsync(scope.ServiceProvider, ct);
        var polled = PlatformList.All.Where(p => p.Polls).Select(p => p.Name).ToList();
        var before = time.GetUtcNow().UtcDateTime.AddSeconds(-options.Value.PollSeconds);
        var due = await db.Set<Connection>().AsNoTracking().Where(c => c.Status == "connected" && polled.Contains(c.Platform) && (c.PolledAt == null || c.PolledAt < before))
            .OrderBy(c => c.PolledAt).Take(AtOnce).Select(c => new { c.Id, c.TenantId, c.PolledAt }).ToListAsync(ct);
        foreach (var connection in due)
        {
            var now = time.GetUtcNow().UtcDateTime;
            // Of schedulers that look at once one has it.
            var mine = await db.Set<Connection>().Where(c => c.Id == connection.Id && c.PolledAt == connection.PolledAt).ExecuteUpdateAsync(s => s.SetProperty(c => c.PolledAt, now), ct);
            if (mine == 1) await jobs.EnqueueAsync(connection.TenantId, new PollAccount(connection.Id), new JobOptions(UniqueKey: connection.Id.ToString()), ct);
        }

        return due.Count == AtOnce;
    }
}
