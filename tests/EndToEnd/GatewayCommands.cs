using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd;

/// <summary>What AI costs, from the command line: breakdowns and limits, on a server that has answered.</summary>
[Trait("Speed", "Slow")]
public sealed class GatewayCommands : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-gateway-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Requirement", "P034"), Trait("Requirement", "P046")]
    public async Task Usage_is_a_table_for_people_json_for_programs_and_the_servers_csv()
    {
        await using var server = await StartAsync();
        var table = await RunAsync(server, 0, "gateway", "usage", "--by", "task,user");
        foreach (var word in (string[])["TASK", "USER", "CALLS", "WASTE", "P95", "chat", "ana", "total"]) table.ShouldContain(word);
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd");
        var json = JsonDocument.Parse(await RunAsync(server, 0, "gateway", "usage", "--from", today, "--to", today, "--by", "user", "--json")).RootElement;
        json.GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("group").GetProperty("user").GetString() == "ana").GetProperty("calls").GetInt64().ShouldBe(1);
        (await RunAsync(server, 0, "gateway", "usage", "--company", "company-123", "--by", "model", "--csv")).ShouldStartWith("Model,Calls,Failed calls,");
        (await RunAsync(server, 0, "gateway", "usage", "--by", "tenant")).ShouldContain("TENANT");
        (await RunAsync(server, 0, "gateway", "waste", "--company", "company-123")).ShouldContain("0 of 1 calls");
        JsonDocument.Parse(await RunAsync(server, 0, "gateway", "waste", "--json")).RootElement.GetProperty("calls").GetInt64().ShouldBeGreaterThan(0);
        (await RunAsync(server, 0, "gateway", "forecast", "--company", "company-123")).ShouldContain("No whole day of history");
        JsonDocument.Parse(await RunAsync(server, 0, "gateway", "forecast", "--json")).RootElement.GetProperty("days").GetArrayLength().ShouldBeGreaterThan(27);
        await RunAsync(server, 5, "gateway", "forecast", "--company", "nobody");
        await RunAsync(server, 5, "gateway", "usage", "--company", "nobody");
        await RunAsync(server, 1, "gateway", "usage", "--from", "2026-02-02", "--to", "2026-02-01");
        await RunAsync(server, 2, "gateway", "usage", "--by", "colour");
        await RunAsync(server, 2, "gateway", "usage", "--by", "task,model,user");
        await RunAsync(server, 2, "gateway", "usage", "--from", "yesterday");
    }

    [Fact, Trait("Requirement", "T074"), Trait("Requirement", "T149")]
    public async Task Limits_are_shown_set_and_removed()
    {
        await using var server = await StartAsync();
        (await RunAsync(server, 0, "gateway", "budget", "set", "12.5")).ShouldContain("$12.50");
        (await RunAsync(server, 0, "gateway", "budget", "set", "5", "--scope", "user:ana", "--json")).ShouldContain("\"remaining\": 5.00");
        var limits = JsonDocument.Parse(await RunAsync(server, 0, "gateway", "budget", "show", "--json")).RootElement;
        limits.EnumerateArray().Select(l => (l.GetProperty("scope").GetString(), l.GetProperty("budget").GetDecimal())).ShouldBe([("company", 12.5m), ("user:ana", 5m)]);
        (await RunAsync(server, 0, "gateway", "budget", "show", "--company", "company-123")).ShouldContain("user:ana");
        (await RunAsync(server, 0, "gateway", "budget", "remove", "user:ana")).ShouldContain("user:ana has no limit of its own any more.");
        await RunAsync(server, 5, "gateway", "budget", "remove", "user:ana");
        await RunAsync(server, 1, "gateway", "budget", "remove", "company");
        await RunAsync(server, 1, "gateway", "budget", "set", "5", "--scope", "team:x");
        await RunAsync(server, 2, "gateway", "budget", "set", "much");
        await RunAsync(server, 2, "gateway", "budget", "set");
    }

    [Fact]
    public async Task Models_and_providers_are_listed_and_tested()
    {
        await using var provider = await ProviderSimulator.StartAsync(new ProviderSimulatorOptions { ApiKey = "right" });
        await using (var server = await StartAsync())
        {
            (await RunAsync(server, 0, "gateway", "models")).ShouldContain("builtin/chat");
            (await RunAsync(server, 0, "gateway", "providers", "test", "--json")).Trim().ShouldBe("[]");
            await RunAsync(server, 1, "gateway", "providers", "test", "openai");
            server.Terminate();
            (await server.WaitForExitAsync()).ShouldBe(0);
        }

        await using var configured = await StartAsync(UseOf(provider, "right"));
        var models = await RunAsync(configured, 0, "gateway", "models");
        foreach (var word in (string[])["NAME", "CONTEXT", "fast", "openai/gpt-4o-mini", "0.15", "0.6", "anthropic/claude-haiku-4-5", "builtin/chat"]) models.ShouldContain(word);
        (await RunAsync(configured, 0, "gateway", "providers")).ShouldContain("not asked yet");
        (await RunAsync(configured, 0, "gateway", "providers", "test", "openai")).ShouldContain("reachable");
        // Of the two the other's key is wrong.
        var both = await RunAsync(configured, 1, "gateway", "providers", "test");
        foreach (var word in (string[])["OUTCOME", "reachable", "key refused", "answered HTTP 401"]) both.ShouldContain(word);
        var seen = await RunAsync(configured, 0, "gateway", "providers");
        foreach (var word in (string[])["answers", "failing (auth)"]) seen.ShouldContain(word);
        JsonDocument.Parse(await RunAsync(configured, 0, "gateway", "providers", "--json")).RootElement.GetArrayLength().ShouldBe(2);
        (await RunAsync(configured, 0, "gateway", "usage", "--by", "task")).ShouldContain("test");
    }

    [Fact]
    public async Task Chat_prints_the_answer_as_it_comes_and_refusals_have_exit_codes()
    {
        await using var provider = await ProviderSimulator.StartAsync(new ProviderSimulatorOptions { ApiKey = "right" });
        await using var server = await StartAsync(UseOf(provider, "right"));
        var at = Programs.AddressOf(server, "platform");
        var release = new TaskCompletionSource();
        provider.Default = Behaviour.Reply("Hello there, \u001b[31mall of you.") with { MiddleUntil = release.Task };

        // Half of it is there while the model still thinks about the rest.
        await using (var chat = ServerProcess.Start(new ServerProcessOptions { Assembly = Programs.CliAssembly, Arguments = ["gateway", "chat", "--system", "Be kind.", "Say", "hello.", "--server", at] }))
        {
            await provider.WaitForCallsAsync(1);
            chat.HasExited.ShouldBeFalse();
            release.SetResult();
            (await chat.WaitForExitAsync()).ShouldBe(0);
            chat.Output.Select(l => l.Text).ShouldBe(["Hello there,  [31mall of you."]);
        }

        provider.Calls[^1].BodyText.ShouldContain("Be kind.");
        provider.Calls[^1].BodyText.ShouldContain("Say hello.");
        provider.Calls[^1].Model.ShouldBe("gpt-4o-mini");
        provider.Default = Behaviour.Reply("Hello.");
        JsonDocument.Parse(await RunAsync(server, 0, "gateway", "chat", "--json", "--model", "openai/gpt-4o-mini", "Hello")).RootElement
            .GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello.");
        (await Programs.CliAsync("What is this about?", ["gateway", "chat", "--server", at])).Output.ShouldBe("Hello.\n");
        provider.Calls[^1].BodyText.ShouldContain("What is this about?");

        (await Programs.CliAsync(" ", ["gateway", "chat", "--server", at])).ExitCode.ShouldBe(2);
        await RunAsync(server, 5, "gateway", "chat", "--model", "nobody", "Hello");
        provider.Default = Behaviour.Spoilt(AnswerFault.StreamError);
        var broken = await Programs.CliAsync("gateway", "chat", "--server", at, "Hello");
        broken.ExitCode.ShouldBe(1);
        broken.Errors.ShouldContain("The answer broke off");
        await RunAsync(server, 0, "gateway", "budget", "set", "0");
        var refused = await Programs.CliAsync("gateway", "chat", "--server", at, "Hello");
        (refused.ExitCode, refused.Output).ShouldBe((1, ""));
        refused.Errors.ShouldContain("budget");
    }

    [Fact]
    public async Task Chat_ends_when_it_is_stopped()
    {
        await using var provider = await ProviderSimulator.StartAsync(new ProviderSimulatorOptions { ApiKey = "right" });
        var release = new TaskCompletionSource();
        provider.Default = Behaviour.HangUntil(release.Task);
        await using var server = await StartAsync(UseOf(provider, "right"));
        await using var chat = ServerProcess.Start(new ServerProcessOptions { Assembly = Programs.CliAssembly, Arguments = ["gateway", "chat", "Hello", "--server", Programs.AddressOf(server, "platform")] });
        await provider.WaitForCallsAsync(1);
        chat.Terminate();
        (await chat.WaitForExitAsync()).ShouldBe(130);
        release.SetResult();
    }

    private static string[] UseOf(ProviderSimulator provider, string key) =>
    [
        "--set", $"Gateway:OpenAi:BaseUrl={new Uri(provider.BaseAddress, "/")}", "--set", $"Gateway:OpenAi:ApiKey={key}", "--set", $"Gateway:Anthropic:BaseUrl={new Uri(provider.BaseAddress, "/")}",
        "--set", "Gateway:Anthropic:ApiKey=wrong", "--set", "Gateway:Models:fast:0=openai/gpt-4o-mini",
    ];

    private async Task<ServerProcess> StartAsync(params string[] settings)
    {
        var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts, .. settings]);
        await server.WaitForLineAsync("Ready");
        using var http = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "platform")) };
        var asked = new { model = "builtin/chat", user = "ana", messages = new[] { new { role = "user", content = "Hello" } } };
        (await http.PostAsJsonAsync("/v1/chat/completions", asked, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        return server;
    }

    private static async Task<string> RunAsync(ServerProcess server, int code, params string[] arguments)
    {
        var (exit, output, errors) = await Programs.CliAsync([.. arguments, "--server", Programs.AddressOf(server, "platform")]);
        exit.ShouldBe(code, $"{string.Join(' ', arguments)}: {errors}");
        return output;
    }
}
