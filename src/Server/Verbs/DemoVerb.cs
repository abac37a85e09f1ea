using Steward.Identity;
using Steward.Identity.Tenants;
using Steward.Server.Demo;
using Steward.Server.Demo.Forum;

namespace Steward.Server.Verbs;

/// <summary><c>steward demo</c>: a server in development mode, and the demo run against it over HTTP.</summary>
internal static class DemoVerb
{
    public static async Task<int> RunAsync(DemoOptions options, CancellationToken ct)
    {
        StewardHost? host = null;
        await using var partner = await PartnerSimulator.StartAsync(ct);
        await using var forum = await ForumSimulator.StartAsync(ct);
        try
        {
            return await DemoRun.RunAsync(options, async token =>
            {
                // The report is what people came for: the log says only what went wrong.
                host = StewardHost.Build(new ServeOptions { Data = options.Data, LogToStandardError = true, Settings = ["Logging:LogLevel:Default=Warning", "Observability:LogFormat=Text", .. partner.Settings, .. options.Settings] });
                await host.StartAsync(token);
                return await DescribeAsync(host, forum.Address, token);
            }, ct);
        }
        finally
        {
            if (host is not null) await host.DisposeAsync();
        }
    }

    private static async Task<RunningServer> DescribeAsync(StewardHost host, string forum, CancellationToken ct)
    {
        var key = await IdentityModule.MakeDemoKeyAsync(host.Services, DemoTenant.Id, ct);
        var platform = host.Addresses.Single(a => a.Name == "platform").Address;
        var gateway = host.Addresses.Where(a => a.Name == "gateway").Select(a => a.Address).DefaultIfEmpty(platform).First();
        return new RunningServer(gateway, platform, host.Addresses, key, forum, () => host.StopAsync(CancellationToken.None));
    }
}
