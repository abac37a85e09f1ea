using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Steward.Tests.Support;

/// <summary>
/// A PostgreSQL server of one's own: data in a temporary folder, loopback only, user <c>steward</c> without a password. It stops
/// and its folder goes when it is disposed or when this process ends, however that happens.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "steward";
    private const int StartAttempts = 3;
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(90);
    private static readonly Lazy<Task<PrivatePostgres>> SharedInstance = new(() => StartAsync(new() { Durable = false, MaxConnections = 600 }));

    private readonly PostgresBinaries binaries;
    private readonly string folder;
    private readonly OrphanGuard guard;
    private bool disposed;

    private PrivatePostgres(PostgresBinaries binaries, string folder)
    {
        this.binaries = binaries;
        this.folder = folder;
        guard = OrphanGuard.Arm(
            "folder=$1; shift; \"$@\" || true; rm -rf \"$folder\"",
            [folder, .. binaries.CommandFor("pg_ctl", "stop", "-D", DataFolder, "-m", "immediate", "-w", "-t", "20")]);
    }

    /// <summary>One server for the whole test process, not durable; started by the first caller, stopped with the process.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL cannot be run here: see <see cref="WhyNotAvailable"/>.</exception>
    public static Task<PrivatePostgres> Shared => SharedInstance.Value;

    /// <summary>Whether a server can be started on this machine.</summary>
    public static bool Available => WhyNotAvailable is null;

    /// <summary>Why no server can be started here, for the message of a skipped test; null where one can.</summary>
    public static string? WhyNotAvailable { get; } = PostgresBinaries.TryFind(out _, out var reason) ? null : reason;

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>The folder of <c>psql</c>, <c>pg_dump</c>, <c>pgbench</c> of the same version.</summary>
    public string BinFolder => binaries.Folder;

    /// <summary>The folder of the Unix socket <c>.s.PGSQL.{Port}</c>; works as <c>Host</c> of a connection string.</summary>
    public string SocketFolder => folder;

    private string DataFolder => Path.Combine(folder, "data");

    private string LogFile => Path.Combine(folder, "server.log");

    /// <summary>Creates a cluster and starts it; returns once it accepts connections.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL cannot be run here, or refused to start (with its log).</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions? options = null)
    {
        if (!PostgresBinaries.TryFind(out var binaries, out var whyNot))
        {
            throw new InvalidOperationException(whyNot);
        }

        var server = new PrivatePostgres(binaries, Directory.CreateTempSubdirectory("steward-pg-").FullName);
        try
        {
            await server.InitialiseAsync(options ?? new());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <param name="name">Defaults to a name not used before.</param>
    /// <param name="template">A database of this server to copy, to which nobody may be connected.</param>
    /// <returns>A connection string for Npgsql.</returns>
    /// <exception cref="PostgresException">The name is taken.</exception>
    public async Task<string> CreateDatabaseAsync(string? name = null, string template = "template1")
    {
        name ??= $"t_{Guid.CreateVersion7():n}";
        await using var connection = new NpgsqlConnection(ConnectionStringFor("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {Quoted(name)} TEMPLATE {Quoted(template)}";
        await command.ExecuteNonQueryAsync();
        return ConnectionStringFor(name);
    }

    /// <summary>The connection string of a database of this server, whether it exists or not.</summary>
    public string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Database = database }.ConnectionString;

    /// <summary>Stops and starts again on the same port and data; returns once connections are accepted.</summary>
    public Task RestartAsync(PostgresShutdown mode = PostgresShutdown.Fast) => ControlAsync("restart", "-m", Word(mode), "-l", LogFile);

    /// <summary>Stops and keeps the data: an outage that <see cref="ResumeAsync"/> ends.</summary>
    public Task StopAsync(PostgresShutdown mode = PostgresShutdown.Immediate) => ControlAsync("stop", "-m", Word(mode));

    /// <summary>Starts a stopped server on the same port and data.</summary>
    public Task ResumeAsync() => ControlAsync("start", "-l", LogFile);

    /// <summary>Stops the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        // The guard's script is the only way to clean up, so that every run exercises it.
        await guard.FireAsync(CommandLimit);
        guard.Dispose();
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Word(PostgresShutdown mode) => mode == PostgresShutdown.Fast ? "fast" : "immediate";

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task InitialiseAsync(PrivatePostgresOptions options)
    {
        await binaries.HandOverAsync(folder);
        await Command.RunAsync(
            binaries.CommandFor(
                "initdb", "-D", DataFolder, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            CommandLimit);
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            await File.WriteAllLinesAsync(
                Path.Combine(DataFolder, "postgresql.auto.conf"), options.ToConfiguration(Port, SocketFolder));
            try
            {
                await ResumeAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts && ServerLog().Contains("Address already in use"))
            {
                // Somebody took the port between the probe and the start.
                File.Delete(LogFile);
            }
        }
    }

    private async Task ControlAsync(string verb, params string[] arguments)
    {
        try
        {
            await Command.RunAsync(
                binaries.CommandFor("pg_ctl", [verb, "-D", DataFolder, "-w", "-t", "60", .. arguments]), CommandLimit);
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidOperationException($"{failure.Message}\n{ServerLog()}", failure);
        }
    }

    private string ServerLog() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";
}
