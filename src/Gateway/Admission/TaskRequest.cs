using System.Text.Json.Nodes;
using Steward.Gateway.Providers;

namespace Steward.Gateway.Admission;

/// <summary>What a task asks a model.</summary>
internal sealed record TaskRequest(string System, IReadOnlyList<string> Turns, JsonNode Schema, string SchemaName, int MaxTokens, Sampling? Sampling = null)
{
    /// <summary>As a request of OpenAI's chat format.</summary>
    public JsonObject For(ModelTarget target)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = System });
        for (var i = 0; i < Turns.Count; i++)
            messages.Add(new JsonObject { ["role"] = i % 2 == 0 ? "user" : "assistant", ["content"] = Turns[i] });
        var body = new JsonObject
        {
            ["model"] = target.Model, ["messages"] = messages, ["max_tokens"] = MaxTokens,
            ["response_format"] = new JsonObject
            {
                ["type"] = "json_schema",
                ["json_schema"] = new JsonObject { ["name"] = SchemaName, ["strict"] = true, ["schema"] = Schema.DeepClone() },
            },
        };
        if (OpenAiProvider.IsReasoningModel(target.Model)) return body;
        body["temperature"] = Sampling?.Temperature ?? 0;
        if (Sampling?.TopP is { } topP) body["top_p"] = topP;
        // OpenAI and Google know no such thing.
        if (Sampling?.TopK is { } topK && target.Name is ("selfhosted" or "anthropic")) body["top_k"] = topK;
        return body;
    }
}
