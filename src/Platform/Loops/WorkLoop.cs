using Microsoft.Extensions.Logging;

namespace Steward.Platform.Loops;

/// <summary>
/// Work done over and over in the background: a name, an interval with jitter, one pass. A pass that fails is logged and tried again with growing
/// pauses, so the loop outlives a database restart; a loop that has stopped passing is visible in <see cref="WorkLoops"/>.
/// </summary>
public sealed partial class WorkLoop(string name, TimeSpan interval, Func<CancellationToken, Task<bool>> pass, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private long _lastPass = time.GetTimestamp();

    /// <summary>The loop's name in logs and health.</summary>
    public string Name { get; } = name;

    /// <summary>True when no pass has succeeded for ten intervals and at least 30 seconds.</summary>
    public bool IsStuck => time.GetElapsedTime(Interlocked.Read(ref _lastPass)) > TimeSpan.FromSeconds(30) + 10 * interval;

    /// <summary>Runs until stopped. A pass that answers true is followed by the next at once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await pass(stop);
                Interlocked.Exchange(ref _lastPass, time.GetTimestamp());
                if (failures > 0) LogRecovered(log, Name, failures);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                failures++;
                LogFailed(log, Name, failures, error);
            }

            if (more) continue;
            var pause = failures == 0 ? interval : Shorter(LongestPause, TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures, 10))));
            await Task.Delay(pause * (0.8 + 0.4 * Random.Shared.NextDouble()), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(1001, LogLevel.Warning, "Loop {Loop} failed {Failures} times in a row")]
    private static partial void LogFailed(ILogger log, string loop, int failures, Exception error);

    [LoggerMessage(1002, LogLevel.Information, "Loop {Loop} works again after {Failures} failures")]
    private static partial void LogRecovered(ILogger log, string loop, int failures);
}

/// <summary>The loops of this process, for health checks.</summary>
public sealed class WorkLoops
{
    private readonly List<WorkLoop> _loops = [];

    /// <summary>Makes a loop known.</summary>
    public WorkLoop Add(WorkLoop loop)
    {
        lock (_loops) _loops.Add(loop);
        return loop;
    }

    /// <summary>Names of loops that no longer pass.</summary>
    public IReadOnlyList<string> Stuck
    {
        get
        {
            lock (_loops) return [.. _loops.Where(l => l.IsStuck).Select(l => l.Name)];
        }
    }

    /// <summary>Names of all loops of this process.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_loops) return [.. _loops.Select(l => l.Name)];
        }
    }
}
