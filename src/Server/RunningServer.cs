namespace Steward.Server;

/// <summary>A server that runs, as the demo sees it.</summary>
/// <param name="Gateway">Address of the gateway service.</param>
/// <param name="Platform">Address that serves everything.</param>
/// <param name="Services">All services and their addresses.</param>
/// <param name="IngestKey">A key that may send events and read results.</param>
/// <param name="Stop">Drains and stops.</param>
internal sealed record RunningServer(Uri Gateway, Uri Platform, IReadOnlyList<(string Name, Uri Address)> Services, string IngestKey, Func<Task> Stop)
{
    /// <summary>Drains and stops.</summary>
    public Task StopAsync() => Stop();
}
