using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>A server that speaks OpenAI's format: OpenAI, Google's compatible endpoint, Ollama, vLLM, llama.cpp.</summary>
internal sealed class OpenAiProvider(string name, HttpClient http, ProviderOptions options, TimeSpan limit, TimeProvider time) : ModelProvider(name, http, options, limit, time)
{
    /// <summary>OpenAI's reasoning models answer 400 to any temperature but their own.</summary>
    public static bool IsReasoningModel(string model) =>
        model.StartsWith("gpt-5", StringComparison.Ordinal) || (model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1]));

    // Other servers of this format have none.
    public override ProviderBatches? Batches => Name == "openai" ? new OpenAiBatches(this) : null;

    protected override (string Path, JsonObject Body) Wire(JsonObject body, bool stream)
    {
        // OpenAI's newer models refuse the older name, some self-hosted servers do not know the newer one.
        var (known, other) = Name == "openai" ? ("max_completion_tokens", "max_tokens") : ("max_tokens", "max_completion_tokens");
        if (body[other] is { } most)
        {
            body.Remove(other);
            body[known] ??= most.DeepClone();
        }

        body.Remove("stream");
        body.Remove("stream_options");
        if (stream)
        {
            body["stream"] = true;
            // Without it a stream tells nobody what it cost.
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return (Name == "google" ? "/chat/completions" : "/v1/chat/completions", body);
    }

    // Its own models alone are sure to count by its numbers; what a self-hosted server makes of them is up to who sends them there.
    public override bool ReadsTokens => Name != "google";

    protected override (string Path, JsonObject Body) WireEmbeddings(JsonObject body)
    {
        // A third of the bytes; not every other server knows it.
        body["encoding_format"] = Name == "openai" ? "base64" : "float";
        return (Name == "google" ? "/embeddings" : "/v1/embeddings", body);
    }

    protected override void Sign(HttpRequestHeaders headers)
    {
        if (Key is { Length: > 0 } key) headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    protected override (JsonObject Body, TokenUsage? Usage) Read(JsonObject answer)
    {
        if (answer["choices"] is not JsonArray { Count: > 0 } choices || choices[0]?["message"] is not JsonObject) throw new FormatException();
        return (answer, UsageOf(answer["usage"]));
    }

    protected override StreamReading StreamReader() => new Reading(Name);

    // prompt_tokens includes the cached ones and completion_tokens the reasoning: the buckets are made disjoint here. Google counts a model's thoughts in the
    // total only.
    private static TokenUsage? UsageOf(JsonNode? usage)
    {
        if (usage is not JsonObject) return null;
        var (prompt, written) = (Number(usage["prompt_tokens"]), Number(usage["completion_tokens"]));
        var output = Math.Max(written, Number(usage["total_tokens"]) - prompt);
        var reasoning = Math.Min(output, Math.Max(output - written, Number((usage["completion_tokens_details"] as JsonObject)?["reasoning_tokens"])));
        var cached = Math.Min(prompt, Number((usage["prompt_tokens_details"] as JsonObject)?["cached_tokens"]));
        return prompt + output == 0 ? null : new TokenUsage(prompt - cached, cached, output, Reasoning: reasoning);
    }

    private sealed class Reading(string name) : StreamReading
    {
        public override IReadOnlyList<StreamPart> Read(string type, string data)
        {
            if (data == "[DONE]")
            {
                Ended = true;
                return [];
            }

            var chunk = JsonNode.Parse(data) as JsonObject ?? throw new FormatException();
            if (chunk["error"] is { } error) throw new ProviderException(JobErrorType.Provider, $"{name} broke its answer off.") { Said = (string?)error["message"] ?? "" };
            var usage = UsageOf(chunk["usage"]);
            Finished |= chunk["choices"] is JsonArray { Count: > 0 } choices && choices[0]?["finish_reason"] is not null;
            // The chunk of the usage has no choices; whether the caller sees one is up to the caller.
            return [new StreamPart(chunk["choices"] is JsonArray { Count: > 0 } ? chunk : null, usage)];
        }
    }
}
