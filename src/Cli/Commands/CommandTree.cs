using System.CommandLine;
using System.CommandLine.Help;
using Steward.Cli.Commands.Audit;
using Steward.Cli.Commands.Gateway;
using Steward.Cli.Commands.Jobs;
using Steward.Cli.Commands.Keys;
using Steward.Cli.Commands.Moderation;
using Steward.Cli.Commands.Pages;
using Steward.Cli.Commands.Prices;
using Steward.Cli.Commands.Safety;
using Steward.Cli.Commands.Usage;

namespace Steward.Cli.Commands;

/// <summary>Every command: noun, then verb.</summary>
internal static class CommandTree
{
    // Not a RootCommand: that one is always called like the program's file, and people call it steward.
    public static Command Create()
    {
        var server = new ServerOptions();
        var root = Group(
            "steward",
            """
            Steward, the operations platform for products built on language models.

            Exit codes: 0 done, 1 failed, 2 wrong command line, 3 server unreachable, 4 not allowed, 5 not found.
            """,
            Group("keys", "API keys of your tenant", CreateKeyCommand.Create(server), ListKeysCommand.Create(server), RevokeKeyCommand.Create(server)),
            Group("jobs", "Jobs of your tenant", JobCommands.List(server), JobCommands.View(server), JobCommands.Retry(server), JobCommands.Cancel(server),
                JobCommands.Delete(server), JobCommands.Watch(server),
                Group("operations", "What was done to many jobs at once", OperationCommands.List(server), OperationCommands.View(server), OperationCommands.Watch(server), OperationCommands.Stop(server))),
            Group("dlq", "Dead letters: jobs that failed for good", DeadLetterCommands.List(server), DeadLetterCommands.Stats(server),
                DeadLetterCommands.Retry(server), DeadLetterCommands.Discard(server), DeadLetterCommands.Export(server)),
            Group("queue", "The queues that jobs wait in", QueueCommands.ShowStatus(server), QueueCommands.Pause(server), QueueCommands.Resume(server),
                QueueCommands.Clear(server), QueueCommands.Limit(server)),
            Group("pages", "Pages written from prompts", PageCommands.List(server), PageCommands.Generate(server), PageCommands.PublishOne(server), PageCommands.Withdraw(server)),
            Group("moderation", "Comments of social platforms", ModerationCommands.Comments(server), ModerationCommands.Show(server), ModerationCommands.Judge(server),
                ModerationCommands.Decide(server), ModerationCommands.Rules(server), ModerationCommands.ListPlatforms(server), ModerationCommands.Connect(server),
                ToldCommands.Limits(server), ToldCommands.Webhooks(server), ToldCommands.Tell(server), ToldCommands.TellNoMore(server)),
            Group("prices", "What models cost", PriceCommands.Show(server), PriceCommands.Compare(server), PriceCommands.Import(server)),
            Group("gateway", "Calls of models, and what they cost", ChatCommand.Create(server), ModelCommands.List(server), ModelCommands.Providers(server),
                BatchCommands.Run(server), BatchCommands.List(server), UsageCommand.Create(server), UsageCommand.Waste(server), UsageCommand.Forecast(server),
                Group("budget", "Monthly limits of your company, its users, keys and tasks", BudgetCommands.Show(server), BudgetCommands.Set(server), BudgetCommands.Remove(server))),
            Group("safety", "What screening found, and what people make of it", ReviewCommands.List(server), ReviewCommands.Next(server), ReviewCommands.Show(server),
                ReviewCommands.Review(server), ReviewCommands.Dismiss(server), ReviewCommands.Escalate(server), ReviewCommands.Undo(server), ReviewCommands.Bulk(server), ReviewCommands.Reviewers(server),
                Group("thresholds", "From where on a finding counts", ThresholdCommands.Show(server), ThresholdCommands.Set(server)),
                Group("rules", "Your own rules of screening", RuleCommands.List(server), RuleCommands.Save(server), RuleCommands.Move(server), RuleCommands.Test(server), RuleCommands.BackTest(server)),
                Group("models", "Models learnt from your reviewers", LearntModelCommands.List(server), LearntModelCommands.Train(server), LearntModelCommands.Move(server), LearntModelCommands.Delete(server))),
            Group("usage", "What AI was used for", ReportUsageCommand.Create(server)),
            Group("audit", "The audit trail", ListAuditCommand.Create(server), ServerVerbs.Verify()),
            MetricsCommand.Create(server),
            StatusCommand.Create(server));
        server.AddTo(root);
        root.Add(new HelpOption { Recursive = true });
        root.Add(new VersionOption());
        foreach (var verb in ServerVerbs.All()) root.Add(verb);
        return root;
    }

    private static Command Group(string noun, string description, params ReadOnlySpan<Command> verbs)
    {
        var group = new Command(noun, description);
        foreach (var verb in verbs) group.Add(verb);
        return group;
    }
}
