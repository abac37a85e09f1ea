using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Steward.Gateway.Front;
using Steward.Gateway.Providers;
using Steward.Platform.Errors;

namespace Steward.Gateway.Batches;

/// <summary>A batch as it comes: JSON, or lines of OpenAI's input files.</summary>
/// <param name="Endpoint"><c>/v1/chat/completions</c>, which it is unless given.</param>
/// <param name="Requests">1 to 10,000, all of one model.</param>
/// <param name="Metadata">Up to 16 texts of the client's own.</param>
internal sealed record CreateBatch(string? Endpoint, IReadOnlyList<CreateBatchLine>? Requests, IReadOnlyDictionary<string, string>? Metadata);

/// <summary>One request.</summary>
/// <param name="CustomId"><c>custom_id</c>: the client's name of it, 1 to 200 characters, unique in the batch.</param>
/// <param name="Body">A chat, as <c>POST /v1/chat/completions</c> takes it; not streamed.</param>
internal sealed record CreateBatchLine(string? CustomId, JsonObject? Body);

/// <summary>One request of a batch, checked.</summary>
internal sealed record BatchLineRequest(string CustomId, ChatRequest Chat);

/// <summary>A batch, checked.</summary>
internal sealed record BatchRequest(string Model, IReadOnlyList<BatchLineRequest> Lines, JsonObject? Metadata)
{
    public const int MostLines = 10_000, MostBodyBytes = 32 * 1024 * 1024, MostName = 200;

    public const string Endpoint = "/v1/chat/completions";

    // Of a request with thousands of faults the first say enough.
    private const int MostFaults = 20;

    private const int MostMetadata = 16, MostMetadataKey = 64, MostMetadataText = 512;

    /// <exception cref="ProblemException">400: it is no batch; each fault is named by its pointer.</exception>
    public static async Task<BatchRequest> ReadAsync(HttpRequest request, CancellationToken ct) =>
        request.ContentType?.Split(';')[0].Trim() is "application/x-ndjson" or "application/jsonl" ? Of(null, await LinesAsync(request, ct), null) : Of(await JsonAsync(request, ct));

    private static BatchRequest Of(JsonNode? sent)
    {
        if (sent is not JsonObject given) throw new Problem(400, "body_required", "Body required", "Send a JSON object with requests, or lines of JSON as application/x-ndjson.").AsException();
        return ChatErrors.Reading(() => Of(given["endpoint"], given["requests"] is JsonArray lines ? [.. lines] : [], given["metadata"]));
    }

    private static BatchRequest Of(JsonNode? endpoint, IReadOnlyList<JsonNode?> given, JsonNode? metadata)
    {
        new Check().That(endpoint is null || JsonText.Of(endpoint) == Endpoint, "/endpoint", "invalid", $"Only {Endpoint} is done in batches.")
            .That(given.Count is > 0 and <= MostLines, "/requests", given.Count == 0 ? "required" : "too_many", $"1 to {MostLines} requests are required; got {given.Count}.")
            .That(IsMetadata(metadata), "/metadata", "invalid", $"Up to {MostMetadata} texts of at most {MostMetadataText} characters, with names of at most {MostMetadataKey}.").ThrowIfAny();
        var (faults, lines, names) = (new List<FieldError>(), new List<BatchLineRequest>(given.Count), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < given.Count && faults.Count < MostFaults; i++)
            try
            {
                var line = ChatErrors.Reading(() => LineOf(given[i]));
                if (!names.Add(line.CustomId)) throw Problem.Invalid("/custom_id", "not_unique", "Another request of the batch is called the same.").AsException();
                if (lines.Count > 0 && line.Chat.Model != lines[0].Chat.Model) throw Problem.Invalid("/body/model", "models_differ", "All requests of a batch ask the same model: make one batch for each.").AsException();
                lines.Add(line);
            }
            catch (ProblemException wrong)
            {
                faults.AddRange((wrong.Problem.Errors.Count > 0 ? wrong.Problem.Errors : [new FieldError("", wrong.Problem.Code, wrong.Problem.Detail)]).Select(e => e with { Pointer = $"/requests/{i}{e.Pointer}" }));
            }

        return faults.Count > 0 ? throw Problem.Invalid(faults).AsException() : new BatchRequest(lines[0].Chat.Model, lines, (JsonObject?)metadata);
    }

    private static BatchLineRequest LineOf(JsonNode? sent)
    {
        if (sent is not JsonObject line) throw Problem.Invalid("", "wrong_type", "An object with custom_id and body is required.").AsException();
        new Check().Text("/custom_id", JsonText.Of(line["custom_id"]), MostName)
            .That(line["method"] is null || JsonText.Of(line["method"]) == "POST", "/method", "invalid", "POST, or nothing.")
            .That(line["url"] is null || JsonText.Of(line["url"]) == Endpoint, "/url", "invalid", $"{Endpoint}, or nothing.")
            .That(line["body"] is JsonObject, "/body", "required", "A chat is required.").ThrowIfAny();
        try
        {
            var chat = ChatRequest.Of(line["body"], cached: false);
            new Check().That(!chat.Stream, "/stream", "invalid", "Nobody listens to a batch: its answers are not streamed.").ThrowIfAny();
            return new BatchLineRequest(JsonText.Of(line["custom_id"])!, chat);
        }
        catch (ProblemException wrong)
        {
            throw Problem.Invalid([.. wrong.Problem.Errors.Select(e => e with { Pointer = "/body" + e.Pointer })]).AsException();
        }
    }

    private static async Task<JsonNode?> JsonAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: ct);
        }
        catch (JsonException)
        {
            throw Problem.Invalid("", "invalid_json", "The body is not JSON.").AsException();
        }
    }

    private static async Task<IReadOnlyList<JsonNode?>> LinesAsync(HttpRequest request, CancellationToken ct)
    {
        var lines = new List<JsonNode?>();
        using var reader = new StreamReader(request.Body);
        while (await reader.ReadLineAsync(ct) is { } line && lines.Count <= MostLines)
            try
            {
                if (!string.IsNullOrWhiteSpace(line)) lines.Add(JsonNode.Parse(line));
            }
            catch (JsonException)
            {
                throw Problem.Invalid($"/requests/{lines.Count}", "invalid_json", "The line is not JSON.").AsException();
            }

        return lines;
    }

    private static bool IsMetadata(JsonNode? node) => node is null || (node is JsonObject { Count: <= MostMetadata } texts
        && texts.All(t => t.Key.Length <= MostMetadataKey && JsonText.Of(t.Value) is { Length: <= MostMetadataText } text && !text.Contains('\0')));
}
