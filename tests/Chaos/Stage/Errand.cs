using Steward.Jobs;
using Steward.Platform.Data;

namespace Chaos.Stage;

/// <summary>How an errand ends when nothing disturbs it.</summary>
internal enum Ending
{
    /// <summary>The handler returns.</summary>
    Returns,

    /// <summary>In the handler's own transaction, with a row beside it.</summary>
    Finishes,

    /// <summary>Fails at first, then as <see cref="Finishes"/>.</summary>
    Stumbles,

    /// <summary>A dead letter at once; its listener writes the row.</summary>
    Dies,
}

/// <summary>A short job.</summary>
internal sealed record Errand(int Number, Ending Ending, int Milliseconds) : IJob
{
    public static string Kind => "chaos.errand";
}

/// <summary>Does errands.</summary>
internal sealed class Runner(AppDb db, Ledger ledger, TimeProvider time) : IJobHandler<Errand>
{
    public async Task RunAsync(Errand job, JobContext context, CancellationToken ct)
    {
        ledger.Begin(context.JobId, context.Lease, time.GetUtcNow());
        // The length of the work is what the test is about: it is killed, frozen or cut off in its middle.
        await Task.Delay(job.Milliseconds, ct);
        if (job.Ending == Ending.Dies) throw new JobException(JobErrorType.Validation, "It was to die.");
        if (job.Ending == Ending.Stumbles && context.Attempt == 1) throw new JobException(JobErrorType.Unavailable, "It was to stumble.");
        if (job.Ending != Ending.Returns) await Effects.FinishAsync(db, context, context.JobId);
    }
}

/// <summary>Hears of dead errands.</summary>
internal sealed class Mourner(AppDb db, Ledger ledger, TimeProvider time) : IJobHandler<DeadLetter<Errand>>
{
    public Task RunAsync(DeadLetter<Errand> job, JobContext context, CancellationToken ct)
    {
        ledger.Begin(context.JobId, context.Lease, time.GetUtcNow());
        return Effects.FinishAsync(db, context, job.JobId);
    }
}

/// <summary>The rows that errands write. No index keeps a second one out: the tests have to see it.</summary>
internal static class Effects
{
    public const string Table = "CREATE TABLE IF NOT EXISTS chaos_effects (errand uuid, lease bigint)";

    public static Task FinishAsync(AppDb db, JobContext context, Guid errand) => db.InTransactionAsync(async () =>
    {
        await db.ExecuteAsync("INSERT INTO chaos_effects (errand, lease) VALUES (@errand, @Lease)", new { errand, context.Lease }, CancellationToken.None);
        await context.FinishAsync(db, CancellationToken.None);
    }, CancellationToken.None);
}
