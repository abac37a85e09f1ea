using System.Net;
using Microsoft.Extensions.Configuration;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Storage.Postgres;
using Steward.Storage.Sqlite;

namespace Steward.Server;

/// <summary>Reads settings: the file <c>steward.json</c> in the data folder, environment variables that start with <c>STEWARD_</c>, the command line.</summary>
internal static class ServerSettings
{
    private static readonly string[] KnownRoles = ["web", "worker", "scheduler"];

    public static void Add(IConfigurationBuilder configuration, ServeOptions options)
    {
        configuration.AddJsonFile(Path.Combine(Path.GetFullPath(options.Data), "steward.json"), optional: true);
        configuration.AddEnvironmentVariables("STEWARD_");
        var given = new Dictionary<string, string?>();
        foreach (var setting in options.Settings)
        {
            var at = setting.IndexOf('=');
            if (at < 1) throw new StartException($"--set '{setting}' is not of the form Section:Name=value.");
            given[setting[..at]] = setting[(at + 1)..];
        }

        if (options.Production) given["Identity:Development"] = "false";
        configuration.AddInMemoryCollection(given);
    }

    /// <summary>Development mode is the default on loopback, and refused anywhere else.</summary>
    public static void DecideMode(IConfiguration configuration)
    {
        var asked = configuration.GetValue<bool?>("Identity:Development");
        var loopback = IPAddress.IsLoopback(Host(configuration));
        if (asked == true && !loopback)
            throw new StartException("Identity:Development is true, but Server:Host is not a loopback address. Development mode signs everybody in; remove one of the two.");
        configuration["Identity:Development"] = (asked ?? loopback).ToString();
    }

    public static IPAddress Host(IConfiguration configuration)
    {
        var host = configuration["Server:Host"] ?? "127.0.0.1";
        return IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address) ? address
            : throw new StartException($"Server:Host '{host}' is not an IP address.");
    }

    public static int Port(IConfiguration configuration, Service service)
    {
        var port = configuration[$"Ports:{service.Name}"];
        if (port is null) return service.DefaultPort;
        return int.TryParse(port, out var number) && number is >= 0 and <= 65535 ? number : throw new StartException($"Ports:{service.Name} '{port}' is not a port.");
    }

    public static IReadOnlyList<Service> Services(ServeOptions options)
    {
        var unknown = options.Services.Where(n => Service.All.All(s => s.Name != n)).ToList();
        if (unknown.Count > 0)
            throw new StartException($"There is no service '{unknown[0]}'; there are {string.Join(", ", Service.All.Select(s => s.Name))}.");
        return options.Services.Count == 0 ? Service.All : [.. Service.All.Where(s => s == Service.Platform || options.Services.Contains(s.Name))];
    }

    public static void CheckRoles(ServeOptions options)
    {
        if (options.Roles.FirstOrDefault(r => !KnownRoles.Contains(r)) is { } unknown)
            throw new StartException($"There is no role '{unknown}'; there are {string.Join(", ", KnownRoles)}.");
    }

    public static Platform.Data.Storage OpenStorage(IConfiguration configuration, string data)
    {
        try
        {
            return configuration["Database:Postgres"] is { Length: > 0 } postgres
                ? new PostgresStorage(postgres) : new SqliteStorage(configuration["Database:Sqlite"] ?? Path.Combine(data, "steward.db"));
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new StartException("Database:Postgres is not a connection string: " + error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder '{data}' cannot be used: {error.Message}");
        }
    }
}
