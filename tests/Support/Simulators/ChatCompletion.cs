using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Tests.Support;

/// <summary>The bodies of OpenAI's chat completions: what the API refuses, answers and reports as an error.</summary>
internal static class ChatCompletion
{
    /// <summary>Why the API would refuse the request; null where it would not.</summary>
    public static string? FindFault(ReceivedCall call)
    {
        if (call.Json is not { ValueKind: JsonValueKind.Object })
        {
            return "The body is not a JSON object.";
        }

        if (string.IsNullOrEmpty(call.Model))
        {
            return "You must provide a model parameter.";
        }

        if (call.Messages.Count == 0)
        {
            return "Invalid 'messages': empty array or missing.";
        }

        return Format(call) switch
        {
            ("json_schema", null) => "Missing required parameter: 'response_format.json_schema.schema'.",
            ("json_schema", { } schema) when IsStrict(call) => StrictSchema.FindFault(schema),
            _ => null,
        };
    }

    public static JsonObject Answer(ReceivedCall call, Behaviour behaviour, DateTimeOffset now)
    {
        var (text, finishReason) = Limit(call, behaviour, (behaviour.Text ?? OwnText)(call));
        var answer = new JsonObject
        {
            ["id"] = $"chatcmpl-{Guid.CreateVersion7():n}",
            ["object"] = "chat.completion",
            ["created"] = now.ToUnixTimeSeconds(),
            ["model"] = call.Model,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = behaviour.Tool is { } tool
                    ? new JsonObject { ["role"] = "assistant", ["content"] = null, ["refusal"] = null, ["tool_calls"] = new JsonArray(ToolCall(tool)) }
                    : new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = null },
                ["logprobs"] = null,
                ["finish_reason"] = behaviour.Tool is null ? finishReason : "tool_calls",
            }),
            ["system_fingerprint"] = "fp_simulator",
        };
        if (!behaviour.OmitUsage)
        {
            answer["usage"] = Usage(behaviour.Usage ?? new TokenUsage(PromptTokens(call), ProviderSimulator.CountTokens(text)));
        }

        return answer;
    }

    /// <summary>The same answer as the events of a stream, without the last word.</summary>
    public static IReadOnlyList<string> Events(ReceivedCall call, JsonObject answer)
    {
        var choice = answer["choices"]![0]!;
        List<JsonObject> deltas = [new() { ["role"] = "assistant", ["content"] = "" }];
        if (choice["message"]!["tool_calls"] is JsonArray calls)
        {
            var named = (JsonObject)calls[0]!.DeepClone();
            named["index"] = 0;
            named["function"]!["arguments"] = "";
            deltas.Add(new JsonObject { ["tool_calls"] = new JsonArray(named) });
            deltas.AddRange(Pieces((string)calls[0]!["function"]!["arguments"]!).Select(p => new JsonObject
            {
                ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = 0, ["function"] = new JsonObject { ["arguments"] = p } }),
            }));
        }
        else
        {
            deltas.AddRange(Pieces((string)choice["message"]!["content"]!).Select(p => new JsonObject { ["content"] = p }));
        }

        var events = deltas.ConvertAll(d => Chunk(answer, new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = d, ["logprobs"] = null, ["finish_reason"] = null })));
        events.Add(Chunk(answer, new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject(), ["logprobs"] = null, ["finish_reason"] = choice["finish_reason"]!.DeepClone() })));
        if (answer["usage"] is { } usage && call.Member("stream_options") is { ValueKind: JsonValueKind.Object } options
            && options.TryGetProperty("include_usage", out var wanted) && wanted.ValueKind == JsonValueKind.True)
        {
            var last = Chunk(answer, []);
            last["usage"] = usage.DeepClone();
            events.Add(last);
        }

        return events.ConvertAll(e => $"data: {e.ToJsonString()}\n\n");
    }

    /// <summary>A text in the pieces in which a stream brings it.</summary>
    internal static IEnumerable<string> Pieces(string text) => text.Chunk(8).Select(c => new string(c));

    private static JsonObject Chunk(JsonObject answer, JsonArray choices) => new()
    {
        ["id"] = answer["id"]!.DeepClone(), ["object"] = "chat.completion.chunk", ["created"] = answer["created"]!.DeepClone(), ["model"] = answer["model"]!.DeepClone(),
        ["system_fingerprint"] = "fp_simulator", ["choices"] = choices,
    };

    private static JsonObject ToolCall((string Name, string Arguments) tool) => new()
    {
        ["id"] = $"call_{Guid.CreateVersion7():n}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments },
    };

    public static JsonObject Error(int status, string message, string? ownCode = null)
    {
        var (type, code) = status switch
        {
            400 => ("invalid_request_error", null),
            401 => ("invalid_request_error", "invalid_api_key"),
            404 => ("invalid_request_error", "model_not_found"),
            429 => ("requests", "rate_limit_exceeded"),
            _ => ("server_error", (string?)null),
        };
        return new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = ownCode ?? code },
        };
    }

    internal static int PromptTokens(ReceivedCall call) => call.Messages.Sum(message => ProviderSimulator.CountTokens(message.Text));

    private static JsonObject Usage(TokenUsage usage) => new()
    {
        ["prompt_tokens"] = usage.Prompt,
        ["completion_tokens"] = usage.Completion,
        ["total_tokens"] = usage.Prompt + usage.Completion + usage.Apart,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
    };

    /// <summary>Without a text given: the smallest value of the schema asked for, an empty object, or a fixed sentence.</summary>
    internal static string OwnText(ReceivedCall call) => Format(call) switch
    {
        ("json_schema", { } schema) => SchemaSample.Of(schema),
        ("json_object", _) => "{}",
        _ => "This is a simulated answer.",
    };

    internal static (string Text, string FinishReason) Limit(ReceivedCall call, Behaviour behaviour, string text)
    {
        if (behaviour.FinishReason == "length")
        {
            return (text[..(text.Length / 2)], "length");
        }

        var limit = call.Member("max_completion_tokens") ?? call.Member("max_tokens");
        return limit is { ValueKind: JsonValueKind.Number } tokens && ProviderSimulator.CountTokens(text) > tokens.GetInt32()
            ? (text[..(tokens.GetInt32() * ProviderSimulator.CharactersPerToken)], "length")
            : (text, behaviour.FinishReason);
    }

    private static bool IsStrict(ReceivedCall call) =>
        call.Json!.Value.GetProperty("response_format").GetProperty("json_schema").TryGetProperty("strict", out var strict)
        && strict.ValueKind == JsonValueKind.True;

    private static (string? Type, JsonElement? Schema) Format(ReceivedCall call)
    {
        if (call.Member("response_format") is not { ValueKind: JsonValueKind.Object } format
            || !format.TryGetProperty("type", out var type))
        {
            return (null, null);
        }

        return format.TryGetProperty("json_schema", out var named) && named.TryGetProperty("schema", out var schema)
            ? (type.GetString(), schema)
            : (type.GetString(), null);
    }
}
