using System.Net;
using System.Net.Sockets;

namespace Chaos.Stage;

/// <summary>A provider that takes connections and then says nothing: who speaks TLS to it waits for its first word and has sent no request.</summary>
internal sealed class MuteProvider : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _taken = [];

    public MuteProvider() => _listener.Start();

    public Uri Address => new($"https://{_listener.LocalEndpoint}");

    /// <summary>Waits until so many have connected.</summary>
    public async Task TakeAsync(int count)
    {
        while (_taken.Count < count) _taken.Add(await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _taken.ForEach(t => t.Dispose());
        _listener.Dispose();
    }
}
