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
        (await RunAsync(0, "metrics", "--hours", "24")).ShouldContain("1 ended");
        (await JsonAsync("metrics")).GetProperty("successfulJobs").GetInt64().ShouldBe(1);
        await RunAsync(1, "metrics", "--hours", "0");
        await RunAsync(0, "jobs", "list", "--status=failed", "--limit=100");
        await RunAsync(1, "jobs", "retry", id);
        (await RunAsync(0, "jobs", "retry", id, "--rerun")).ShouldContain("is repeated as");
        await RunAsync(1, "jobs", "cancel", id);
        await RunAsync(5, "jobs", "view", Guid.NewGuid().ToString());

        (await RunAsync(0, "dlq", "stats")).Split('\n').ShouldContain(line => line.Contains("byProvider", StringComparison.Ordinal));
        (await RunAsync(0, "dlq", "stats", "--json")).ShouldContain("byProvider");
        await RunAsync(0, "dlq", "list");
        foreach (var letter in (string[])[id, "dlq-" + id]) await RunAsync(5, "dlq", "retry", letter);
        await RunAsync(2, "dlq", "retry", "dlq-nothing");

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

        // Without an id or a condition nothing is meant; a reason is asked for.
        await RunAsync(2, "dlq", "retry");
        await RunAsync(2, "dlq", "retry", id, "--all");
        await RunAsync(2, "dlq", "discard", "--all");
        await RunAsync(2, "jobs", "cancel", "--yes");

        async Task<string> RunAsync(int code, params string[] arguments)
        {
            var (exit, output, errors) = await Programs.CliAsync([.. arguments, "--server", at]);
            exit.ShouldBe(code, $"{string.Join(' ', arguments)}: {errors}");
            return output;
        }

        async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse(await RunAsync(0, [.. arguments, "--json"])).RootElement;
    }

    [Fact, Trait("Requirement", "P027"), Trait("Requirement", "P052")]
    public async Task All_dead_letters_that_can_be_are_repeated_the_rest_set_aside_or_exported_and_a_job_is_watched_to_its_end()
    {
        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var at = Programs.AddressOf(server, "platform");
        using var http = new HttpClient { BaseAddress = new Uri(at) };
        (await http.PostAsJsonAsync("/v1/webhooks/ingest", new { type = "feedback.received", userId = "u", data = new { text = "I feel at home here." } },
            TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var done = await TestServer.EventuallyAsync(() => JsonAsync("jobs", "list", "--status=completed"), l => l.GetProperty("items").GetArrayLength() == 1);
        // What was done becomes dead as if it had failed: three for reasons that pass, two for one that does not.
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_data, "steward.db")}"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            foreach (var error in (string[])["timeout", "timeout", "network", "validation", "validation"]) await AddDeadAsync(database, done.GetProperty("items")[0].GetProperty("id").GetString()!, error);
        }

        (await RunAsync(0, "dlq", "stats")).ShouldContain("byProvider");
        (await RunAsync(0, "dlq", "retry", "--all", "--preview")).ShouldContain("3 jobs to retry");
        (await RunAsync(0, "dlq", "retry", "--error-type", "validation", "--preview")).ShouldContain("2 jobs to retry");
        var file = Path.Combine(_data, "dead.csv");
        await RunAsync(0, "dlq", "export", "--output", file, "--format", "csv");
        (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length.ShouldBe(6);
        var retried = await JsonAsync("dlq", "retry", "--all", "--yes", "--reason", "The provider is back");
        (retried.GetProperty("status").GetString(), retried.GetProperty("done").GetInt32()).ShouldBe(("completed", 3));
        (await RunAsync(0, "dlq", "discard", "--signature", "validation: x", "--reason", "Known", "--yes")).ShouldContain("2 done");
        (await RunAsync(0, "jobs", "operations", "list", "--csv")).ShouldContain("The provider is back");
        (await JsonAsync("jobs", "operations", "view", retried.GetProperty("id").GetString()!)).GetProperty("status").GetString().ShouldBe("completed");
        await RunAsync(1, "jobs", "operations", "stop", retried.GetProperty("id").GetString()!);
        (await JsonAsync("dlq", "list")).GetProperty("items").GetArrayLength().ShouldBe(0);

        await RunAsync(0, "queue", "pause", "ai");
        (await http.PostAsJsonAsync("/v1/webhooks/ingest", new { type = "feedback.received", userId = "u", data = new { text = "I felt lost at first." } },
            TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var waiting = await TestServer.EventuallyAsync(() => JsonAsync("jobs", "list", "--status=waiting", "--queue=ai"), l => l.GetProperty("items").GetArrayLength() == 1);
        var watched = RunAsync(1, "jobs", "watch", waiting.GetProperty("items")[0].GetProperty("id").GetString()!);
        (await JsonAsync("jobs", "cancel", "--status=waiting", "--queue=ai", "--yes")).GetProperty("done").GetInt32().ShouldBe(1);
        (await watched).ShouldContain("cancelled");

        async Task<string> RunAsync(int code, params string[] arguments)
        {
            var (exit, output, errors) = await Programs.CliAsync([.. arguments, "--server", at]);
            exit.ShouldBe(code, $"{string.Join(' ', arguments)}: {errors}");
            return output;
        }

        async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse(await RunAsync(0, [.. arguments, "--json"])).RootElement;
    }

    private static async Task AddDeadAsync(Microsoft.Data.Sqlite.SqliteConnection database, string model, string error)
    {
        await using var command = database.CreateCommand();
        command.CommandText =
            """
            INSERT INTO jobs_payloads (id, tenant_id, payload, enqueued_at) SELECT @id, tenant_id, payload, enqueued_at FROM jobs_payloads WHERE lower(id) = @model;
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, finished_at, error_type, error, signature)
            SELECT @id, tenant_id, queue, kind, 5, 3, 3, enqueued_at, finished_at, @error, 'x', @error || ': x' FROM jobs_history WHERE lower(id) = @model;
            """;
        // As old as what it is made from.
        command.Parameters.AddWithValue("@id", (model[..^12] + Guid.NewGuid().ToString()[^12..]).ToUpperInvariant());
        command.Parameters.AddWithValue("@model", model);
        command.Parameters.AddWithValue("@error", error);
        (await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
    }
}
