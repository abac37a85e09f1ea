using System.CommandLine;

namespace Steward.Server.Verbs;

/// <summary><c>steward serve</c></summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var (data, set) = (ServerOptions.Data(), ServerOptions.Set());
        var production = new Option<bool>("--production") { Description = "No development mode: every request needs credentials" };
        var services = new Option<string?>("--services") { Description = "Services to serve, separated by commas; all unless given" };
        var roles = new Option<string?>("--roles") { Description = "Roles of this process: web,worker,scheduler; all unless given" };
        var command = new Command("serve", "Serve until stopped; SIGTERM lets running work end") { data, production, services, roles, set };
        command.SetAction((parsed, ct) => RunAsync(new ServeOptions
        {
            Data = parsed.GetValue(data)!, Production = parsed.GetValue(production), Services = ServerOptions.List(parsed.GetValue(services)),
            Roles = parsed.GetValue(roles) is { } given ? ServerOptions.List(given) : ["web", "worker", "scheduler"],
            Settings = parsed.GetValue(set) ?? [],
        }, ct));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken ct)
    {
        await using var host = StewardHost.Build(options);
        await host.StartAsync(ct);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }
}
