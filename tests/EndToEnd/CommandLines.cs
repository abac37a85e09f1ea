using System.Diagnostics;
using System.Text.Json;

namespace EndToEnd;

/// <summary>Right and wrong command lines: exit codes, what goes to which stream, and that looking leaves nothing behind.</summary>
[Trait("Speed", "Slow")]
public sealed class CommandLines : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-line-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("serve", "--wrong")]
    [InlineData("demo", "extra")]
    [InlineData("migrate")]
    [InlineData("migrate", "sideways")]
    [InlineData("audit", "verify", "--wrong")]
    [InlineData("migrate", "down", "--to", "nope")]
    public async Task Wrong_command_line_of_the_server_is_2_and_says_what_is_wrong(params string[] arguments)
    {
        string[] data = arguments is ["migrate", "down", ..] ? ["--data", await MigratedAsync()] : [];
        await using var process = ServerProcess.Start([.. arguments, .. data]);
        (await process.WaitForExitAsync()).ShouldBe(2);
        process.Output.ShouldAllBe(l => l.IsError);
        process.Output.Select(l => l.Text).ShouldContain(l => l.Length > 0);
        process.Output.ShouldNotContain(l => l.Text.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("audit", "list", "--limit", "x")]
    [InlineData("keys", "list", "--limit", "201")]
    [InlineData("audit", "list", "--from", "yesterday")]
    [InlineData("nonsense")]
    public async Task Wrong_command_line_of_the_client_is_2_and_standard_output_stays_empty(params string[] arguments)
    {
        var (code, output, errors) = await Programs.CliAsync(arguments);
        (code, output).ShouldBe((2, ""));
        errors.ShouldNotContain("Unhandled exception");
        errors.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Refused_and_missing_are_told_apart_by_exit_codes()
    {
        await using var server = ServerProcess.Start(["serve", "--production", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var at = Programs.AddressOf(server, "platform");
        var refused = await Programs.CliAsync("audit", "list", "--server", at, "--key", "ck_live_wrong");
        refused.ExitCode.ShouldBe(4, refused.Errors);
        refused.Errors.ShouldContain("does not hold");
        (await Programs.CliAsync("audit", "list", "--server", at)).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task Lists_print_one_JSON_document_on_request()
    {
        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var at = Programs.AddressOf(server, "platform");
        (await Programs.CliAsync("keys", "create", "one", "--server", at)).ExitCode.ShouldBe(0);
        foreach (var arguments in (string[][])[["keys", "list"], ["audit", "list", "--action", "key.created"]])
        {
            var (code, output, errors) = await Programs.CliAsync([.. arguments, "--server", at, "--json"]);
            code.ShouldBe(0, errors);
            JsonDocument.Parse(output).RootElement.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0, arguments[0]);
            (await Programs.CliAsync([.. arguments, "--server", at])).Output.Split('\n').ShouldAllBe(l => l.Length < 400);
        }

        var status = await Programs.CliAsync("status", "--server", at, "--json");
        JsonDocument.Parse(status.Output).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Theory]
    [InlineData("audit", "verify")]
    [InlineData("migrate", "status")]
    [InlineData("migrate", "down")]
    public async Task Looking_for_a_database_that_is_not_there_says_so_and_makes_none(params string[] verb)
    {
        var nowhere = Path.Combine(_data, "nowhere");
        await using var process = ServerProcess.Start([.. verb, "--data", nowhere]);
        (await process.WaitForExitAsync()).ShouldBe(2);
        process.Output.ShouldHaveSingleItem().Text.ShouldStartWith("There is no database at");
        Directory.Exists(nowhere).ShouldBeFalse();
    }

    [Fact]
    public async Task Schema_is_told_as_JSON()
    {
        var data = await MigratedAsync();
        await using var status = ServerProcess.Start("migrate", "status", "--json", "--data", data);
        (await status.WaitForExitAsync()).ShouldBe(0);
        var told = JsonDocument.Parse(status.Output.Single(l => !l.IsError).Text).RootElement;
        told.GetProperty("applied").GetArrayLength().ShouldBeGreaterThan(2);
        told.GetProperty("pending").GetArrayLength().ShouldBe(0);
        await using var down = ServerProcess.Start("migrate", "down", "--json", "--data", data);
        (await down.WaitForExitAsync()).ShouldBe(0);
        JsonDocument.Parse(down.Output.Single(l => !l.IsError).Text).RootElement.GetProperty("pending").GetArrayLength().ShouldBe(1);
        await using var behind = ServerProcess.Start("migrate", "status", "--data", data);
        (await behind.WaitForExitAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_wrapper_hands_each_verb_to_the_program_that_has_it()
    {
        var data = Path.Combine(_data, "wrapped");
        var (code, output, errors) = await WrapperAsync("migrate", "up", "--data", data);
        code.ShouldBe(0, errors);
        output.ShouldContain("Applied");
        (await WrapperAsync("audit", "verify", "--data", data)).Code.ShouldBe(0);
        // The client's verbs reach the client, which finds no server at this port.
        (await WrapperAsync("audit", "list", "--server", "http://127.0.0.1:9")).Code.ShouldBe(3);
        (await WrapperAsync("--help")).Output.ShouldContain("keys");
    }

    private static async Task<(int Code, string Output, string Errors)> WrapperAsync(params string[] arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(RepoRoot.Find(), "steward"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        // The first run of a checkout builds.
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    private async Task<string> MigratedAsync()
    {
        var data = Path.Combine(_data, "migrated");
        await using var migrate = ServerProcess.Start("migrate", "up", "--data", data);
        (await migrate.WaitForExitAsync()).ShouldBe(0);
        return data;
    }
}
