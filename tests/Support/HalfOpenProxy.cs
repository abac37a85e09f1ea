using System.Net;
using System.Net.Sockets;

namespace Steward.Tests.Support;

/// <summary>
/// A TCP proxy on loopback that can go silent: while paused it keeps and accepts connections but forwards no byte, which is how a
/// dead peer or a lost route looks. Nothing is lost by a pause; <see cref="Resume"/> forwards what was held.
/// </summary>
public sealed class HalfOpenProxy : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly (string Host, int Port) target;
    private readonly CancellationTokenSource stopping = new();
    private readonly CountSignal accepted = new("connections");
    private readonly Lock gate = new();
    private readonly HashSet<Socket> sockets = [];
    private readonly Task accepting;
    private TaskCompletionSource? paused;
    private bool disposed;

    private HalfOpenProxy(string host, int port)
    {
        target = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The port to connect to on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections accepted so far.</summary>
    public int AcceptedConnections => accepted.Count;

    /// <summary>Connections open now.</summary>
    public int OpenConnections
    {
        get
        {
            lock (gate)
            {
                return sockets.Count / 2;
            }
        }
    }

    /// <summary>Starts listening on a free port.</summary>
    public static HalfOpenProxy Start(string host, int port) => new(host, port);

    /// <summary>Forwards nothing from now on.</summary>
    public void Pause()
    {
        lock (gate)
        {
            paused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Forwards again, beginning with what was held.</summary>
    public void Resume()
    {
        lock (gate)
        {
            paused?.TrySetResult();
            paused = null;
        }
    }

    /// <summary>Resets every open connection on both sides; the proxy goes on accepting.</summary>
    public void Drop()
    {
        lock (gate)
        {
            foreach (var socket in sockets)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }

            sockets.Clear();
        }
    }

    /// <summary>Waits until so many connections were accepted since the start.</summary>
    /// <exception cref="TimeoutException">They did not come in time. Defaults to 10 s.</exception>
    public Task WaitForConnectionsAsync(int count, TimeSpan? timeout = null) =>
        accepted.WaitForAsync(count, timeout ?? TimeSpan.FromSeconds(10));

    /// <summary>Stops listening and resets what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        await stopping.CancelAsync();
        listener.Dispose();
        Drop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stopping.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ForwardAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            lock (gate)
            {
                sockets.Add(client);
                sockets.Add(upstream);
            }

            accepted.Increment();
            try
            {
                client.NoDelay = upstream.NoDelay = true;
                await WhilePausedAsync();
                await upstream.ConnectAsync(target.Host, target.Port, stopping.Token);
                var pumps = new[] { PumpAsync(client, upstream), PumpAsync(upstream, client) };
                // An error on one side ends both; a mere end of sending leaves the other direction open.
                await await Task.WhenAny(pumps);
                await Task.WhenAll(pumps);
            }
            catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side is gone; disposing both tells the other.
            }
            finally
            {
                lock (gate)
                {
                    sockets.Remove(client);
                    sockets.Remove(upstream);
                }
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await from.ReceiveAsync(buffer, stopping.Token)) > 0)
        {
            await WhilePausedAsync();
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), stopping.Token);
            }
        }

        await WhilePausedAsync();
        to.Shutdown(SocketShutdown.Send);
    }

    private async Task WhilePausedAsync()
    {
        while (true)
        {
            Task? wait;
            lock (gate)
            {
                wait = paused?.Task;
            }

            if (wait is null)
            {
                return;
            }

            await wait.WaitAsync(stopping.Token);
        }
    }
}
