namespace Steward.Server.Demo;

/// <summary>What the command line of <c>steward demo</c> says.</summary>
internal sealed record DemoOptions
{
    /// <summary>Folder of the SQLite file and all other files.</summary>
    public required string Data { get; init; }

    /// <summary>The feedback to send; the sample in the repository when null.</summary>
    public string? Input { get; init; }

    /// <summary>Columns of a CSV file that hold texts: names, or indexes from zero.</summary>
    public IReadOnlyList<string> TextColumns { get; init; } = [];

    /// <summary>Stops after the report.</summary>
    public bool Once { get; init; }

    /// <summary>Prints the report as JSON on standard output, and everything for people on standard error.</summary>
    public bool Json { get; init; }

    /// <summary>Settings given as <c>Section:Name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
