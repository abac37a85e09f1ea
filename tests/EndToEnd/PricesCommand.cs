using System.Text.Json;

namespace EndToEnd;

/// <summary>Prices from the command line: shown, compared with a file, imported by the platform's owner.</summary>
[Trait("Speed", "Slow")]
public sealed class PricesCommand : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-prices-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Requirement", "P046"), Trait("Requirement", "T142")]
    public async Task The_owner_sees_what_a_file_changes_and_imports_it()
    {
        string owner;
        await using (var migrate = ServerProcess.Start("migrate", "up", "--data", _data)) (await migrate.WaitForExitAsync()).ShouldBe(0);
        await using (var made = ServerProcess.Start("bootstrap", "--data", _data))
        {
            (await made.WaitForExitAsync()).ShouldBe(0);
            owner = made.Output.Single(l => !l.IsError).Text;
        }

        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var at = Programs.AddressOf(server, "platform");
        var file = Path.Combine(_data, "prices.json");
        await File.WriteAllTextAsync(file, """{"gpt-4o-mini": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 3e-07, "output_cost_per_token": 1e-06}, "x": {"litellm_provider": "groq"}}""", TestContext.Current.CancellationToken);

        foreach (var word in (string[])["PROVIDER", "claude-sonnet-4-5", "over 200k", "22.5"]) (await RunAsync(0, "prices", "show", "--provider", "claude")).ShouldContain(word);
        await RunAsync(4, "prices", "import", file, "--yes");
        var diff = await RunAsync(0, "prices", "diff", file, "--key", owner);
        foreach (var word in (string[])["From:", "0.15", "To:", "0.3", "1 models read", "0 new, 1 changed, 0 gone"]) diff.ShouldContain(word);
        JsonDocument.Parse(await RunAsync(0, "prices", "import", file, "--name", "mine", "--yes", "--json", "--key", owner)).RootElement.GetProperty("version").GetString().ShouldBe("mine");
        JsonDocument.Parse(await RunAsync(0, "prices", "show", "--model", "gpt-4o-mini", "--json")).RootElement.GetProperty("prices")[0].GetProperty("input").GetDecimal().ShouldBe(0.3m);
        await RunAsync(1, "prices", "import", file, "--name", "mine", "--yes", "--key", owner);
        await RunAsync(5, "prices", "show", "--version", "none");
        await RunAsync(2, "prices", "diff", Path.Combine(_data, "none.json"), "--key", owner);

        async Task<string> RunAsync(int code, params string[] arguments)
        {
            var (exit, output, errors) = await Programs.CliAsync([.. arguments, "--server", at]);
            exit.ShouldBe(code, $"{string.Join(' ', arguments)}: {errors}");
            return output;
        }
    }
}
