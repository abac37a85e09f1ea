using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd;

/// <summary>OpenAI's own client for Node works when its base address is changed.</summary>
[Trait("Speed", "Slow")]
public sealed class OpenAiNodeClient : IDisposable
{
    private static readonly string Folder = Path.Combine(RepoRoot.Find(), "tests", "EndToEnd", "Node");
    private readonly string _data = Directory.CreateTempSubdirectory("steward-node-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("openai/gpt-4o-mini"), InlineData("anthropic/claude-haiku-4-5")]
    public async Task Answers_streams_tools_vectors_and_errors_are_what_the_client_expects(string model)
    {
        await InstallAsync();
        await using var provider = await ProviderSimulator.StartAsync();
        provider.Default = Behaviour.Choose(call => call.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? Behaviour.Succeed() : call.BodyText.Contains("Oslo", StringComparison.Ordinal) ? Behaviour.Succeed() with { Tool = ("weather", """{"city":"Oslo"}""") } : Behaviour.Reply("Hello there."));
        var address = new Uri(provider.BaseAddress, "/");
        await using var server = ServerProcess.Start(
            ["serve", "--data", _data, .. Programs.FreePorts, "--set", $"Gateway:OpenAi:BaseUrl={address}", "--set", "Gateway:OpenAi:ApiKey=any", "--set", $"Gateway:Anthropic:BaseUrl={address}", "--set", "Gateway:Anthropic:ApiKey=any"]);
        await server.WaitForLineAsync("Ready");
        var platform = Programs.AddressOf(server, "platform");
        using var http = new HttpClient { BaseAddress = new Uri(platform) };
        var made = await (await http.PostAsJsonAsync("/v1/keys", new { name = "node", role = "member", scopes = new[] { "chat" } }, Ct)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
        (await http.PutAsJsonAsync("/v1/budgets", new { scope = "user:poor", budget = 0 }, Ct)).EnsureSuccessStatusCode();

        var said = await RunAsync("node", ["client.mjs"], new() { ["KEY"] = made.GetProperty("key").GetString(), ["BASE"] = platform.TrimEnd('/') + "/v1", ["MODEL"] = model });
        using var document = JsonDocument.Parse(said);
        var seen = document.RootElement;
        seen.GetProperty("whole").GetString().ShouldBe("Hello there.");
        seen.GetProperty("provider").GetString().ShouldBe(model.Split('/')[0]);
        decimal.Parse(seen.GetProperty("cost").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        seen.GetProperty("streamed").GetString().ShouldBe("Hello there.");
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(2);
        seen.GetProperty("finish").GetString().ShouldBe("stop");
        seen.GetProperty("streamedTokens").GetInt64().ShouldBe(seen.GetProperty("tokens").GetInt64());
        (seen.GetProperty("tool").GetProperty("name").GetString(), seen.GetProperty("tool").GetProperty("arguments").GetString()).ShouldBe(("weather", """{"city":"Oslo"}"""));
        seen.GetProperty("models").EnumerateArray().Select(m => m.GetString()).ShouldContain(model);
        var vectors = seen.GetProperty("vectors");
        (vectors.GetProperty("count").GetInt32(), vectors.GetProperty("length").GetInt32(), vectors.GetProperty("alike").GetBoolean(), vectors.GetProperty("tokens").GetInt32()).ShouldBe((2, 16, true, 4));
        (vectors.GetProperty("builtin").GetInt32(), vectors.GetProperty("builtinModel").GetString()).ShouldBe((256, "builtin/embedding-1"));
        ErrorOf(seen, "noVectors").ShouldBe(("BadRequestError", 400, "validation", "invalid_request_error"));
        ErrorOf(seen, "emptyText").ShouldBe(("BadRequestError", 400, "validation", "invalid_request_error"));
        ErrorOf(seen, "unknownModel").ShouldBe(("NotFoundError", 404, "model_not_found", "not_found_error"));
        ErrorOf(seen, "wrong").ShouldBe(("BadRequestError", 400, "validation", "invalid_request_error"));
        ErrorOf(seen, "wrongKey").ShouldBe(("AuthenticationError", 401, "invalid_api_key", "authentication_error"));
        ErrorOf(seen, "overBudget").ShouldBe(("RateLimitError", 429, "budget_exceeded", "insufficient_quota"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static (string?, int, string?, string?) ErrorOf(JsonElement seen, string name) => seen.GetProperty(name) is var error
        ? (error.GetProperty("class").GetString(), error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString(), error.GetProperty("type").GetString()) : default;

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "openai"))) await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], []);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string?> environment)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        if (program == "node") info.Environment["NO_PROXY"] = info.Environment["no_proxy"] = "*";
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(3), Ct);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
