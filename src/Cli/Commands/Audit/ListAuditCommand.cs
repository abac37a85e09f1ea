using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Audit;

internal static class ListAuditCommand
{
    private static readonly Option<string?> Actor = new("--actor") { Description = "Only what this person or key did" };
    private static readonly Option<string?> Action = new("--action") { Description = "Only this, for example key.created" };
    private static readonly Option<string?> Object = new("--object") { Description = "Only what was done to it, for example key:…" };
    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "Not before; ISO 8601, UTC unless it says otherwise", CustomParser = Time };
    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "Before; ISO 8601, UTC unless it says otherwise", CustomParser = Time };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("list", "What was done, newest first") { Actor, Action, Object, From, To, PageOptions.Limit, PageOptions.Cursor };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var filter = new AuditFilter
            {
                Actor = line.GetValue(Actor), Action = line.GetValue(Action), Object = line.GetValue(Object), From = line.GetValue(From), To = line.GetValue(To),
            };
            var page = await client.Audit.ListAsync(filter, line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => Output.Table(
                ["SEQ", "AT", "ACTOR", "ACTION", "OBJECT", "DETAILS"],
                page.Items.Select(e => (string[])[
                    e.Seq.ToString(CultureInfo.InvariantCulture), e.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    e.Actor, e.Action, e.Object, Short(e.Details?.GetRawText() ?? "erased")])));
            PageOptions.RemarkNext(page);
            return ExitCodes.Ok;
        });
        return command;
    }

    // A row of a table; --json has all of it.
    private static string Short(string details) => details.Length <= 100 ? details : details[..100] + "…";

    private static DateTimeOffset? Time(ArgumentResult given)
    {
        var text = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return at;
        given.AddError($"'{text}' is not a time; one looks like 2026-01-31T12:00:00Z.");
        return null;
    }
}
