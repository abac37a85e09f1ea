namespace Steward.Tests.Support;

/// <summary>What a server process is started with.</summary>
public sealed record ServerProcessOptions
{
    /// <summary>Command line, verb first. Defaults to none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables added to this process's own; null removes one. Defaults to none.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it runs. Defaults to this process's folder.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>The assembly to run. Defaults to the server built in the configuration of the running tests.</summary>
    public string? Assembly { get; init; }

    /// <summary>What runs the assembly: a program of another kind has a runtime of its own. Defaults to <c>dotnet</c>.</summary>
    public string? Runtime { get; init; }
}
