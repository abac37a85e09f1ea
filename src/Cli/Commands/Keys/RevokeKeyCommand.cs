using System.CommandLine;

namespace Steward.Cli.Commands.Keys;

internal static class RevokeKeyCommand
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The key's id, as 'keys list' shows it" };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("revoke", "Revoke a key at once") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var id = line.GetValue(Id);
            await client.Keys.RevokeAsync(id, ct);
            output.Write(new { id, revoked = true }, () => Console.Out.WriteLine($"Key {id} is revoked."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
