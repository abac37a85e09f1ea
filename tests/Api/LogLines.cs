using System.Globalization;
using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>What a run with many errors leaves in the log: one JSON object a line, and never a key, a token or anybody's text.</summary>
[Trait("Speed", "Slow")]
public sealed class LogLines
{
    private const string Secret = "my-very-private-words about anna.secret@example.org";

    [Fact, Trait("Requirement", "C025"), Trait("Requirement", "C026"), Trait("Requirement", "C027"), Trait("Requirement", "C028"), Trait("Requirement", "C029")]
    public async Task Every_line_is_JSON_of_one_shape_and_none_holds_a_secret()
    {
        var data = Directory.CreateTempSubdirectory("steward-log-").FullName;
        string[] common = ["--data", data, "--set", "Database:Sqlite=" + Path.Combine(data, "steward.db")];
        var owner = await BootstrapAsync(common);
        await using var server = ServerProcess.Start(["serve", "--production", .. common, .. Service.All.SelectMany(s => (string[])["--set", $"Ports:{s.Name}=0"]), "--set", "Logging:LogLevel:Default=Debug"]);
        using var client = new HttpClient { BaseAddress = Ports.AddressIn(await server.WaitForLineAsync("Serving platform at")) };
        await server.WaitForLineAsync("Ready");
        var secrets = await UseAsync(client, owner);
        server.Terminate();
        (await server.WaitForExitAsync()).ShouldBe(0);

        var lines = server.Output.Where(l => l.Text.Length > 0).ToList();
        foreach (var line in lines)
        {
            line.IsError.ShouldBeFalse(line.Text);
            foreach (var secret in secrets) line.Text.ShouldNotContain(secret, Case.Insensitive);
        }

        var entries = lines.ConvertAll(l => JsonElement.Parse(l.Text));
        entries.ForEach(CheckShape);
        var requests = entries.Where(e => e.GetProperty("context").TryGetProperty("status_code", out _)).Select(e => e.GetProperty("context")).ToList();
        requests.Select(r => r.GetProperty("status_code").GetInt32()).Distinct().Order().ToArray().ShouldBe([200, 201, 204, 400, 401, 403, 404, 405, 413, 415]);
        foreach (var request in requests)
        {
            request.Text("request_id").ShouldNotBeEmpty();
            request.Text("endpoint").ShouldMatch(@"^(/|\(no route\))");
            request.GetProperty("latency_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
            request.Text("method").ShouldNotBeEmpty();
        }

        // What a request puts in the queue is followed under the request's id.
        var ofRequest = entries.Where(e => e.GetProperty("context").TryGetProperty("request_id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() == "find-me-2").ToList();
        foreach (var stage in (string[])["was put in the queue", "started, attempt 1", "completed on attempt 1"])
            ofRequest.ShouldContain(e => e.Text("message").Contains("(impact.classify-feedback) " + stage, StringComparison.Ordinal), stage);
        ofRequest.ShouldAllBe(e => e.GetProperty("context").Text("client_id").Length == 36);

        requests.ShouldContain(r => r.Text("request_id") == "find-me-1" && r.Text("endpoint") == "/v1/keys/{id:guid}" && r.GetProperty("status_code").GetInt32() == 404);
        requests.Where(r => r.GetProperty("status_code").GetInt32() is 201 or 403).Count(r => !r.TryGetProperty("client_id", out _)).ShouldBe(0);
        Directory.Delete(data, recursive: true);
    }

    private static async Task<string> BootstrapAsync(string[] common)
    {
        await using (var migrate = ServerProcess.Start(["migrate", "up", .. common])) (await migrate.WaitForExitAsync()).ShouldBe(0);
        await using var bootstrap = ServerProcess.Start(["bootstrap", .. common]);
        (await bootstrap.WaitForExitAsync()).ShouldBe(0);
        return bootstrap.Output.Single(l => l.Text.StartsWith("ck_live_", StringComparison.Ordinal)).Text;
    }

    /// <summary>Right and wrong requests of every kind; answers what must not be in any line.</summary>
    private static async Task<string[]> UseAsync(HttpClient client, string owner)
    {
        var tenant = await (await SendAsync(client, HttpMethod.Post, "/v1/tenants", owner, new { name = "Company" })).JsonAsync(201);
        var admin = tenant.GetProperty("adminKey").Text("key");
        var viewer = (await (await SendAsync(client, HttpMethod.Post, "/v1/keys", admin, new { name = "v", role = "viewer" })).JsonAsync(201)).Text("key");
        var token = (await (await SendAsync(client, HttpMethod.Post, "/v1/auth/token", admin)).JsonAsync()).Text("token");
        var forged = admin[..^3] + "xyz";
        await SendAsync(client, HttpMethod.Post, "/screen/text", admin, new { contentId = "c", contentType = "t", text = "damn shit " + Secret });
        await SendAsync(client, HttpMethod.Post, "/webhooks/ingest", admin, new { type = "feedback.received", userId = "u", data = new { text = Secret } }, ("X-Request-Id", "find-me-2"));
        await TestServer.EventuallyAsync(async () => await (await SendAsync(client, HttpMethod.Get, "/v1/feedback/summary", admin)).JsonAsync(), s => s.GetProperty("classified").GetInt32() == 1);
        await SendAsync(client, HttpMethod.Post, "/v1/q2q/classify", admin, new { text = Secret });
        await SendAsync(client, HttpMethod.Post, "/screen/text", admin, new { contentId = 5, text = Secret });
        await client.PostTextAsync("/screen/text", "{\"text\":\"" + Secret);
        await SendAsync(client, HttpMethod.Post, "/screen/text", admin, new StringContent("{\"text\":\"" + Secret));
        await SendAsync(client, HttpMethod.Post, "/screen/text", admin, new StringContent("{\"contentId\":\"" + Secret, null, "application/json"));
        await SendAsync(client, HttpMethod.Post, "/screen/text", admin, new { contentId = "c", contentType = "t", text = Secret + new string('a', 2_000_000) });
        await SendAsync(client, HttpMethod.Get, "/v1/me", forged);
        await SendAsync(client, HttpMethod.Get, "/v1/me", token[..^2]);
        await SendAsync(client, HttpMethod.Get, "/v1/me", token);
        await SendAsync(client, HttpMethod.Get, "/v1/audit", viewer);
        await SendAsync(client, HttpMethod.Get, "/no/such/" + Uri.EscapeDataString(Secret) + "?key=" + admin, admin);
        await SendAsync(client, HttpMethod.Get, "/v1/metrics/" + Uri.EscapeDataString(Secret), admin);
        await SendAsync(client, HttpMethod.Delete, "/screen/text", admin);
        await SendAsync(client, HttpMethod.Delete, "/v1/keys/" + Guid.NewGuid(), admin, null, ("X-Request-Id", "find-me-1"));
        await SendAsync(client, HttpMethod.Delete, "/v1/keys/" + tenant.GetProperty("adminKey").Text("id"), admin);
        return [owner[16..], admin[16..], viewer[16..], forged[16..], token, token.Split('.')[2], "private-words", "anna.secret"];
    }

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, string credential, object? body = null, params (string, string)[] headers) =>
        client.SendAsync(method, path, body, [("Authorization", "Bearer " + credential), .. headers]);

    private static void CheckShape(JsonElement entry)
    {
        entry.EnumerateObject().Select(m => m.Name).Take(4).ShouldBe(["timestamp", "level", "message", "context"]);
        DateTime.TryParseExact(entry.Text("timestamp"), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _).ShouldBeTrue(entry.Text("timestamp"));
        entry.Text("level").ShouldBeOneOf("ERROR", "WARN", "INFO", "DEBUG");
        entry.GetProperty("context").ValueKind.ShouldBe(JsonValueKind.Object);
    }
}
