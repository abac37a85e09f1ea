using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steward.Bench.Gateway;

/// <summary>
/// Waits of one length, however many at a time. Timers of the runtime follow a clock that is four milliseconds coarse, which a gateway's own part of the
/// latency would drown in, so a thread of its own sleeps by the kernel's.
/// </summary>
internal sealed class Thinking
{
    private readonly BlockingCollection<(long Due, TaskCompletionSource Done)> _waiting = [];
    private readonly long _ticks;

    public Thinking(TimeSpan length)
    {
        _ticks = (long)(length.TotalSeconds * Stopwatch.Frequency);
        new Thread(Wake) { IsBackground = true }.Start();
    }

    public Task WaitAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((Stopwatch.GetTimestamp() + _ticks, done));
        return done.Task;
    }

    // All wait equally long, so who came first is due first.
    private void Wake()
    {
        foreach (var (due, done) in _waiting.GetConsumingEnumerable())
        {
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } rest)
            {
                var pause = new KernelTime(rest.Ticks / TimeSpan.TicksPerSecond, rest.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
                _ = KernelSleep(in pause, 0);
            }

            done.SetResult();
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int KernelSleep(in KernelTime request, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct KernelTime(long Seconds, long Nanoseconds);
}
