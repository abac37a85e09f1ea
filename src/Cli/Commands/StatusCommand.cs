using System.CommandLine;
using Steward.Client;

namespace Steward.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create(ServerOptions server)
    {
        var command = new Command("status", "How the server is: exit 0 when healthy, 1 when not, 3 when it cannot be reached");
        command.Calls(server, async (client, line, output, ct) =>
        {
            // One after the other: what cannot be reached should be said once.
            var health = await client.Health.GetAsync(ct);
            var ready = await client.Health.ReadyAsync(ct);
            output.Write(
                new { server = server.Server(line), health.Status, Ready = ready.Status, ready.Draining, health.Version, health.Timestamp, health.Checks },
                () => Print(server.Server(line), health, ready));
            return health.IsHealthy && ready.IsHealthy ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static void Print(Uri server, HealthReport health, HealthReport ready)
    {
        (string, string)[] head =
        [
            ("server", $"{server}  {health.Version}"),
            ("health", health.Status),
            ("ready", ready.Draining ? "draining" : ready.Status),
        ];
        var checks = health.Checks.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, $"{c.Value.Status}  {c.Value.Detail}"));
        Output.Table(["WHAT", "STATUS"], head.Concat(checks).Select(row => (string[])[row.Item1, row.Item2.Trim()]));
    }
}
