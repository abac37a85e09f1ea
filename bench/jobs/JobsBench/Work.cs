using Steward.Jobs;

namespace Steward.Bench.Jobs;

/// <summary>A job of a scenario that looks at each job.</summary>
/// <param name="Number">Which one.</param>
/// <param name="Sent">When it was handed to the queue, in milliseconds since 1970.</param>
internal sealed record Work(int Number, double Sent) : IJob
{
    public static string Kind => "bench.work";
}

/// <summary>What a scenario does with its jobs.</summary>
internal sealed record WorkBody(Func<Work, CancellationToken, Task> Run);

internal sealed class WorkHandler(WorkBody body) : IJobHandler<Work>
{
    public Task RunAsync(Work job, JobContext context, CancellationToken ct) => body.Run(job, ct);
}
