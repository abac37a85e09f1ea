using System.Diagnostics;

namespace Steward.Bench.Gateway;

/// <summary>Latencies in ms; processor time in seconds for a thousand requests; resident memory in MB at the end.</summary>
internal sealed record Figures(double PerSecond, double P50, double P95, double P99)
{
    public double Processor { get; init; }
    public double DatabaseProcessor { get; init; }
    public double Megabytes { get; init; }
    public long Failed { get; init; }
}

/// <summary>How long is measured, and how long is warmed up before.</summary>
internal sealed record Durations(TimeSpan WarmUp, TimeSpan Measured, TimeSpan AfterStart);

/// <summary>One subject under one load.</summary>
internal static class Measurement
{
    /// <summary>What a process just started compiles first must not be the first figure's.</summary>
    /// <exception cref="InvalidOperationException">Nobody was answered, or the ledger has other rows than answers were given.</exception>
    public static async Task WarmUpAsync(Subject subject, Durations durations)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var result = await LoopAsync(subject, new Load(stream, 16), durations.AfterStart, () => Task.CompletedTask);
            if (result.Answered == 0) throw new InvalidOperationException($"Nobody was answered. {result.FirstFailure}");
        }
    }

    /// <exception cref="InvalidOperationException">Nobody was answered, or a ledger has other rows than answers were given.</exception>
    public static async Task<Figures> RunAsync(Subject subject, Load load, Durations durations)
    {
        (double Gateway, double Database) before = default, after = default;
        var (took, memory) = (TimeSpan.Zero, 0L);
        var result = await LoopAsync(subject, load, durations.WarmUp, async () =>
        {
            var started = Stopwatch.GetTimestamp();
            before = subject.ProcessorSeconds();
            await Task.Delay(durations.Measured);
            (after, took, memory) = (subject.ProcessorSeconds(), Stopwatch.GetElapsedTime(started), subject.Process?.ResidentBytes ?? 0);
        });
        var times = result.Milliseconds.Order().ToList();
        if (times.Count == 0) throw new InvalidOperationException($"Nobody was answered. {result.FirstFailure}");
        if (result.FirstFailure is not null) Console.Error.WriteLine($"    {result.Failed} failed, first: {result.FirstFailure}");
        return new Figures(times.Count / took.TotalSeconds, Percentile(times, .5), Percentile(times, .95), Percentile(times, .99))
        {
            Processor = (after.Gateway - before.Gateway) * 1000 / times.Count, DatabaseProcessor = (after.Database - before.Database) * 1000 / times.Count,
            Megabytes = memory / 1e6, Failed = result.Failed,
        };
    }

    // A gateway that answers without an entry is fast for the wrong reason.
    private static async Task<LoopResult> LoopAsync(Subject subject, Load load, TimeSpan warmUp, Func<Task> measure)
    {
        var before = subject.LedgerRows is null ? 0 : await subject.LedgerRows();
        using var loop = new ClosedLoop(subject, load);
        var result = await loop.RunAsync(warmUp, measure);
        if (subject.LedgerRows is null) return result;
        var rows = await subject.LedgerRows() - before;
        return rows == result.Answered && result.Failed == 0 ? result
            : throw new InvalidOperationException($"{load}: {result.Answered} answered and {result.Failed} failed, but {rows} new rows in the ledger. {result.FirstFailure}");
    }

    private static double Percentile(List<double> sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
