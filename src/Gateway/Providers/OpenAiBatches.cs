using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Gateway.Providers;

/// <summary>OpenAI's batches: a file of requests, a batch of it, files of answers and of errors.</summary>
internal sealed class OpenAiBatches(ModelProvider provider) : ProviderBatches(provider)
{
    private const string OurName = "steward_batch";

    public override bool FindsAll => true;

    public override async Task<string?> UploadAsync(Guid batch, IReadOnlyList<BatchLine> lines, CancellationToken ct)
    {
        using var file = new ByteArrayContent(FileOf(lines)) { Headers = { ContentType = new MediaTypeHeaderValue("application/jsonl") } };
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { file, "file", $"steward-{Name(batch)}.jsonl" } };
        return (string?)(await AskAsync(HttpMethod.Post, "/v1/files", form, ct))["id"];
    }

    public override async Task<ProviderBatch> SubmitAsync(Guid batch, string? file, Func<Task<IReadOnlyList<BatchLine>>> lines, CancellationToken ct)
    {
        using var body = JsonContent.Create(new JsonObject
        {
            ["input_file_id"] = file, ["endpoint"] = "/v1/chat/completions", ["completion_window"] = "24h", ["metadata"] = new JsonObject { [OurName] = Name(batch) },
        });
        return StateOf(await AskAsync(HttpMethod.Post, "/v1/batches", body, ct));
    }

    public override async Task<ProviderBatch?> FindAsync(Guid batch, DateTimeOffset since, Func<Guid, bool> isOurs, CancellationToken ct)
    {
        for (string? after = null; ;)
        {
            var page = await AskAsync(HttpMethod.Get, $"/v1/batches?limit=100{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}", null, ct);
            var batches = (page["data"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            if (batches.Find(b => JsonText.Of((b["metadata"] as JsonObject)?[OurName]) == Name(batch)) is { } found) return StateOf(found);
            // The newest come first.
            if (batches.Count == 0 || page["has_more"]?.GetValue<bool>() != true || (long?)batches[^1]["created_at"] < since.ToUnixTimeSeconds()) return null;
            after = (string?)batches[^1]["id"];
        }
    }

    public override async Task<ProviderBatch> GetAsync(string id, CancellationToken ct) => StateOf(await AskAsync(HttpMethod.Get, $"/v1/batches/{Uri.EscapeDataString(id)}", null, ct));

    public override Task CancelAsync(string id, CancellationToken ct) => AskAsync(HttpMethod.Post, $"/v1/batches/{Uri.EscapeDataString(id)}/cancel", null, ct);

    public override async IAsyncEnumerable<BatchResult> ResultsAsync(ProviderBatch ended, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var file in ended.Files)
            await foreach (var line in LinesAsync($"/v1/files/{Uri.EscapeDataString(file)}/content", ct))
                yield return ResultOf(line);
    }

    public override async Task ForgetAsync(string? file, ProviderBatch ended, CancellationToken ct)
    {
        foreach (var one in file is null ? ended.Files : [file, .. ended.Files]) await AskAsync(HttpMethod.Delete, $"/v1/files/{Uri.EscapeDataString(one)}", null, ct);
    }

    private BatchResult ResultOf(JsonObject line)
    {
        var id = IdOf(line);
        if (line["response"] is JsonObject response)
        {
            var status = response["status_code"] is JsonValue code && code.TryGetValue<int>(out var number) ? number : 0;
            return status == 200 && response["body"] is JsonObject answer ? Answered(id, answer) : new BatchResult(id, null, FailureOf(status, (response["body"] as JsonObject)?["error"]));
        }

        var why = JsonText.Of((line["error"] as JsonObject)?["code"]);
        return new BatchResult(id, null, FailureOf(0, line["error"]), why is "batch_expired" or "batch_cancelled" ? why : null);
    }

    private static ProviderBatch StateOf(JsonObject batch)
    {
        var status = JsonText.Of(batch["status"]) ?? "";
        var files = ((string[])["output_file_id", "error_file_id"]).Select(name => JsonText.Of(batch[name])).OfType<string>().ToList();
        return new ProviderBatch((string?)batch["id"] ?? throw new FormatException(), status is "completed" or "failed" or "expired" or "cancelled", status, files)
        {
            Error = status == "failed" ? string.Join(" ", ((batch["errors"] as JsonObject)?["data"] as JsonArray ?? []).Select(e => JsonText.Of((e as JsonObject)?["message"])).OfType<string>().Take(5)) : null,
        };
    }

    private static byte[] FileOf(IReadOnlyList<BatchLine> lines)
    {
        using var file = new MemoryStream();
        foreach (var line in lines)
        {
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteString("custom_id", Name(line.Id));
                json.WriteString("method", "POST");
                json.WriteString("url", "/v1/chat/completions");
                json.WritePropertyName("body");
                json.WriteRawValue(line.Body, skipInputValidation: true);
                json.WriteEndObject();
            }

            file.WriteByte((byte)'\n');
        }

        return file.ToArray();
    }
}
