using System.Diagnostics;
using Steward.Server;

namespace Api;

/// <summary>A wrong setting stops the start with exit code 2 and one line that names it; never with a stack.</summary>
[Trait("Speed", "Slow")]
public sealed class Settings
{
    [Theory]
    [InlineData("Ports:safety=99999", "Ports:safety"), InlineData("Ports:q2q=abc", "Ports:q2q"), InlineData("Server:Host=nonsense", "Server:Host")]
    [InlineData("Limits:Burst=0", "Limits:Burst"), InlineData("Limits:Burst=abc", "Limits:Burst"), InlineData("Identity:TokenHours=0", "Identity:TokenHours")]
    [InlineData("Identity:JwtSecret=c2hvcnQ=", "Identity:JwtSecret"), InlineData("Identity:Development=maybe", "Identity:Development")]
    [InlineData("Observability:LogFormat=Xml", "Observability:LogFormat"), InlineData("Observability:MaxLabelSets=0", "Observability:MaxLabelSets")]
    [InlineData("Gateway:DefaultBudget=5", "Gateway:DefaultBudget"), InlineData("Gatewy:DefaultBudgetUsd=5", "Gatewy:DefaultBudgetUsd"), InlineData("Ports:page=1", "Ports:page")]
    [InlineData("Pages:GeneratePerMinute=0", "GeneratePerMinute"), InlineData("Pages:GeneratePerHour=5", "Pages:GeneratePerHour")]
    [InlineData("Database:Postgres=nonsense", "Database:Postgres"), InlineData("nosection", "nosection")]
    [InlineData("Database:Postgres=Host=127.0.0.1;Port=1;Username=x;Database=y", "database cannot be used")]
    public async Task Wrong_value_is_named(string setting, string named)
    {
        var data = Directory.CreateTempSubdirectory("steward-set-").FullName;
        string[] settings = [.. TestServer.SettingsFor(Database.Sqlite, Path.Combine(data, "steward.db")).Where(s => !s.StartsWith("Database", StringComparison.Ordinal)), setting];
        await RefusedAsync(named, ["serve", "--data", data, .. settings.SelectMany(s => (string[])["--set", s])]);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Broken_settings_file_is_named()
    {
        var data = Directory.CreateTempSubdirectory("steward-set-").FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "steward.json"), "{ \"Limits\": ", Answers.Ct);
        await RefusedAsync("steward.json", "serve", "--data", data);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Database_file_that_cannot_be_written_is_said_at_the_start()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Needs another account to start the server as.");
        var data = Directory.CreateTempSubdirectory("steward-set-").FullName;
        await using (var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Roles = ["web"], ConnectionOf = Path.Combine(data, "steward.db") }))
        {
        }

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(data, (UnixFileMode)0b111_101_101);
        using var serve = Process.Start(new ProcessStartInfo("setpriv",
            ["--reuid=65534", "--clear-groups", "dotnet", ServerProcess.ServerAssembly, "serve", "--data", data, "--set", "Ports:platform=0"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (errors, output) = (serve.StandardError.ReadToEndAsync(Answers.Ct), serve.StandardOutput.ReadToEndAsync(Answers.Ct));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Answers.Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await serve.WaitForExitAsync(limit.Token);
        (await errors).ShouldContain("The database cannot be used", Case.Sensitive, await output);
        (await errors).ShouldNotContain("   at ");
        serve.ExitCode.ShouldBe(2);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void Unknown_roles_and_services_are_named_with_those_that_there_are()
    {
        var data = Directory.CreateTempSubdirectory("steward-set-").FullName;
        Should.Throw<StartException>(() => StewardHost.Build(new ServeOptions { Data = data, Roles = ["web", "boss"] })).Message.ShouldBe("There is no role 'boss'; there are web, worker, scheduler.");
        var services = Should.Throw<StartException>(() => StewardHost.Build(new ServeOptions { Data = data, Services = ["safety", "nothing"] })).Message;
        services.ShouldContain("'nothing'");
        services.ShouldContain("impact-in");
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Command_line_wins_over_the_environment_and_that_over_the_file()
    {
        var data = Directory.CreateTempSubdirectory("steward-set-").FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "steward.json"), """{ "Server": { "Host": "from-file" } }""", Answers.Ct);
        await RefusedAsync("from-file", "serve", "--data", data);
        await RefusedAsync("from-environment", new ServerProcessOptions { Arguments = ["serve", "--data", data], Environment = new Dictionary<string, string?> { ["STEWARD_Server__Host"] = "from-environment" } });
        await RefusedAsync("from-line", new ServerProcessOptions
        {
            Arguments = ["serve", "--data", data, "--set", "Server:Host=from-line"], Environment = new Dictionary<string, string?> { ["STEWARD_Server__Host"] = "from-environment" },
        });
        Directory.Delete(data, recursive: true);
    }

    private static Task RefusedAsync(string named, params string[] arguments) => RefusedAsync(named, new ServerProcessOptions { Arguments = arguments });

    private static async Task RefusedAsync(string named, ServerProcessOptions options)
    {
        await using var server = ServerProcess.Start(options);
        var code = await server.WaitForExitAsync();
        var said = string.Join('\n', server.Output.Select(l => l.Text));
        code.ShouldBe(2, said);
        server.Output.Where(l => l.IsError).Select(l => l.Text).ShouldContain(l => l.Contains(named), said);
        said.ShouldNotContain("   at ");
    }
}
