namespace Steward.Tests.Support;

/// <summary>A line that a process wrote.</summary>
/// <param name="Text">Without its line end.</param>
/// <param name="IsError">Whether it came by standard error.</param>
public sealed record OutputLine(string Text, bool IsError);

/// <summary>The lines of both streams in the order of arrival, and the waits for lines to come.</summary>
internal sealed class ProcessOutput
{
    private const int Kept = 20_000;
    private const int TailLines = 30;

    private readonly Lock gate = new();
    private readonly Queue<OutputLine> lines = [];
    private readonly List<(Func<string, bool> Predicate, TaskCompletionSource<string> Found)> waiters = [];

    public void Add(string? text, bool isError)
    {
        if (text is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Enqueue(new OutputLine(text, isError));
            if (lines.Count > Kept)
            {
                lines.Dequeue();
            }

            for (var i = waiters.Count - 1; i >= 0; i--)
            {
                if (waiters[i].Predicate(text))
                {
                    waiters[i].Found.TrySetResult(text);
                    waiters.RemoveAt(i);
                }
            }
        }
    }

    public Task<string> FirstAsync(Func<string, bool> predicate)
    {
        lock (gate)
        {
            var known = lines.FirstOrDefault(line => predicate(line.Text));
            if (known is not null)
            {
                return Task.FromResult(known.Text);
            }

            var waiter = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((predicate, waiter));
            return waiter.Task;
        }
    }

    public IReadOnlyList<OutputLine> Snapshot()
    {
        lock (gate)
        {
            return [.. lines];
        }
    }

    public string Tail() => string.Join('\n', Snapshot().TakeLast(TailLines).Select(line => line.Text));
}
