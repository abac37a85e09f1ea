using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Gateway.Providers;

/// <summary>Anthropic's batches of messages. They carry no name of ours: one whose making was not heard of is known by its requests, once it has ended.</summary>
internal sealed class AnthropicBatches(ModelProvider provider) : ProviderBatches(provider)
{
    private const string Root = "/v1/messages/batches";

    // Their clock and ours need not agree.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public override bool FindsAll => false;

    public override Task<string?> UploadAsync(Guid batch, IReadOnlyList<BatchLine> lines, CancellationToken ct) => Task.FromResult<string?>(null);

    public override async Task<ProviderBatch> SubmitAsync(Guid batch, string? file, Func<Task<IReadOnlyList<BatchLine>>> lines, CancellationToken ct)
    {
        var request = new WireRequest(Root, BodyOf(await lines()));
        using var content = new LeavingContent(request) { Headers = { ContentType = new("application/json") } };
        try
        {
            return StateOf(await AskAsync(HttpMethod.Post, Root, content, ct));
        }
        catch (ProviderException error) when (!request.HasLeft)
        {
            // As sure as a refusal: no byte of it has left.
            throw new ProviderException(error.Type, error.Message, error.RetryAfter, error) { Status = 503 };
        }
    }

    public override async Task<ProviderBatch?> FindAsync(Guid batch, DateTimeOffset since, Func<Guid, bool> isOurs, CancellationToken ct)
    {
        for (string? after = null; ;)
        {
            var page = await AskAsync(HttpMethod.Get, $"{Root}?limit=100{(after is null ? "" : "&after_id=" + Uri.EscapeDataString(after))}", null, ct);
            var batches = (page["data"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            foreach (var recent in batches.Where(b => MadeAt(b) >= since - Slack).Select(StateOf).Where(b => b.Ended))
                await foreach (var result in ResultsAsync(recent, ct))
                {
                    if (isOurs(result.Id)) return recent;
                    // All of a batch's requests are of one of ours, or none is.
                    break;
                }

            // The newest come first.
            if (batches.Count == 0 || page["has_more"]?.GetValue<bool>() != true || MadeAt(batches[^1]) < since - Slack) return null;
            after = (string?)batches[^1]["id"];
        }
    }

    public override async Task<ProviderBatch> GetAsync(string id, CancellationToken ct) => StateOf(await AskAsync(HttpMethod.Get, $"{Root}/{Uri.EscapeDataString(id)}", null, ct));

    public override Task CancelAsync(string id, CancellationToken ct) => AskAsync(HttpMethod.Post, $"{Root}/{Uri.EscapeDataString(id)}/cancel", null, ct);

    public override async IAsyncEnumerable<BatchResult> ResultsAsync(ProviderBatch ended, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var path in ended.Files)
            await foreach (var line in LinesAsync(path, ct))
                yield return ResultOf(line);
    }

    // Nothing of ours lies there but the batch itself, which can be deleted once it has ended.
    public override Task ForgetAsync(string? file, ProviderBatch ended, CancellationToken ct) => AskAsync(HttpMethod.Delete, $"{Root}/{Uri.EscapeDataString(ended.Id)}", null, ct);

    private BatchResult ResultOf(JsonObject line)
    {
        var (id, result) = (IdOf(line), line["result"] as JsonObject);
        return JsonText.Of(result?["type"]) switch
        {
            "succeeded" when result!["message"] is JsonObject message => Answered(id, message),
            "expired" => new BatchResult(id, null, FailureOf(0, null), "batch_expired"),
            "canceled" => new BatchResult(id, null, FailureOf(0, null), "batch_cancelled"),
            _ => Errored(id, (result?["error"] as JsonObject)?["error"] as JsonObject ?? result?["error"] as JsonObject),
        };
    }

    private BatchResult Errored(Guid id, JsonObject? error) => new(id, null, FailureOf(JsonText.Of(error?["type"]) switch
    {
        "invalid_request_error" => 400, "authentication_error" => 401, "permission_error" => 403, "not_found_error" => 404, "request_too_large" => 413, "rate_limit_error" => 429, "overloaded_error" => 529, _ => 500,
    }, error));

    // The address of the results is not taken from an answer: our key goes nowhere but to the provider.
    private static ProviderBatch StateOf(JsonObject batch)
    {
        var id = (string?)batch["id"] ?? throw new FormatException();
        var (ended, cancelled) = (JsonText.Of(batch["processing_status"]) == "ended", batch["cancel_initiated_at"] is not null);
        return new ProviderBatch(id, ended, ended ? cancelled ? "cancelled" : "completed" : cancelled ? "cancelling" : "in_progress", ended ? [$"{Root}/{Uri.EscapeDataString(id)}/results"] : []);
    }

    private static DateTimeOffset MadeAt(JsonObject batch) =>
        DateTimeOffset.TryParse(JsonText.Of(batch["created_at"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MaxValue;

    private static byte[] BodyOf(IReadOnlyList<BatchLine> lines)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests");
            foreach (var line in lines)
            {
                json.WriteStartObject();
                json.WriteString("custom_id", Name(line.Id));
                json.WritePropertyName("params");
                json.WriteRawValue(line.Body, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
