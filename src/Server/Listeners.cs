using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Steward.Platform.Http;

namespace Steward.Server;

/// <summary>Where each service listens. A port in use is skipped with a warning, except the platform's, without which nothing starts.</summary>
internal sealed class Listeners
{
    private readonly List<(Service Service, IPEndPoint At)> _open = [];
    private readonly List<string> _skipped = [];

    public Listeners(IConfiguration configuration, ServeOptions options)
    {
        var host = ServerSettings.Host(configuration);
        foreach (var service in options.Roles.Contains("web") ? ServerSettings.Services(options) : [Service.Platform])
        {
            var at = new IPEndPoint(host, ServerSettings.Port(configuration, service));
            if (at.Port == 0 || IsFree(at)) _open.Add((service, at));
            else if (service == Service.Platform)
                throw new StartException($"Port {at.Port} of {at.Address} is in use. Stop what uses it, or set Ports:{service.Name} to another.");
            else _skipped.Add($"Port {at.Port} is in use: the service '{service.Name}' answers on the platform's port only. Set Ports:{service.Name} to another.");
        }
    }

    public void Configure(KestrelServerOptions kestrel)
    {
        foreach (var (service, at) in _open)
        {
            var accepted = new AcceptedBy(service);
            kestrel.Listen(at, listen => listen.Use(next => connection =>
            {
                connection.Features.Set(accepted);
                return next(connection);
            }));
        }
    }

    public void Warn(ILogger log)
    {
        foreach (var warning in _skipped) ServerLog.PortSkipped(log, warning);
    }

    /// <summary>The services' addresses once the server has started.</summary>
    public IReadOnlyList<(string Name, Uri Address)> Addresses(IServer server)
    {
        var bound = server.Features.Get<IServerAddressesFeature>()!.Addresses;
        return [.. _open.Zip(bound, (o, address) => (o.Service.Name, new Uri(address)))];
    }

    private static bool IsFree(IPEndPoint at)
    {
        try
        {
            using var probe = new TcpListener(at);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
