using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>What a model is asked.</summary>
internal sealed record ChatCall(string System, IReadOnlyList<string> Turns, JsonNode Schema, string SchemaName, int MaxTokens, Sampling? Sampling = null);

/// <summary>What it answered. Usage is null when the provider did not say.</summary>
internal sealed record ChatAnswer(string Text, TokenUsage? Usage, bool CutShort, TimeSpan Took);

/// <summary>A call that brought no answer.</summary>
internal sealed class ProviderException(JobErrorType type, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public JobErrorType Type { get; } = type;
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>What the calls that led here cost, in pico-dollars.</summary>
    public long SpentPico { get; set; }

    /// <summary>The answer that cannot be used, where there is one.</summary>
    public string? Answer { get; init; }

    /// <summary>The provider may have worked and billed without our seeing the answer.</summary>
    public bool MayHaveBilled => Type is JobErrorType.Timeout or JobErrorType.Network or JobErrorType.Model;

    /// <summary>The same call may succeed in a moment.</summary>
    public bool WorthRetrying => Type is JobErrorType.RateLimit or JobErrorType.Unavailable or JobErrorType.Network;
}

/// <summary>A server that speaks OpenAI's chat format: OpenAI itself, or a self-hosted one. Retries nothing; there is one retry loop, and it is not here.</summary>
internal sealed class ChatProvider(string name, HttpClient http, ProviderOptions options, TimeSpan limit, TimeProvider time)
{
    private const int MostAnswerBytes = 4 * 1024 * 1024;

    public string Name { get; } = name;

    public string Model => options.Model!;

    public async Task<ChatAnswer> AskAsync(ChatCall call, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(limit);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, options.BaseUrl!.TrimEnd('/') + "/v1/chat/completions")
            {
                Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(Body(call))) { Headers = { ContentType = new("application/json") } },
            };
            if (options.ApiKey is { Length: > 0 } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (!response.IsSuccessStatusCode) throw Failure(response);
            await response.Content.LoadIntoBufferAsync(MostAnswerBytes, timeout.Token);
            return Read(await response.Content.ReadAsByteArrayAsync(timeout.Token), Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(JobErrorType.Timeout, $"{Name} did not answer within {limit.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException error)
        {
            throw new ProviderException(JobErrorType.Network, $"The connection to {Name} failed ({error.HttpRequestError}).", inner: error);
        }
        catch (IOException error)
        {
            throw new ProviderException(JobErrorType.Network, $"The connection to {Name} broke.", inner: error);
        }
    }

    private JsonObject Body(ChatCall call)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = call.System });
        for (var i = 0; i < call.Turns.Count; i++)
            messages.Add(new JsonObject { ["role"] = i % 2 == 0 ? "user" : "assistant", ["content"] = call.Turns[i] });
        var body = new JsonObject
        {
            ["model"] = Model,
            ["messages"] = messages,
            // OpenAI's newer models refuse the older name, some self-hosted servers do not know the newer one.
            [Name == "openai" ? "max_completion_tokens" : "max_tokens"] = call.MaxTokens,
            ["response_format"] = new JsonObject
            {
                ["type"] = "json_schema",
                ["json_schema"] = new JsonObject { ["name"] = call.SchemaName, ["strict"] = true, ["schema"] = call.Schema.DeepClone() },
            },
        };
        if (IsReasoningModel(Model)) return body;
        body["temperature"] = call.Sampling?.Temperature ?? 0;
        if (call.Sampling?.TopP is { } topP) body["top_p"] = topP;
        if (call.Sampling?.TopK is { } topK && Name != "openai") body["top_k"] = topK;
        return body;
    }

    // OpenAI's reasoning models answer 400 to any temperature but their own.
    private static bool IsReasoningModel(string model) =>
        model.StartsWith("gpt-5", StringComparison.Ordinal) || (model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1]));

    private ProviderException Failure(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var type = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => JobErrorType.Auth,
            HttpStatusCode.TooManyRequests => JobErrorType.RateLimit,
            HttpStatusCode.RequestTimeout => JobErrorType.Timeout,
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => JobErrorType.Validation,
            _ => status >= 500 ? JobErrorType.Unavailable : JobErrorType.Provider,
        };
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return new ProviderException(type, $"{Name} answered HTTP {status}.", wait is { } w && w > TimeSpan.Zero ? w : null);
    }

    private ChatAnswer Read(byte[] body, TimeSpan took)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var choice = document.RootElement.GetProperty("choices")[0];
            var text = choice.GetProperty("message").GetProperty("content").GetString();
            var reason = choice.TryGetProperty("finish_reason", out var finish) ? finish.GetString() : null;
            if (string.IsNullOrEmpty(text)) throw new ProviderException(JobErrorType.Model, $"{Name} answered without content ({reason ?? "no reason"}).");
            return new ChatAnswer(text, Usage(document.RootElement), reason == "length", took);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ProviderException(JobErrorType.Model, $"{Name} answered something that is not a chat completion.", inner: error);
        }
    }

    // prompt_tokens includes the cached ones: the buckets are made disjoint here.
    private static TokenUsage? Usage(JsonElement root)
    {
        if (!root.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object) return null;
        var (prompt, output) = (Long(usage, "prompt_tokens"), Long(usage, "completion_tokens"));
        var cached = usage.TryGetProperty("prompt_tokens_details", out var details) && details.ValueKind == JsonValueKind.Object ? Long(details, "cached_tokens") : 0;
        return prompt + output == 0 ? null : new TokenUsage(Math.Max(0, prompt - cached), cached, output);
    }

    private static long Long(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) && number >= 0 ? number : 0;
}
