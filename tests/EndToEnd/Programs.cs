using System.Diagnostics;
using System.Text.Json;

namespace EndToEnd;

/// <summary>How the tests start the built programs.</summary>
internal static class Programs
{
    /// <summary>Every service on a port of its own choosing, so that test runs do not meet.</summary>
    public static readonly string[] FreePorts =
        [.. Steward.Platform.Http.Service.All.SelectMany(s => (string[])["--set", $"Ports:{s.Name}=0"])];

    /// <summary>The command line client.</summary>
    public static string CliAssembly => Path.Combine(RepoRoot.Find(), "artifacts", "bin", "Cli", Path.GetFileName(Path.GetDirectoryName(ServerProcess.ServerAssembly))!, "Steward.Cli.dll");

    /// <summary>Runs the command line client to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> CliAsync(params string[] arguments) => CliAsync("", arguments);

    /// <summary>The same, with something on standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> CliAsync(string input, string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.ArgumentList.Add(CliAssembly);
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>The address at which a server process serves one service, read from its log.</summary>
    public static string AddressOf(ServerProcess server, string service)
    {
        var line = server.Output.Select(l => l.Text).Single(l => l.Contains($"Serving {service} at ", StringComparison.Ordinal));
        return JsonDocument.Parse(line).RootElement.GetProperty("context").GetProperty("address").GetString()!;
    }
}
