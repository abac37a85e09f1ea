using System.CommandLine;

namespace Steward.Cli.Commands.Gateway;

/// <summary><c>steward gateway chat</c></summary>
internal static class ChatCommand
{
    private static readonly Argument<string[]> Words = new("words") { Description = "The question; standard input unless given", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Model = new("--model", "-m") { Description = "One of 'gateway models', the first of them unless given" };
    private static readonly Option<string?> System = new("--system") { Description = "What the model is told beforehand" };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("chat", "Ask a model, and print its answer as it comes; with --json the whole answer") { Words, Model, System };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var text = line.GetValue(Words) is { Length: > 0 } words ? string.Join(' ', words) : await Console.In.ReadToEndAsync(ct);
            if (string.IsNullOrWhiteSpace(text)) throw new ArgumentException("There is nothing to ask: give words, or a text on standard input.");
            var model = line.GetValue(Model) ?? (await client.Models.ListAsync(ct))[0].Id;
            if (server.Json(line)) output.Write(await client.Chat.AskAsync(model, text, line.GetValue(System), ct), () => { });
            else
            {
                await client.Chat.StreamAsync(model, text, piece => Console.Out.Write(Output.Harmless(piece)), line.GetValue(System), ct);
                Console.Out.WriteLine();
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
