namespace Steward.Server;

/// <summary>A server that runs, as the demo sees it.</summary>
/// <param name="Gateway">Address of the gateway service.</param>
/// <param name="Platform">Address that serves everything.</param>
/// <param name="Services">All services and their addresses.</param>
/// <param name="IngestKey">A key that may send events, connect accounts and read results.</param>
/// <param name="Forum">Address of the simulated forum.</param>
/// <param name="Stop">Drains and stops.</param>
internal sealed record RunningServer(Uri Gateway, Uri Platform, IReadOnlyList<(string Name, Uri Address)> Services, string IngestKey, string Forum, Func<Task> Stop)
{
    /// <summary>Drains and stops.</summary>
    public Task StopAsync() => Stop();
}
