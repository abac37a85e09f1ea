using System.Net;
using System.Net.Sockets;

namespace Steward.Deliveries.Sending;

/// <summary>The destination is an address that deliveries may not connect to.</summary>
public sealed class BlockedAddressException() : IOException("The address is not allowed.");

/// <summary>Opens connections for deliveries: resolves the name once, checks every address it has, and connects to those same addresses.</summary>
public static class GuardedConnection
{
    /// <exception cref="BlockedAddressException">One of the addresses is not allowed.</exception>
    /// <exception cref="SocketException">The name has no address, or nobody answers there.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint to, bool allowPrivate, CancellationToken ct)
    {
        if (!allowPrivate && AddressGuard.IsLocalName(to.Host)) throw new BlockedAddressException();
        var addresses = await Dns.GetHostAddressesAsync(to.Host, ct);
        if (!addresses.All(a => AddressGuard.Allows(a, allowPrivate))) throw new BlockedAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The handler of all deliveries: no redirects, no proxy from the environment, no cookies.</summary>
    public static SocketsHttpHandler Handler(bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // Shorter than the pause before any retry, so that each retry resolves and checks again.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, ct) => OpenAsync(context.DnsEndPoint, allowPrivate, ct),
    };
}
