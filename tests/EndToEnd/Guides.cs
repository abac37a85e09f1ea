using System.Diagnostics;
using System.Text.RegularExpressions;
using Steward.Platform.Http;

namespace EndToEnd;

/// <summary>The guides, their commands typed as they stand there, in their order, on a server that has just been started.</summary>
[Trait("Speed", "Slow")]
public sealed partial class Guides : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-guide-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Requirement", "P049"), Trait("Requirement", "P050"), Trait("Requirement", "P051"), Trait("Requirement", "P053"), Trait("Requirement", "P054"),
        Trait("Requirement", "P055")]
    public Task Every_command_of_the_page_builders_guide_works_as_printed() =>
        RunAsync("docs/systems/page-builder.md", 30, ["builtin/rules", "/pages/", "<h1>", "event: completed", "\"completed\"", "byProvider", "# "]);

    [Fact]
    public Task Every_command_of_the_gateways_guide_works_as_printed() =>
        RunAsync("docs/gateway.md", 8, ["builtin/chat", "no model has read your message", "data: [DONE]", "\"budget\": 25", "totalRequests"]);

    [Fact]
    public Task Every_command_of_the_guide_to_batches_works_as_printed() =>
        RunAsync("docs/batches.md", 8, ["first\t200", "second\t200", "completed", "\"total\": 1"]);

    [Fact, Trait("Requirement", "T074"), Trait("Requirement", "T149"), Trait("Requirement", "P048")]
    public Task Every_command_against_high_costs_works_as_printed() =>
        RunAsync("docs/ai-costs.md", 15, ["TENANT", "builtin/chat", "sharePercent", "\"method\": \"none\"", "user:ana", "$25.00", "Model,Calls,", "byModel"]);

    [Fact]
    public Task Every_command_of_the_guide_to_evaluations_works_as_printed() =>
        RunAsync("docs/evaluations.md", 8, ["\"spring\"", "event: completed", "expected (rows), given (columns)", "\"builtin/rules\"", "\"q2q-builtin-rules\""]);

    [Fact, Trait("Requirement", "T029"), Trait("Requirement", "T030")]
    public Task Every_command_against_a_long_review_queue_works_as_printed() =>
        RunAsync("docs/runbooks/safety_moderation.md", 25, ["queue-123", "steward_safety_queue_oldest_age_seconds", "escalated", "1 to dismiss", "1 decided", "Missed: 0", "below 0.65", "Train delays", "retired"]);

    [Fact, Trait("Requirement", "M015"), Trait("Requirement", "M016"), Trait("Requirement", "M026"), Trait("Requirement", "M029"), Trait("Requirement", "M041"), Trait("Requirement", "M042"),
        Trait("Requirement", "M044")]
    public Task Every_command_of_the_moderation_bots_guide_works_as_printed() =>
        RunAsync("docs/systems/moderation-bot.md", 20, ["\"action\": \"delete\"", "approve, judged by rules", "EVENTS TO", "\"connected\"", "flagged", "system-profanity", "\"decided\"", "Crypto", "BUSIEST MINUTE", "http://localhost:9/events", "removed", "comments_moderated"]);

    private async Task RunAsync(string file, int lines, string[] expected)
    {
        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var guide = await File.ReadAllTextAsync(Path.Combine(RepoRoot.Find(), file), TestContext.Current.CancellationToken);
        var commands = string.Join("\n", Fence().Matches(guide).Select(m => m.Groups[1].Value));
        commands.Split('\n').Length.ShouldBeGreaterThan(lines);
        var (code, output) = await BashAsync(commands, server);
        code.ShouldBe(0, output);
        foreach (var said in expected) output.ShouldContain(said);
    }

    // Stops at the first command that fails, a refused request included.
    private static async Task<(int Code, string Output)> BashAsync(string commands, ServerProcess server)
    {
        var script = Port().Replace(commands, m => "localhost:" + new Uri(Programs.AddressOf(server, Service.All.Single(s => s.DefaultPort == int.Parse(m.Groups[1].ValueSpan)).Name)).Port)
            .Replace("./steward ", "steward ");
        var info = new ProcessStartInfo("bash", ["-c", $"set -euxo pipefail\ncurl() {{ command curl --fail-with-body -sS --max-time 60 \"$@\"; }}\nsteward() {{ dotnet {Programs.CliAssembly} \"$@\"; }}\n{script}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        info.Environment["NO_PROXY"] = info.Environment["no_proxy"] = "*";
        info.Environment["STEWARD_URL"] = Programs.AddressOf(server, "platform");
        using var bash = Process.Start(info)!;
        bash.StandardInput.Close();
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        return (bash.ExitCode, $"{await output}\n--\n{await errors}");
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("localhost:([0-9]{4})")]
    private static partial Regex Port();
}
