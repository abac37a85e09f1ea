using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway.Batches;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Every provider is the simulator; a batch is looked at often. Without workers: the tests are the job's attempts.</summary>
public sealed class BatchStepWorlds : BatchWorldsOf
{
    protected override string[]? Roles => ["web"];
}

/// <summary>The same with workers.</summary>
public sealed class BatchWorlds : BatchWorldsOf;

public abstract class BatchWorldsOf() : Worlds("OpenAi", "Gateway:BatchPollSeconds=0.1")
{
    public const string OpenAi = "openai/gpt-4.1-mini", Anthropic = "anthropic/claude-haiku-4-5", WithoutBatches = "gpt-5.4-nano";

    /// <summary>What the simulated model reads and writes, and what that costs in a batch of either provider: $0.20 and $0.80 a million, $0.50 and $2.50.</summary>
    public static readonly TokenUsage Usage = new(40, 9);

    public static long CostOf(string model) => model == OpenAi ? 40 * 200_000L + 9 * 800_000 : 40 * 500_000L + 9 * 2_500_000;

    internal async Task<(World World, BatchClient Client)> StartAsync(Database on)
    {
        var world = await On(on);
        world.Provider.Default = Behaviour.Reply(call => "Answer to " + call.Messages[^1].Text) with { Usage = Usage };
        return (world, new BatchClient(world, await Company.AtAsync(world.Server)));
    }

    protected override string[] MoreOf(ProviderSimulator provider) =>
        [$"Gateway:Anthropic:BaseUrl={new Uri(provider.BaseAddress, "/")}", "Gateway:Anthropic:ApiKey=any", $"Gateway:Google:BaseUrl={provider.BaseAddress}", "Gateway:Google:ApiKey=any"];
}

/// <summary>A company that makes batches.</summary>
internal sealed record BatchClient(World World, Company Company)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static object Requests(string model, int count, string? user = null) => new
    {
        endpoint = "/v1/chat/completions",
        requests = Enumerable.Range(0, count).Select(i => new { custom_id = $"mine-{i:000}", body = new { model, user, max_tokens = 100, messages = new[] { new { role = "user", content = $"Question {i:000}" } } } }),
        metadata = new { of = "a test" },
    };

    public async Task<Guid> MakeAsync(string model, int count, string? user = null) =>
        (await Company.PostAsync(Service.Platform, "/v1/batches", Requests(model, count, user), HttpStatusCode.Accepted)).GetProperty("id").GetGuid();

    public Task<JsonElement> GetAsync(Guid id) => Company.GetAsync(Service.Platform, $"/v1/batches/{id}");

    public Task<JsonElement> UntilAsync(Guid id, string status) => TestServer.EventuallyAsync(() => GetAsync(id), b => b.GetProperty("status").GetString() == status);

    public async Task<List<JsonElement>> ResultsAsync(Guid id)
    {
        var answer = await Company.SendAsync(HttpMethod.Get, Service.Platform, $"/v1/batches/{id}/results");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        return [.. (await answer.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
    }

    public async Task<HttpResponseMessage> PostLinesAsync(string lines)
    {
        using var client = Company.Server.Client(Service.Platform, Company.Key);
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        return await client.PostAsync("/v1/batches", content, Ct);
    }

    /// <summary>The batch of the simulated provider that holds this batch's requests.</summary>
    public async Task<SimulatedBatch> HandedOverAsync(Guid id)
    {
        var items = (await Company.RowsAsync<BatchItem>()).Where(i => i.BatchId == id).Select(i => i.Id.ToString("n")).ToHashSet();
        return (await TestServer.EventuallyAsync(() => Task.FromResult(World.Provider.Batches.All.LastOrDefault(b => items.Contains(b.Requests[0].CustomId))), b => b is not null))!;
    }

    /// <summary>One attempt of the batch's job, as a worker makes it.</summary>
    public async Task<JobContext> AttemptAsync(Guid id, long lease)
    {
        var row = (await Company.RowsAsync<BatchRow>()).Single(b => b.Id == id);
        var context = new JobContext { JobId = row.JobId, Lease = lease, Attempt = 1, MaxAttempts = 10, TenantId = Company.Id };
        await using var scope = Company.Server.Scope(Company.Id);
        await scope.ServiceProvider.GetRequiredService<BatchRun>().RunAsync(new RunBatch(id), context, Ct);
        return context;
    }
}

internal static class BatchLines
{
    public static string CustomId(this JsonElement line) => line.GetProperty("custom_id").GetString()!;

    public static int? Status(this JsonElement line) => line.GetProperty("response") is { ValueKind: JsonValueKind.Object } response ? response.GetProperty("status_code").GetInt32() : null;

    public static string? Text(this JsonElement line) => line.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    public static string? Error(this JsonElement line) => line.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("code").GetString() : null;
}
