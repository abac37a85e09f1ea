using System.Net.Http.Json;
using System.Text.Json;
using Steward.Tests.Hosting;

namespace EndToEnd;

/// <summary>An operator's commands on jobs, dead letters and queues, on a server that has worked.</summary>
[Trait("Speed", "Slow")]
public sealed class JobCommands : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-jobs-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Requirement", "P020"), Trait("Requirement", "P021"), Trait("Requirement", "P022"), Trait("Requirement", "P026"), Trait("Requirement", "P028"),
        Trait("Requirement", "P029"), Trait("Requirement", "P030")]
    public async Task Jobs_are_listed_viewed_repeated_and_cleared_and_queues_paused_and_resumed()
    {
        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var at = Programs.AddressOf(server, "platform");
        using var http = new HttpClient { BaseAddress = new Uri(at) };
        (await http.PostAsJsonAsync("/v1/webhooks/ingest", new { type = "feedback.received", userId = "u", data = new { text = "I feel at home here." } },
            TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var list = await TestServer.EventuallyAsync(() => JsonAsync("jobs", "list", "--status=completed", "--limit=100"), l => l.GetProperty("items").GetArrayLength() == 1);
        var id = list.GetProperty("items")[0].GetProperty("id").GetString()!;
        (await RunAsync(0, "jobs", "list")).ShouldContain("impact.classify-feedback");
        (await RunAsync(0, "jobs", "list", "--csv")).ShouldStartWith("ID,STATUS,KIND");
        (await RunAsync(0, "jobs", "view", id)).ShouldContain("feedbackId");
        (await RunAsync(0, "jobs", "watch", id)).ShouldContain("completed");
        await RunAsync(0, "jobs", "list", "--status=failed", "--limit=100");
        await RunAsync(1, "jobs", "retry", id);
        (await RunAsync(0, "jobs", "retry", id, "--rerun")).ShouldContain("is repeated as");
        await RunAsync(1, "jobs", "cancel", id);
        await RunAsync(5, "jobs", "view", Guid.NewGuid().ToString());

        (await RunAsync(0, "dlq", "stats")).Split('\n').ShouldContain(line => line.Contains("byProvider", StringComparison.Ordinal));
        (await RunAsync(0, "dlq", "stats", "--json")).ShouldContain("byProvider");
        await RunAsync(0, "dlq", "list");
        await RunAsync(5, "dlq", "retry", id);

        (await RunAsync(0, "queue", "pause", "--reason", "Provider is down")).ShouldContain("ai");
        (await RunAsync(0, "queue", "status")).ShouldContain("Provider is down");
        await RunAsync(0, "queue", "resume");
        (await RunAsync(0, "queue", "status")).ShouldNotContain("paused");
        await TestServer.EventuallyAsync(() => JsonAsync("jobs", "list", "--status=completed"), l => l.GetProperty("items").GetArrayLength() == 2);
        (await JsonAsync("queue", "clear", "--status=completed")).GetProperty("removed").GetInt32().ShouldBe(2);
        (await JsonAsync("jobs", "list")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await RunAsync(2, "queue", "clear", "--status=waiting");
        await RunAsync(5, "queue", "pause", "nowhere");
        // Limits are the platform owner's.
        await RunAsync(4, "queue", "limit", "ai", "--concurrency", "15");

        async Task<string> RunAsync(int code, params string[] arguments)
        {
            var (exit, output, errors) = await Programs.CliAsync([.. arguments, "--server", at]);
            exit.ShouldBe(code, $"{string.Join(' ', arguments)}: {errors}");
            return output;
        }

        async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse(await RunAsync(0, [.. arguments, "--json"])).RootElement;
    }
}
