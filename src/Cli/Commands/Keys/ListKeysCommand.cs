using System.CommandLine;

namespace Steward.Cli.Commands.Keys;

internal static class ListKeysCommand
{
    public static Command Create(ServerOptions server)
    {
        var command = new Command("list", "The keys, oldest first; never the keys themselves") { PageOptions.Limit, PageOptions.Cursor };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Keys.ListAsync(line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => Output.Table(
                ["ID", "NAME", "PREFIX", "ROLE", "SCOPES", "CREATED", "EXPIRES", "REVOKED"],
                page.Items.Select(k => (string[])[
                    k.Id.ToString(), k.Name, k.Prefix, k.Role, string.Join(',', k.Scopes),
                    KeyWords.Time(k.CreatedAt, ""), KeyWords.Time(k.ExpiresAt, "never"), KeyWords.Time(k.RevokedAt, "no")])));
            PageOptions.RemarkNext(page);
            return ExitCodes.Ok;
        });
        return command;
    }
}
