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

    private async Task<ServerProcess> StartAsync()
    {
        var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
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
