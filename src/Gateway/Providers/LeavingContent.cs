using System.Net;
using System.Net.Sockets;

namespace Steward.Gateway.Providers;

/// <summary>
/// A request's body, which notes when its call has to wait for a connection and, before the first byte, that it waits no longer. With a connection at hand nothing is
/// noted: between the reservation and the first byte is no time then. The body is asked for once there is a connection, and the headers wait in its buffer for it.
/// </summary>
internal sealed class LeavingContent(WireRequest request) : HttpContent
{
    private readonly Lock _state = new();
    private Task? _waits;
    private bool _leaves;

    /// <summary>Opens a connection; the note is written meanwhile.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        (context.InitialRequestMessage.Content as LeavingContent)?.Wait();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Task? waited;
        lock (_state) (_leaves, waited) = (true, _waits);
        if (waited is not null)
        {
            await waited;
            await request.Noting(true, cancellationToken);
        }

        request.HasLeft = true;
        await stream.WriteAsync(request.Body, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = request.Body.Length;
        return true;
    }

    // Another connection may have become free: what has left must not be noted as waiting.
    private void Wait()
    {
        lock (_state)
        {
            if (!_leaves) _waits ??= request.Noting(false, CancellationToken.None);
        }
    }
}
