using System.CommandLine;

namespace Steward.Cli.Commands.Moderation;

/// <summary><c>steward moderation limits</c>, and the addresses that are told: <c>webhooks</c>, <c>tell</c>, <c>tell-no-more</c>.</summary>
internal static class ToldCommands
{
    private static readonly Option<string> Step = new Option<string>("--step") { Description = "minute, hour or day", DefaultValueFactory = _ => "hour" }.AcceptOnlyFromAmong("minute", "hour", "day");
    private static readonly Argument<string> Platform = new Argument<string>("platform") { Description = "Whose comments" }.AcceptOnlyFromAmong(ModerationCommands.Platforms);
    private static readonly Argument<string> Url = new("url") { Description = "Where events go" };
    private static readonly Argument<Guid> Id = new("id") { Description = "The address, as 'steward moderation webhooks' names it" };
    private static readonly Option<string[]> Events = new Option<string[]>("--event") { Description = "Which events, repeatable; all unless given" }.AcceptOnlyFromAmong("comment.moderated", "action.executed");

    public static Command Limits(ServerOptions server)
    {
        var command = new Command("limits", "What each account has sent in the last day, and what had to wait for the platform's limit") { Step };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var history = await client.Moderation.LimitsAsync(line.GetValue(Step)!, ct);
            output.Write(history, () => Output.Table(["PLATFORM", "ACCOUNT", "CALLS", "HELD BACK", "BUSIEST MINUTE", "ALLOWED A MINUTE"], history.Connections.Select(c =>
                (string[])[c.Platform, c.Account, $"{c.Calls}", $"{c.Held}", $"{c.History.Select(s => s.BusiestMinute).DefaultIfEmpty().Max()}", $"{c.Limits.PerMinute}"])));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Webhooks(ServerOptions server)
    {
        var command = new Command("webhooks", "The addresses that are told of verdicts and actions");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var webhooks = await client.Moderation.WebhooksAsync(ct);
            output.Write(webhooks, () => Output.Table(["ID", "PLATFORM", "STATUS", "FAILURES", "EVENTS", "URL"], webhooks.Select(w =>
                (string[])[w.Id.ToString(), w.Platform, w.Status, $"{w.Failures}", string.Join(' ', w.Events), w.Url])));
            if (webhooks.Count == 0) Output.Remark("Nobody is told. Register an address with 'steward moderation tell'.");
            return ExitCodes.Ok;
        });
        return command;
    }

    // The secret comes over standard input: a command line is seen by everybody on the machine.
    public static Command Tell(ServerOptions server)
    {
        var command = new Command("tell", "Tell an address of verdicts and actions; reads the secret that signs them from standard input") { Platform, Url, Events };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var secret = (await Console.In.ReadToEndAsync(ct)).Trim();
            var webhook = await client.Moderation.RegisterWebhookAsync(line.GetValue(Platform)!, line.GetValue(Url)!, secret, line.GetValue(Events), ct);
            output.Write(webhook, () => Console.Out.WriteLine($"{webhook.Url} is {webhook.Status}: {webhook.Id}{(webhook.Trouble is null ? "" : $" ({webhook.Trouble})")}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command TellNoMore(ServerOptions server)
    {
        var command = new Command("tell-no-more", "Tell an address no more") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            await client.Moderation.RemoveWebhookAsync(line.GetValue(Id), ct);
            output.Write(new { removed = line.GetValue(Id) }, () => Console.Out.WriteLine("removed"));
            return ExitCodes.Ok;
        });
        return command;
    }
}
