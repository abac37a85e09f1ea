using System.CommandLine;
using Steward.Cli.Commands.Audit;
using Steward.Cli.Commands.Keys;

namespace Steward.Cli.Commands;

/// <summary>Every command: noun, then verb.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        var server = new ServerOptions();
        var root = new RootCommand(
            """
            Steward, the operations platform for products built on language models.

            Exit codes: 0 done, 1 failed, 2 wrong command line, 3 server unreachable, 4 not allowed, 5 not found.
            """);
        server.AddTo(root);
        root.Add(Group("keys", "API keys of your tenant", CreateKeyCommand.Create(server), ListKeysCommand.Create(server), RevokeKeyCommand.Create(server)));
        root.Add(Group("audit", "The audit trail", ListAuditCommand.Create(server), ServerVerbs.Verify()));
        root.Add(StatusCommand.Create(server));
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
