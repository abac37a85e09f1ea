using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Tests.Support;

/// <summary>The bodies of Anthropic's messages: what the API refuses, answers and reports as an error.</summary>
internal static class AnthropicMessage
{
    /// <summary>Why the API would refuse the request; null where it would not.</summary>
    public static string? FindFault(ReceivedCall call, string? version)
    {
        if (string.IsNullOrEmpty(version))
        {
            return "anthropic-version: header is required";
        }

        if (call.Json is not { ValueKind: JsonValueKind.Object })
        {
            return "The request body is not valid JSON.";
        }

        if (call.Member("max_tokens") is not { ValueKind: JsonValueKind.Number })
        {
            return "max_tokens: Field required";
        }

        if (call.Messages.Count == 0 || call.Messages[0].Role != "user")
        {
            return "messages: first message must use the user role";
        }

        foreach (var (role, _) in call.Messages)
        {
            if (role is not ("user" or "assistant"))
            {
                return $"messages: Unexpected role \"{role}\"";
            }
        }

        string[] unknown = ["response_format", "max_completion_tokens", "stop", "n", "stream_options", "user", "frequency_penalty"];
        return unknown.FirstOrDefault(name => call.Member(name) is not null) is { } member ? $"{member}: Extra inputs are not permitted" : null;
    }

    public static JsonObject Answer(ReceivedCall call, Behaviour behaviour)
    {
        var (text, finish) = ChatCompletion.Limit(call, behaviour, behaviour.Text is { } own ? own(call) : "This is a simulated answer.");
        var forced = call.Member("tool_choice") is { ValueKind: JsonValueKind.Object } choice && choice.TryGetProperty("name", out var named) ? named.GetString() : null;
        var tool = behaviour.Tool ?? (forced is null ? null : (forced, behaviour.Text is null ? SchemaSample.Of(SchemaOf(call, forced)) : text));
        var usage = behaviour.Usage ?? new TokenUsage(ChatCompletion.PromptTokens(call), ProviderSimulator.CountTokens(text));
        JsonObject answer = new()
        {
            ["id"] = $"msg_{Guid.CreateVersion7():n}",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = call.Model,
            ["content"] = new JsonArray(tool is { } wanted
                ? new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{Guid.CreateVersion7():n}", ["name"] = wanted.Item1, ["input"] = JsonNode.Parse(wanted.Item2) }
                : new JsonObject { ["type"] = "text", ["text"] = text }),
            ["stop_reason"] = finish == "length" ? "max_tokens" : tool is not null ? "tool_use" : finish == "content_filter" ? "refusal" : "end_turn",
            ["stop_sequence"] = null,
        };
        if (!behaviour.OmitUsage)
        {
            // Here what was read from the cache or written to it is not part of the input.
            answer["usage"] = new JsonObject
            {
                ["input_tokens"] = usage.Prompt - usage.Cached - usage.Written, ["cache_creation_input_tokens"] = usage.Written, ["cache_read_input_tokens"] = usage.Cached, ["output_tokens"] = usage.Completion,
                ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = usage.Written - usage.WrittenLong, ["ephemeral_1h_input_tokens"] = usage.WrittenLong },
            };
        }

        return answer;
    }

    /// <summary>The same answer as the events of a stream, without the last.</summary>
    public static IReadOnlyList<string> Events(JsonObject answer)
    {
        var block = answer["content"]![0]!.AsObject();
        var start = (JsonObject)answer.DeepClone();
        (start["content"], start["stop_reason"]) = (new JsonArray(), null);
        if (start["usage"] is JsonObject begun)
        {
            begun["output_tokens"] = 1;
        }

        List<string> events = [Event("message_start", new JsonObject { ["type"] = "message_start", ["message"] = start }), Event("ping", new JsonObject { ["type"] = "ping" })];
        var isTool = (string?)block["type"] == "tool_use";
        var opened = (JsonObject)block.DeepClone();
        opened[isTool ? "input" : "text"] = isTool ? new JsonObject() : "";
        events.Add(Event("content_block_start", new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = opened }));
        foreach (var piece in ChatCompletion.Pieces(isTool ? block["input"]!.ToJsonString() : (string)block["text"]!))
        {
            var delta = isTool ? new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece } : new JsonObject { ["type"] = "text_delta", ["text"] = piece };
            events.Add(Event("content_block_delta", new JsonObject { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = delta }));
        }

        events.Add(Event("content_block_stop", new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 }));
        var end = new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = answer["stop_reason"]!.DeepClone(), ["stop_sequence"] = null } };
        if (answer["usage"] is { } usage)
        {
            end["usage"] = new JsonObject { ["output_tokens"] = usage["output_tokens"]!.DeepClone() };
        }

        events.Add(Event("message_delta", end));
        return events;
    }

    public static string Event(string type, JsonObject data) => $"event: {type}\ndata: {data.ToJsonString()}\n\n";

    public static string Error(int status, string message) => Error(status switch
    {
        400 => "invalid_request_error", 401 => "authentication_error", 403 => "permission_error", 404 => "not_found_error", 413 => "request_too_large", 429 => "rate_limit_error",
        529 => "overloaded_error", _ => "api_error",
    }, message);

    public static string Error(string type, string message) =>
        new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = message } }.ToJsonString();

    private static JsonElement SchemaOf(ReceivedCall call, string tool) =>
        call.Member("tools")!.Value.EnumerateArray().First(t => t.GetProperty("name").GetString() == tool).GetProperty("input_schema");
}
