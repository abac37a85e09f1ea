using System.CommandLine;
using Steward.Client;

namespace Steward.Cli.Commands.Keys;

internal static class CreateKeyCommand
{
    private static readonly string[] Roles = ["admin", "operator", "reviewer", "analyst", "viewer", "member"];
    private static readonly string[] KnownScopes = ["ingest", "classify", "screen", "review", "deliver", "pages", "alerts", "chat", "moderate", "read"];

    private static readonly Argument<string> Name = new("name") { Description = "What the key is for" };

    private static readonly Option<string?> Role = new Option<string?>("--role") { Description = "What it may do at most; operator unless given" }.AcceptOnlyFromAmong(Roles);

    private static readonly Option<string[]> Scopes = new Option<string[]>("--scope")
    {
        Description = "Narrows the role to this; repeatable", AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong(KnownScopes);

    private static readonly Option<int?> Days = new("--expires-in-days") { Description = "1 to 3650; without it the key does not expire", HelpName = "DAYS" };

    private static readonly Option<bool> Test = new("--test") { Description = "A key that only development servers accept" };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("create", "Make a key; it is shown once") { Name, Role, Scopes, Days, Test };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var made = await client.Keys.CreateAsync(
                new NewKey(line.GetValue(Name)!)
                {
                    Role = line.GetValue(Role), Scopes = line.GetValue(Scopes) ?? [], ExpiresInDays = line.GetValue(Days), Test = line.GetValue(Test),
                }, ct);
            output.Write(made, () => Console.Out.WriteLine(made.Key));
            Output.Remark($"Key {made.Id} ({made.Role}{KeyWords.Scopes(made.Scopes)}), expires {KeyWords.Time(made.ExpiresAt, "never")}. It is not shown again.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
