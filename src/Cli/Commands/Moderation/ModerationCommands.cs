using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Steward.Cli.Commands.Moderation;

/// <summary><c>steward moderation …</c></summary>
internal static class ModerationCommands
{
    internal static readonly string[] Platforms = ["instagram", "tiktok", "youtube", "reddit", "discord", "webhook"];
    private static readonly Argument<Guid> Id = new("id") { Description = "The comment" };
    private static readonly Argument<string> Action = new Argument<string>("action") { Description = "What to do" }.AcceptOnlyFromAmong("allow", "flag", "hide", "delete", "reply", "pin", "timeout", "ban");
    private static readonly Argument<string> Platform = new Argument<string>("platform") { Description = "The platform" }.AcceptOnlyFromAmong(Platforms);
    private static readonly Argument<string> Text = new("text") { Description = "The comment" };
    private static readonly Option<string?> Note = new("--note") { Description = "Why; required where it goes against the rules" };
    private static readonly Option<string?> ReplyText = new("--text") { Description = "The words of a reply" };
    private static readonly Option<string?> Status = new("--status") { Description = "pending, approved, flagged, escalated, hidden, removed or gone" };
    private static readonly Option<bool> Due = new("--due") { Description = "Only what waits for a person, the most urgent first" };
    private static readonly Option<string> On = new Option<string>("--platform") { Description = "Where it was written", DefaultValueFactory = _ => "webhook" }.AcceptOnlyFromAmong(Platforms);
    private static readonly Option<string> Author = new("--author") { Description = "Its author", DefaultValueFactory = _ => "somebody" };
    private static readonly Option<string> CommentId = new("--id") { Description = "As the platform calls it; a new one unless given", DefaultValueFactory = _ => Guid.CreateVersion7().ToString() };

    public static Command Comments(ServerOptions server)
    {
        var command = new Command("comments", "Comments, newest first") { Status, Due, PageOptions.Limit, PageOptions.Cursor };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Moderation.CommentsAsync(line.GetValue(Status), line.GetValue(Due), line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => Output.Table(["ID", "PLATFORM", "STATUS", "DECISION", "SEVERITY", "DUE", "AUTHOR"], page.Comments.Select(c =>
                (string[])[c.Id.ToString(), c.Platform, c.Status, c.Verdict?.Decision ?? "–", c.Verdict?.Severity ?? "–", Time(c.DueAt), c.AuthorId])));
            if (page.Comments.Count == 0) Output.Remark(line.GetValue(Due) ? "Nothing waits for a person." : "No comments yet. Connect an account with 'steward moderation connect'.");
            if (page.Pagination.NextCursor is { } next) Output.Remark($"More with --cursor {next}");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Show(ServerOptions server)
    {
        var command = new Command("show", "One comment with its text, its verdict and what was done") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var shown = await client.Moderation.CommentAsync(line.GetValue(Id), ct);
            output.Write(shown, () =>
            {
                Console.Out.WriteLine($"{shown.Comment.Platform} {shown.Comment.CommentId} by {shown.Comment.AuthorId}: {shown.Comment.Status}");
                Console.Out.WriteLine($"  “{shown.Comment.Text ?? "(erased)"}”");
                foreach (var rule in shown.Comment.Verdict?.Violations ?? []) Console.Out.WriteLine($"  {rule.Severity} {rule.RuleId}: {rule.Reason}");
                foreach (var action in shown.Actions) Console.Out.WriteLine($"  {action.Action}: {action.State}{(action.Detail is null ? "" : $" ({action.Detail})")}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Judge(ServerOptions server)
    {
        var command = new Command("judge", "Have a comment judged; nothing is done on its platform") { Text, On, Author, CommentId };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var verdict = await client.Moderation.JudgeAsync(line.GetValue(On)!, line.GetValue(CommentId)!, line.GetValue(Text)!, line.GetValue(Author)!, ct);
            output.Write(verdict, () =>
            {
                Console.Out.WriteLine($"{verdict.GetProperty("action").GetString()}, judged by {verdict.GetProperty("llm_provider").GetString()}");
                foreach (var rule in verdict.GetProperty("violations").EnumerateArray())
                    Console.Out.WriteLine($"  {rule.GetProperty("severity").GetString()} {rule.GetProperty("rule_id").GetString()}: {rule.GetProperty("reason").GetString()}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Decide(ServerOptions server)
    {
        var command = new Command("decide", "Decide about a comment; its platform is told") { Id, Action, Note, ReplyText };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var decided = await client.Moderation.DecideAsync(line.GetValue(Id), line.GetValue(Action)!, line.GetValue(Note), line.GetValue(ReplyText), ct);
            output.Write(decided, () => Console.Out.WriteLine(decided.Actions.Count > 0 ? $"{decided.Actions[^1].Action}: {decided.Actions[^1].State}" : decided.Comment.Status));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Rules(ServerOptions server)
    {
        var command = new Command("rules", "Your rules and those of the program, in the order they count");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var rules = await client.Moderation.RulesAsync(ct);
            output.Write(rules, () => Output.Table(["ID", "STATE", "SEVERITY", "PLATFORM", "NAME"], rules.Select(r => (string[])[r.Id, r.State, r.Severity ?? "–", r.Platform ?? "all", r.Name])));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command ListPlatforms(ServerOptions server)
    {
        var command = new Command("platforms", "What each platform can do, and the connected accounts");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var (platforms, connections) = (await client.Moderation.PlatformsAsync(ct), await client.Moderation.ConnectionsAsync(ct));
            output.Write(new { platforms, connections }, () =>
            {
                Output.Table(["PLATFORM", "INBOUND", "CAN", "CANNOT"], platforms.Select(p => (string[])[p.Name, p.Inbound, string.Join(' ', p.Actions.Keys), string.Join(' ', p.Unsupported)]));
                if (connections.Count > 0)
                    Output.Table(["CONNECTION", "PLATFORM", "ACCOUNT", "STATUS", "EVENTS TO"], connections.Select(c => (string[])[c.Id.ToString(), c.Platform, c.Account, c.Status, c.WebhookPath ?? "–"]));
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    // Credentials come over standard input: a command line is seen by everybody on the machine.
    public static Command Connect(ServerOptions server)
    {
        var command = new Command("connect", "Connect an account; reads it as a JSON object from standard input") { Platform };
        command.Calls(server, async (client, line, output, ct) =>
        {
            JsonElement account;
            try
            {
                account = JsonSerializer.Deserialize<JsonElement>(await Console.In.ReadToEndAsync(ct));
            }
            catch (JsonException)
            {
                Console.Error.WriteLine("Standard input is no JSON object. What a platform needs is said by 'steward moderation platforms --json'.");
                return ExitCodes.Usage;
            }

            var connected = await client.Moderation.ConnectAsync(line.GetValue(Platform)!, account, ct);
            output.Write(connected, () => Console.Out.WriteLine($"{connected.Account} is {connected.Status}: {connected.Id}{(connected.WebhookPath is null ? "" : $"; events go to {connected.WebhookPath}")}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "–";
}
