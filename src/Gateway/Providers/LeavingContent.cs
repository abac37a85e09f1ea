using System.Net;

namespace Steward.Gateway.Providers;

/// <summary>A request's body. It is asked for once there is a connection, and the headers wait in a buffer until it has come: until then nobody has seen a byte.</summary>
internal sealed class LeavingContent(WireRequest request) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await request.Leaving(cancellationToken);
        await stream.WriteAsync(request.Body, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = request.Body.Length;
        return true;
    }
}
