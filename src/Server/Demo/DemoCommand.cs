using System.CommandLine;
using Steward.Server.Verbs;

namespace Steward.Server.Demo;

/// <summary><c>steward demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(Func<DemoOptions, CancellationToken, Task<int>> run)
    {
        var (data, set) = (ServerOptions.Data(), ServerOptions.Set());
        var input = new Option<string?>("--input")
        {
            Description = "Feedback to send: JSON lines with text and optionally id, userId, locale; or CSV with a header row. The sample unless given", HelpName = "FILE",
        };
        var columns = new Option<string[]>("--text-column") { Description = "Column of the CSV file that holds texts, repeatable; an index counts from zero", HelpName = "NAME|INDEX" };
        var once = new Option<bool>("--once") { Description = "Stop after the report instead of serving on" };
        var json = new Option<bool>("--json") { Description = "The report as JSON on standard output, everything for people on standard error" };
        var command = new Command("demo", "Run the server, send feedback through it, and report what became of it") { data, input, columns, once, json, set };
        command.SetAction((line, ct) => run(
            new DemoOptions
            {
                Data = line.GetValue(data)!, Input = line.GetValue(input), TextColumns = line.GetValue(columns) ?? [],
                Once = line.GetValue(once), Json = line.GetValue(json), Settings = line.GetValue(set) ?? [],
            }, ct));
        return command;
    }
}
