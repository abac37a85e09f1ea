using System.Collections.Concurrent;
using System.Diagnostics;

namespace Steward.Bench.Load;

/// <summary>
/// One run at one rate. Latency counts from the moment a request was due, not from when it could be sent, so that a stall of the
/// target is charged for every request that it delayed. Failed requests are counted apart and carry no latency.
/// </summary>
internal sealed class LoadRun(LoadOptions options, HttpMessageInvoker client, RequestFactory requests)
{
    private readonly LatencyHistogram latency = new();
    private readonly LatencyHistogram serviceTime = new();
    private readonly LatencyHistogram pacingDelay = new();
    private readonly ConcurrentDictionary<string, long> errors = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The pacing thread itself counts as one until it has ended, so that a pause between requests is not taken for the end.
    private int inFlight = 1;
    private long planned;
    private long dropped;
    private long lastDone;

    /// <param name="rate">Arrivals per second.</param>
    /// <param name="firstNumber">What <c>{n}</c> begins with.</param>
    /// <param name="cancel">Ends the run early, without a result.</param>
    public async Task<RunResult> RunAsync(double rate, long firstNumber, CancellationToken cancel)
    {
        var unmeasured = (long)(rate * options.WarmUp.TotalSeconds);
        var measured = Math.Max(1, (long)(rate * options.Duration.TotalSeconds));
        var processorBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var firstMeasured = start;
        await new Pacer(rate).RunAsync(
            unmeasured + measured,
            (number, due) =>
            {
                firstMeasured = number == unmeasured ? due : firstMeasured;
                Arrive(new Arrival(this, firstNumber + number, due, IsMeasured: number >= unmeasured));
            },
            cancel);
        Leave();
        await idle.Task;
        cancel.ThrowIfCancellationRequested();
        var elapsed = Stopwatch.GetElapsedTime(firstMeasured, Math.Max(lastDone, firstMeasured + 1));
        return new RunResult
        {
            Rate = rate,
            Planned = planned,
            Dropped = dropped,
            Completed = latency.Count,
            CompletedPerSecond = Math.Round(latency.Count / Math.Max(elapsed.TotalSeconds, options.Duration.TotalSeconds), 1),
            Errors = new SortedDictionary<string, long>(errors, StringComparer.Ordinal),
            LatencyMs = latency.Summarise(),
            ServiceTimeMs = serviceTime.Summarise(),
            PacingDelayMs = pacingDelay.Summarise(),
            GeneratorCores = Math.Round((Environment.CpuUsage.TotalTime - processorBefore) / Stopwatch.GetElapsedTime(start), 2),
        };
    }

    private void Arrive(Arrival arrival)
    {
        planned += arrival.IsMeasured ? 1 : 0;
        if (Interlocked.Increment(ref inFlight) > options.MaxInFlight + 1)
        {
            dropped += arrival.IsMeasured ? 1 : 0;
            Leave();
            return;
        }

        if (arrival.IsMeasured)
        {
            pacingDelay.Record(Stopwatch.GetElapsedTime(arrival.Due));
        }

        // Sending from the pacing thread would delay the arrivals behind.
        ThreadPool.UnsafeQueueUserWorkItem(arrival, preferLocal: false);
    }

    private async Task SendAsync(Arrival arrival)
    {
        var sent = Stopwatch.GetTimestamp();
        string? error;
        try
        {
            error = await ExchangeAsync(arrival.Number);
        }
        catch (Exception failure)
        {
            error = Classify(failure);
        }

        var done = Stopwatch.GetTimestamp();
        if (arrival.IsMeasured && error is null)
        {
            latency.Record(Stopwatch.GetElapsedTime(arrival.Due, done));
            serviceTime.Record(Stopwatch.GetElapsedTime(sent, done));
            InterlockedMax(ref lastDone, done);
        }
        else if (arrival.IsMeasured)
        {
            errors.AddOrUpdate(error!, 1, (_, count) => count + 1);
        }

        Leave();
    }

    /// <returns>The kind of error; null for a success.</returns>
    private async Task<string?> ExchangeAsync(long number)
    {
        using var limit = new CancellationTokenSource(options.Timeout);
        using var request = requests.Create(number);
        using var response = await client.SendAsync(request, limit.Token);
        await response.Content.CopyToAsync(Stream.Null, limit.Token);
        return response.IsSuccessStatusCode ? null : $"http {(int)response.StatusCode}";
    }

    private static string Classify(Exception failure) => failure switch
    {
        OperationCanceledException => "timeout",
        HttpRequestException request => $"network {request.HttpRequestError}",
        IOException => "network ResponseEnded",
        _ => failure.GetType().Name,
    };

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            seen = before == seen ? value : before;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref inFlight) == 0)
        {
            idle.TrySetResult();
        }
    }

    private sealed record Arrival(LoadRun Run, long Number, long Due, bool IsMeasured) : IThreadPoolWorkItem
    {
        public void Execute() => _ = Run.SendAsync(this);
    }
}
