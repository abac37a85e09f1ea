using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Steward.Tests.Support;

namespace Steward.Bench.Gateway;

/// <summary>
/// The peer: Portkey's gateway on Node, as its package starts it, in production and without its log page. It keeps no budgets and no ledger.
/// <c>package.json</c> holds <c>@hono/node-server</c> back: from 1.14.2 on this gateway answers each stream with 500 (its issue 1389).
/// </summary>
internal static class Portkey
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    private static string Folder => Path.Combine(RepoRoot.Find(), "bench", "Gateway");

    private static string Modules => Path.Combine(Folder, "node_modules");

    // A Node of the same version everywhere, which comes with the packages.
    private static string Node => Path.Combine(Modules, "node", "bin", "node");

    /// <summary>The versions of the package, of its HTTP server and of the Node that runs it.</summary>
    public static string Versions => $"@portkey-ai/gateway {VersionOf("@portkey-ai/gateway")} (@hono/node-server {VersionOf("@hono/node-server")}) on Node {VersionOf("node")}";

    /// <summary>Installs the packages where they are missing or older than their list.</summary>
    public static async Task InstallAsync()
    {
        var (installed, list) = (new FileInfo(Path.Combine(Modules, ".package-lock.json")), new FileInfo(Path.Combine(Folder, "package-lock.json")));
        if (installed.Exists && installed.LastWriteTimeUtc >= list.LastWriteTimeUtc) return;
        Console.Error.WriteLine("npm ci");
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = Folder, RedirectStandardInput = true })!;
        using var limit = new CancellationTokenSource(InstallLimit);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!npm.HasExited) npm.Kill(entireProcessTree: true);
        }

        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci in {Folder} ended with {npm.ExitCode}.");
    }

    public static async Task<Subject> StartAsync(Uri upstream)
    {
        var port = FreePort();
        var process = ServerProcess.Start(new ServerProcessOptions
        {
            Runtime = Node, Assembly = Path.Combine(Modules, "@portkey-ai", "gateway", "build", "start-server.js"), Arguments = [$"--port={port}", "--headless"],
            Environment = new Dictionary<string, string?> { ["NODE_ENV"] = "production" },
        });
        var subject = new Subject(new Uri($"http://127.0.0.1:{port}"),
            ("x-portkey-provider", "openai"), ("x-portkey-custom-host", new Uri(upstream, "/v1").ToString()), ("Authorization", "Bearer any")) { Process = process };
        try
        {
            await process.WaitForLineAsync("Ready for connections");
            return subject;
        }
        catch
        {
            await subject.DisposeAsync();
            throw;
        }
    }

    private static string VersionOf(string name)
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Modules, name, "package.json")));
        return package.RootElement.GetProperty("version").GetString()!;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
