namespace Steward.Server;

/// <summary>How a process serves; what the command line says. Everything else comes from settings.</summary>
internal sealed record ServeOptions
{
    /// <summary>Folder of the SQLite file and all other files.</summary>
    public string Data { get; init; } = "./data";

    /// <summary>No development mode: every request needs credentials.</summary>
    public bool Production { get; init; }

    /// <summary>Services to serve; all unless given.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Roles of the process: web, worker, scheduler.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["web", "worker", "scheduler"];

    /// <summary>Log lines go to standard error, where standard output belongs to a report.</summary>
    public bool LogToStandardError { get; init; }

    /// <summary>Settings given as <c>Section:Name=value</c>; they win over environment and file.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>A wrong setting or state that keeps the server from starting; the message says what to change.</summary>
internal sealed class StartException(string message) : Exception(message);
