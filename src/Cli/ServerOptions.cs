using System.CommandLine;
using System.CommandLine.Parsing;

namespace Steward.Cli;

/// <summary>The options that every command has: which server, as whom, and how to print.</summary>
internal sealed class ServerOptions
{
    private const string DefaultServer = "http://localhost:8080";

    private readonly Option<string> _server = new("--server")
    {
        Description = "The server's address; also STEWARD_URL",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = _ => Environment("STEWARD_URL") ?? DefaultServer,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "API key or token. Better in STEWARD_KEY, where no process list shows it",
        HelpName = "KEY",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON on standard output and nothing else there", Recursive = true };

    public ServerOptions() => _server.Validators.Add(CheckServer);

    public void AddTo(Command root)
    {
        root.Add(_server);
        root.Add(_key);
        root.Add(_json);
    }

    public bool Json(ParseResult line) => line.GetValue(_json);

    public Uri Server(ParseResult line) => new(line.GetValue(_server)!, UriKind.Absolute);

    public string? Key(ParseResult line) => line.GetValue(_key)?.Trim() ?? Environment("STEWARD_KEY");

    private static void CheckServer(OptionResult option)
    {
        var text = option.GetValueOrDefault<string>();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            option.AddError($"'{text}' is not a server's address; one looks like {DefaultServer}.");
    }

    private static string? Environment(string name) =>
        System.Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;
}
