namespace Steward.Jobs.Workers;

/// <summary>An attempt that runs in this process.</summary>
internal sealed class Attempt(long lease, ServedQueue queue) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public long Lease { get; } = lease;

    /// <summary>The queue whose slot it runs in.</summary>
    public ServedQueue Queue { get; } = queue;

    /// <summary>Cancelled when the attempt is to end: its lease was lost or it was called off.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The lease is somebody else's.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Somebody called the job off.</summary>
    public bool IsCalledOff { get; private set; }

    public void Lose()
    {
        IsLost = true;
        End();
    }

    public void CallOff()
    {
        if (IsLost) return;
        IsCalledOff = true;
        End();
    }

    public void Dispose() => _stop.Dispose();

    private void End()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in the same moment.
        }
    }
}
