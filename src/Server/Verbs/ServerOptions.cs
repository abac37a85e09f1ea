using System.CommandLine;

namespace Steward.Server.Verbs;

/// <summary>Options that several verbs share.</summary>
internal static class ServerOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Folder of the SQLite file and all other files", DefaultValueFactory = _ => "./data", HelpName = "DIR",
    };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "A setting, Section:Name=value; wins over environment (STEWARD_Section__Name) and steward.json", HelpName = "SETTING",
    };

    public static Option<bool> Json() => new("--json") { Description = "The result as JSON on standard output" };

    public static string[] List(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
