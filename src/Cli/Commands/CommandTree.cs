using System.CommandLine;
using System.CommandLine.Help;
using Steward.Cli.Commands.Audit;
using Steward.Cli.Commands.Keys;

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
            Group("audit", "The audit trail", ListAuditCommand.Create(server), ServerVerbs.Verify()),
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
