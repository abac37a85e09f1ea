using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Steward.Cli;

/// <summary>Prints results: a table for people, or JSON and nothing else on standard output.</summary>
internal sealed class Output(bool json)
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Written to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints the value as JSON, or else what <paramref name="people"/> writes.</summary>
    public void Write<T>(T value, Action people)
    {
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(value, Layout));
        else people();
    }

    /// <summary>A remark for people beside the result.</summary>
    public static void Remark(string text) => Console.Error.WriteLine(text);

    /// <summary>Prints rows under headings; texts are taken as they are.</summary>
    public static void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in headings) table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))) { NoWrap = true });
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(Plain(cell))));
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out), Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        // A pipe has no width; cut lines would break what reads them.
        if (Console.IsOutputRedirected) terminal.Profile.Width = 4000;
        terminal.Write(table);
    }

    /// <summary>Somebody's text of several lines, without what could steer the terminal.</summary>
    public static string Harmless(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? ' ' : c));

    // Control characters in somebody's text could steer the terminal.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
