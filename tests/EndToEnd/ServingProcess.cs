using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd;

/// <summary>The server and the client as processes, as an operator runs them.</summary>
public sealed class ServingProcess : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-serve-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Speed", "Slow")]
    public async Task Keys_are_created_listed_and_revoked_from_the_command_line()
    {
        await using var server = await ServeAsync();
        var at = Programs.AddressOf(server, "platform");
        var created = await Programs.CliAsync("keys", "create", "ingestion", "--scope", "ingest", "--server", at, "--json");
        created.ExitCode.ShouldBe(0, created.Errors);
        var key = JsonDocument.Parse(created.Output).RootElement;
        var text = key.GetProperty("key").GetString()!;
        text.ShouldStartWith("ck_live_");
        using var client = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "gateway")) };
        client.DefaultRequestHeaders.Add("X-API-Key", text);
        (await SendAsync(client)).ShouldBe(HttpStatusCode.OK);
        var listed = await Programs.CliAsync("keys", "list", "--server", at);
        listed.Output.ShouldContain("ingestion");
        listed.Output.ShouldNotContain(text);
        (await Programs.CliAsync("keys", "revoke", key.GetProperty("id").GetString()!, "--server", at)).ExitCode.ShouldBe(0);
        (await SendAsync(client)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Status_tells_a_server_that_runs_from_one_that_does_not()
    {
        string at;
        await using (var server = await ServeAsync())
        {
            at = Programs.AddressOf(server, "platform");
            (await Programs.CliAsync("status", "--server", at)).ExitCode.ShouldBe(0);
        }

        (await Programs.CliAsync("status", "--server", at)).ExitCode.ShouldBe(3);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Sigterm_drains_and_ends_with_zero_and_the_trail_verifies()
    {
        await using var server = await ServeAsync();
        using var client = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "gateway")) };
        (await SendAsync(client)).ShouldBe(HttpStatusCode.OK);
        server.Terminate();
        (await server.WaitForExitAsync(TimeSpan.FromSeconds(40))).ShouldBe(0);
        await using var verify = ServerProcess.Start("audit", "verify", "--data", _data);
        (await verify.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Sigterm_lets_a_request_under_way_be_answered()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        var release = new TaskCompletionSource();
        provider.Default = Behaviour.HangUntil(release.Task);
        await using var server = await ServeAsync("--set", $"Gateway:SelfHosted:BaseUrl={new Uri(provider.BaseAddress, "/")}", "--set", "Gateway:SelfHosted:Model=simulated");
        using var client = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "q2q")) };
        var asked = client.PostAsJsonAsync("/v1/q2q/classify", new { text = "I feel confident now.", companyId = "company-123" }, TestContext.Current.CancellationToken);
        await TestServer.EventuallyAsync(() => Task.FromResult(provider.CallCount), calls => calls == 1);
        server.Terminate();
        asked.IsCompleted.ShouldBeFalse();
        release.SetResult();
        (await asked).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.WaitForExitAsync(TimeSpan.FromSeconds(40))).ShouldBe(0);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Production_needs_credentials_and_bootstrap_makes_the_first_once()
    {
        await using (var migrate = ServerProcess.Start("migrate", "up", "--data", _data)) (await migrate.WaitForExitAsync()).ShouldBe(0);
        await using var first = ServerProcess.Start("bootstrap", "--data", _data);
        (await first.WaitForExitAsync()).ShouldBe(0);
        var key = first.Output.Single(l => !l.IsError).Text;
        await using (var second = ServerProcess.Start("bootstrap", "--data", _data)) (await second.WaitForExitAsync()).ShouldBe(1);
        await using var server = await ServeAsync("--production");
        using var client = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "platform")) };
        (await client.GetAsync("/v1/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        var me = await client.GetFromJsonAsync<JsonElement>("/v1/me", TestContext.Current.CancellationToken);
        me.GetProperty("role").GetString().ShouldBe("owner");
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Metrics_pass_the_checker_of_prometheus()
    {
        if (!File.Exists("/usr/bin/promtool")) Assert.Skip("promtool is not installed.");
        await using var server = await ServeAsync();
        using var client = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "q2q")) };
        await client.PostAsJsonAsync("/v1/q2q/classify", new { text = "I feel confident now.", companyId = "company-123" }, TestContext.Current.CancellationToken);
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        foreach (var name in (string[])["q2q_requests_total", "q2q_cost_dollars", "q2q_tokens_total", "http_req_duration_p95"]) metrics.ShouldContain(name);
        var file = Path.Combine(_data, "metrics.txt");
        await File.WriteAllTextAsync(file, metrics, TestContext.Current.CancellationToken);
        var check = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", $"promtool check metrics < '{file}'"]) { RedirectStandardError = true })!;
        var complaints = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        check.ExitCode.ShouldBe(0, complaints);
    }

    private async Task<ServerProcess> ServeAsync(params string[] more)
    {
        var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts, .. more]);
        await server.WaitForLineAsync("Ready");
        return server;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client) => (await client.PostAsJsonAsync("/webhooks/ingest",
        new { type = "feedback.received", userId = "p1", data = new { text = "I made new friends here." } }, TestContext.Current.CancellationToken)).StatusCode;
}
