namespace Steward.Tests.Support;

/// <summary>A counter that a test can wait on, so that no test has to sleep or poll.</summary>
internal sealed class CountSignal(string counted)
{
    private readonly Lock gate = new();
    private readonly List<(int Target, TaskCompletionSource Reached)> waiters = [];
    private int count;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    public int Increment()
    {
        lock (gate)
        {
            count++;
            for (var i = waiters.Count - 1; i >= 0; i--)
            {
                if (waiters[i].Target <= count)
                {
                    waiters[i].Reached.TrySetResult();
                    waiters.RemoveAt(i);
                }
            }

            return count;
        }
    }

    /// <exception cref="TimeoutException">The count was not reached in time; the message says how far it came.</exception>
    public async Task WaitForAsync(int target, TimeSpan timeout)
    {
        Task reached;
        lock (gate)
        {
            if (count >= target)
            {
                return;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((target, waiter));
            reached = waiter.Task;
        }

        try
        {
            await reached.WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Expected {target} {counted} within {timeout.TotalSeconds:0.#} s, saw {Count}.");
        }
    }
}
