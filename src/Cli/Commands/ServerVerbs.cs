using System.CommandLine;

namespace Steward.Cli.Commands;

/// <summary>
/// The verbs of the server program. The <c>steward</c> script sends them there; here they stand for the help and for "did you mean".
/// </summary>
internal static class ServerVerbs
{
    public static IEnumerable<Command> All() =>
    [
        Verb("serve", "Run the server"),
        Verb("demo", "Run the server on sample feedback and report what became of it"),
        Verb("migrate", "Bring the database's schema up or down, or show its state"),
        Verb("bootstrap", "Make the platform owner's first key"),
        Verb("screen", "Screen texts, or check terms, without a server"),
    ];

    public static Command Verify() => Verb("verify", "Check the trail's hash chain in the database");

    private static Command Verb(string name, string description)
    {
        var verb = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction(_ =>
        {
            Console.Error.WriteLine($"'{name}' is a verb of the server program. Run it through the steward script, with the verb before any option.");
            return ExitCodes.Usage;
        });
        return verb;
    }
}
