namespace Steward.Tests.Support;

/// <summary>How a private server is set up.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>
    /// Whether commits reach the disk, as in production. False turns <c>fsync</c> and <c>full_page_writes</c> off: quicker tests,
    /// same behaviour unless the machine itself stops. Defaults to true.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>Connections that the server accepts. Defaults to 200.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Page cache in MB. Defaults to 128.</summary>
    public int SharedBuffersMegabytes { get; init; } = 128;

    /// <summary>Further lines of <c>postgresql.conf</c>, by name. Defaults to none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    internal IEnumerable<string> ToConfiguration(int port, string socketFolder)
    {
        var lines = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(),
            ["unix_socket_directories"] = socketFolder,
            ["max_connections"] = MaxConnections.ToString(),
            ["shared_buffers"] = $"{SharedBuffersMegabytes}MB",
            ["fsync"] = Durable ? "on" : "off",
            ["full_page_writes"] = Durable ? "on" : "off",
            ["synchronous_commit"] = "on",
            ["timezone"] = "UTC",
        };
        foreach (var (name, value) in Settings)
        {
            lines[name] = value;
        }

        return lines.Select(line => $"{line.Key} = '{line.Value.Replace("'", "''", StringComparison.Ordinal)}'");
    }
}

/// <summary>How a server stops; the words are PostgreSQL's own.</summary>
public enum PostgresShutdown
{
    /// <summary>Ends sessions in order and writes a checkpoint.</summary>
    Fast,

    /// <summary>As in a crash: no checkpoint, recovery at the next start.</summary>
    Immediate,
}
