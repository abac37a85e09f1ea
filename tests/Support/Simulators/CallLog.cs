using System.Collections.Concurrent;

namespace Steward.Tests.Support;

/// <summary>The calls a simulator received: counts for ever, contents up to a limit so that load runs do not fill memory.</summary>
internal sealed class CallLog
{
    private const int KeptCalls = 10_000;

    private readonly ConcurrentQueue<ReceivedCall> kept = new();
    private readonly ConcurrentDictionary<string, int> byModel = new(StringComparer.Ordinal);
    private readonly CountSignal received = new("calls");
    private readonly CountSignal ended = new("calls that ended");
    private readonly CountSignal aborted = new("calls given up by the client");
    private readonly Lock gate = new();
    private int inProgress;

    public int Count => received.Count;

    public int Aborted => aborted.Count;

    public int MostAtOnce { get; private set; }

    public IReadOnlyList<ReceivedCall> Kept => [.. kept];

    public int CountFor(string model) => byModel.GetValueOrDefault(model);

    public Task WaitForAsync(int count, TimeSpan timeout) => received.WaitForAsync(count, timeout);

    public Task WaitForEndedAsync(int count, TimeSpan timeout) => ended.WaitForAsync(count, timeout);

    public Task WaitForAbortedAsync(int count, TimeSpan timeout) => aborted.WaitForAsync(count, timeout);

    /// <summary>Records a call; disposing the result says that it was answered.</summary>
    public InProgress Enter(ReceivedCall call)
    {
        kept.Enqueue(call);
        if (kept.Count > KeptCalls)
        {
            kept.TryDequeue(out _);
        }

        if (call.Model is { } model)
        {
            byModel.AddOrUpdate(model, 1, (_, count) => count + 1);
        }

        lock (gate)
        {
            inProgress++;
            MostAtOnce = Math.Max(MostAtOnce, inProgress);
        }

        received.Increment();
        return new InProgress(this);
    }

    public void NoteAborted(bool simulatorStopping)
    {
        if (!simulatorStopping)
        {
            aborted.Increment();
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            inProgress--;
        }

        ended.Increment();
    }

    internal readonly struct InProgress(CallLog log) : IDisposable
    {
        public void Dispose() => log.Leave();
    }
}
