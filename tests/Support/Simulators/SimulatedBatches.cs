using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steward.Tests.Support;

/// <summary>What becomes of one request of a simulated batch.</summary>
public enum BatchOutcome
{
    /// <summary>It is answered by the simulator's default behaviour.</summary>
    Answered,

    /// <summary>It is refused as a wrong request.</summary>
    Refused,

    /// <summary>The batch ran out of time before it.</summary>
    Expired,

    /// <summary>The batch was cancelled before it.</summary>
    Cancelled,

    /// <summary>The results have nothing for it.</summary>
    Missing,
}

/// <summary>A batch as a simulated provider has it. It ends when the test says so, or when it is cancelled.</summary>
public sealed class SimulatedBatch
{
    internal SimulatedBatch(string id, bool isOpenAi, IReadOnlyList<(string CustomId, ReceivedCall Call)> requests, DateTimeOffset createdAt) =>
        (Id, IsOpenAi, Requests, CreatedAt) = (id, isOpenAi, requests, createdAt);

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>Its requests, by the names that their sender gave them.</summary>
    public IReadOnlyList<(string CustomId, ReceivedCall Call)> Requests { get; }

    /// <summary>It was asked to be cancelled.</summary>
    public bool IsCancelled { get; internal set; }

    internal bool IsOpenAi { get; }

    internal DateTimeOffset CreatedAt { get; }

    internal JsonNode? Metadata { get; init; }

    internal string? InputFile { get; init; }

    internal string Status { get; set; } = "in_progress";

    internal string? Failure { get; private set; }

    internal Func<int, BatchOutcome>? Outcomes { get; private set; }

    /// <summary>Ends it; each request has the outcome of its place, or is answered.</summary>
    public void Finish(Func<int, BatchOutcome>? outcomes = null, string status = "completed") => (Outcomes, Status) = (outcomes ?? (_ => BatchOutcome.Answered), status);

    /// <summary>Refuses all of it after a look at its requests. OpenAI only.</summary>
    public void Refuse(string message) => (Failure, Status) = (message, "failed");
}

/// <summary>Batches of a simulated provider. Results come in the reverse of the requests' order.</summary>
public sealed class SimulatedBatches(TimeProvider time)
{
    private readonly ConcurrentQueue<SimulatedBatch> all = new();
    private readonly ConcurrentDictionary<string, byte[]> files = new();
    private readonly ConcurrentQueue<Behaviour> creations = new();
    private int asked;

    /// <summary>Batches that were made.</summary>
    public IReadOnlyList<SimulatedBatch> All => [.. all];

    /// <summary>Requests to make one, whatever became of them.</summary>
    public int Asked => asked;

    /// <summary>Files that are there.</summary>
    public int Files => files.Count;

    /// <summary>What happens to the next requests to make a batch: an error makes none; an answer that is lost has made one all the same.</summary>
    public void OnCreate(params Behaviour[] behaviours)
    {
        foreach (var behaviour in behaviours)
        {
            creations.Enqueue(behaviour);
        }
    }

    internal static bool IsFor(PathString path) => path.Value is { } text && (text.Contains("/files", StringComparison.Ordinal) || text.Contains("/batches", StringComparison.Ordinal));

    internal async Task HandleAsync(SimulatorServer server, HttpContext context)
    {
        var isAnthropic = context.Request.Path.Value!.Contains("/messages/", StringComparison.Ordinal);
        var parts = context.Request.Path.Value.Split('/', StringSplitOptions.RemoveEmptyEntries)[(isAnthropic ? 2 : 1)..];
        switch (context.Request.Method, parts)
        {
            case ("POST", ["files"]): await UploadAsync(context); break;
            case ("GET", ["files", var file, "content"]) when files.TryGetValue(file, out var bytes): await context.Response.Body.WriteAsync(bytes); break;
            case ("GET", ["files", var output, "content"]) when Find(output[(output.IndexOf('-') + 1)..]) is { } batch: await context.Response.WriteAsync(OpenAiFile(server, batch, isErrors: output.StartsWith("errors", StringComparison.Ordinal))); break;
            case ("DELETE", ["files", var gone]):
                files.TryRemove(gone, out _);
                await context.Response.WriteAsync("""{"deleted":true}""");
                break;
            case ("POST", ["batches"]): await CreateAsync(context, isAnthropic); break;
            case ("GET", ["batches"]):
                await WriteAsync(context, new JsonObject { ["data"] = new JsonArray([.. all.Where(b => b.IsOpenAi != isAnthropic).Reverse().Select(Shown)]), ["has_more"] = false });
                break;
            case ("GET", ["batches", var id]) when Find(id) is { } batch: await WriteAsync(context, Shown(batch)); break;
            case ("DELETE", ["batches", var id]) when Find(id) is not null: await WriteAsync(context, new JsonObject { ["id"] = id, ["type"] = "message_batch_deleted" }); break;
            case ("POST", ["batches", var id, "cancel"]) when Find(id) is { } batch:
                (batch.IsCancelled, batch.Status) = (true, batch.Status == "in_progress" ? "cancelling" : batch.Status);
                await WriteAsync(context, Shown(batch));
                break;
            case ("GET", ["batches", var id, "results"]) when Find(id) is { Outcomes: not null } batch: await context.Response.WriteAsync(AnthropicLines(server, batch)); break;
            default: await SimulatorServer.AnswerAsync(context, Behaviour.Status(404), ChatCompletion.Error(404, "Not found.").ToJsonString()); break;
        }
    }

    private SimulatedBatch? Find(string id) => all.FirstOrDefault(b => b.Id == id);

    private static Task WriteAsync(HttpContext context, JsonObject json) => SimulatorServer.AnswerAsync(context, Behaviour.Succeed(), json.ToJsonString());

    private async Task UploadAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["purpose"] != "batch" || form.Files.GetFile("file") is not { } sent)
        {
            await SimulatorServer.AnswerAsync(context, Behaviour.Status(400), ChatCompletion.Error(400, "A file for a batch is required.").ToJsonString());
            return;
        }

        using var copy = new MemoryStream();
        await sent.CopyToAsync(copy);
        var id = $"file_{Guid.CreateVersion7():n}";
        files[id] = copy.ToArray();
        await WriteAsync(context, new JsonObject { ["id"] = id, ["object"] = "file", ["purpose"] = "batch" });
    }

    private async Task CreateAsync(HttpContext context, bool isAnthropic)
    {
        Interlocked.Increment(ref asked);
        var behaviour = creations.TryDequeue(out var scripted) ? scripted : Behaviour.Succeed();
        if (behaviour.StatusCode >= 400)
        {
            var message = behaviour.Error?.Message ?? "Simulated.";
            await SimulatorServer.AnswerAsync(context, behaviour, isAnthropic ? AnthropicMessage.Error(behaviour.StatusCode, message) : ChatCompletion.Error(behaviour.StatusCode, message).ToJsonString());
            return;
        }

        var body = JsonNode.Parse((await ReceivedCall.ReadAsync(context.Request, context.RequestAborted)).BodyText)!.AsObject();
        var batch = isAnthropic
            ? new SimulatedBatch($"msgbatch_{Guid.CreateVersion7():n}", false, [.. body["requests"]!.AsArray().Select(r => Request(context, r!, "params"))], time.GetUtcNow())
            : new SimulatedBatch($"batch_{Guid.CreateVersion7():n}", true, [.. Encoding.UTF8.GetString(files[(string)body["input_file_id"]!]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Request(context, JsonNode.Parse(l)!, "body"))], time.GetUtcNow())
            {
                Metadata = body["metadata"]?.DeepClone(), InputFile = (string)body["input_file_id"]!,
            };
        all.Enqueue(batch);
        await SimulatorServer.AnswerAsync(context, behaviour, Shown(batch).ToJsonString());
    }

    private static (string, ReceivedCall) Request(HttpContext context, JsonNode line, string member) =>
        ((string)line["custom_id"]!, ReceivedCall.Of(context.Request, JsonSerializer.SerializeToUtf8Bytes(line[member])));

    private static JsonObject Shown(SimulatedBatch batch)
    {
        var ended = batch.Outcomes is not null;
        if (!batch.IsOpenAi)
        {
            return new JsonObject
            {
                ["id"] = batch.Id, ["type"] = "message_batch", ["processing_status"] = ended ? "ended" : batch.IsCancelled ? "canceling" : "in_progress", ["created_at"] = batch.CreatedAt.ToString("O"),
                ["request_counts"] = new JsonObject { ["processing"] = ended ? 0 : batch.Requests.Count }, ["cancel_initiated_at"] = batch.IsCancelled ? batch.CreatedAt.ToString("O") : null,
                ["results_url"] = ended ? $"http://elsewhere.invalid/v1/messages/batches/{batch.Id}/results" : null,
            };
        }

        return new JsonObject
        {
            ["id"] = batch.Id, ["object"] = "batch", ["endpoint"] = "/v1/chat/completions", ["status"] = batch.Status, ["input_file_id"] = batch.InputFile, ["created_at"] = batch.CreatedAt.ToUnixTimeSeconds(),
            ["metadata"] = batch.Metadata?.DeepClone(), ["output_file_id"] = ended ? "output-" + batch.Id : null, ["error_file_id"] = ended ? "errors-" + batch.Id : null,
            ["errors"] = batch.Failure is { } failure ? new JsonObject { ["object"] = "list", ["data"] = new JsonArray(new JsonObject { ["code"] = "invalid_request", ["message"] = failure }) } : null,
        };
    }

    private string OpenAiFile(SimulatorServer server, SimulatedBatch batch, bool isErrors) => string.Concat(Outcomes(batch).Where(o => o.Outcome != BatchOutcome.Answered == isErrors).Select(o => new JsonObject
    {
        ["id"] = "batch_req_1", ["custom_id"] = o.CustomId,
        ["response"] = o.Outcome switch
        {
            BatchOutcome.Answered => new JsonObject { ["status_code"] = 200, ["request_id"] = "r", ["body"] = ChatCompletion.Answer(o.Call, server.Default.For(o.Call), time.GetUtcNow()) },
            BatchOutcome.Refused => new JsonObject { ["status_code"] = 400, ["request_id"] = "r", ["body"] = ChatCompletion.Error(400, "This one is wrong.") },
            _ => null,
        },
        ["error"] = o.Outcome switch
        {
            BatchOutcome.Expired => new JsonObject { ["code"] = "batch_expired", ["message"] = "Too late." },
            BatchOutcome.Cancelled => new JsonObject { ["code"] = "batch_cancelled", ["message"] = "Cancelled." },
            _ => null,
        },
    }.ToJsonString() + "\n"));

    private static string AnthropicLines(SimulatorServer server, SimulatedBatch batch) => string.Concat(Outcomes(batch).Select(o => new JsonObject
    {
        ["custom_id"] = o.CustomId,
        ["result"] = o.Outcome switch
        {
            BatchOutcome.Answered => new JsonObject { ["type"] = "succeeded", ["message"] = AnthropicMessage.Answer(o.Call, server.Default.For(o.Call)) },
            BatchOutcome.Refused => new JsonObject { ["type"] = "errored", ["error"] = JsonNode.Parse(AnthropicMessage.Error("invalid_request_error", "This one is wrong.")) },
            BatchOutcome.Expired => new JsonObject { ["type"] = "expired" },
            _ => new JsonObject { ["type"] = "canceled" },
        },
    }.ToJsonString() + "\n"));

    private static IEnumerable<(string CustomId, ReceivedCall Call, BatchOutcome Outcome)> Outcomes(SimulatedBatch batch) =>
        batch.Requests.Select((r, i) => (r.CustomId, r.Call, Outcome: batch.Outcomes!(i))).Where(o => o.Outcome != BatchOutcome.Missing).Reverse();
}
