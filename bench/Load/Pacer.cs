using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steward.Bench.Load;

/// <summary>
/// A thread of its own that calls once per arrival, at the moment each is due or, after a delay, as soon as it can: a late one is
/// never left out. Timers of the runtime are a millisecond coarse, so on Linux it sleeps by the kernel's own clock.
/// </summary>
internal sealed class Pacer(double rate)
{
    // Waking for every arrival would cost more than the sends above some thousands per second.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMicroseconds(100);

    private readonly double ticksPerArrival = Stopwatch.Frequency / rate;

    /// <summary>Calls <paramref name="due"/> with (number from 0, timestamp at which it was due) on the pacing thread.</summary>
    /// <returns>Completes after the last arrival.</returns>
    public Task RunAsync(long arrivals, Action<long, long> due, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Pace(arrivals, due, cancel);
            done.SetResult();
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return done.Task;
    }

    private void Pace(long arrivals, Action<long, long> due, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        for (long number = 0; number < arrivals && !cancel.IsCancellationRequested;)
        {
            var planned = start + (long)(number * ticksPerArrival);
            var now = Stopwatch.GetTimestamp();
            if (planned <= now)
            {
                due(number++, planned);
            }
            else
            {
                Pause(Stopwatch.GetElapsedTime(now, planned), cancel);
            }
        }
    }

    private static void Pause(TimeSpan wanted, CancellationToken cancel)
    {
        // Bounded, so that a cancellation is noticed at low rates too.
        var length = TimeSpan.FromTicks(Math.Clamp(wanted.Ticks, ShortestPause.Ticks, TimeSpan.TicksPerMillisecond * 50));
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            var pause = new KernelTime(0, length.Ticks * TimeSpan.NanosecondsPerTick);
            _ = KernelSleep(in pause, 0);
        }
        else
        {
            cancel.WaitHandle.WaitOne(length);
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int KernelSleep(in KernelTime request, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct KernelTime(long Seconds, long Nanoseconds);
}
