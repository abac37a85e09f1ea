using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steward.Platform.Http;

namespace Api;

/// <summary>Runs a guide's command lines as they are printed; only the ports are this server's.</summary>
internal static partial class Shell
{
    public static async Task<JsonElement> GuideAsync(this TestServer server, string commands) => JsonElement.Parse(await server.GuideTextAsync(commands));

    public static Task<string> GuideTextAsync(this TestServer server, string commands) => RunAsync(Port().Replace(commands, match =>
    {
        var service = Service.All.Single(s => s.DefaultPort == int.Parse(match.Groups[1].ValueSpan));
        return $"localhost:{server.Client(service).BaseAddress!.Port}";
    }));

    public static async Task<string> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", "curl() { command curl -sS --max-time 30 \"$@\"; }\n" + commands])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        // A proxy of this machine has no business between a test and its server.
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "*";
        using var bash = Process.Start(start)!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(Answers.Ct), bash.StandardError.ReadToEndAsync(Answers.Ct));
        await bash.WaitForExitAsync(Answers.Ct);
        (await errors).ShouldBeEmpty();
        bash.ExitCode.ShouldBe(0);
        return await output;
    }

    [GeneratedRegex("localhost:([0-9]{4})")]
    private static partial Regex Port();
}
