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

        if (call.Member("stream") is { ValueKind: JsonValueKind.True })
        {
            return "This simulator does not stream.";
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
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = null },
                ["logprobs"] = null,
                ["finish_reason"] = finishReason,
            }),
            ["system_fingerprint"] = "fp_simulator",
        };
        if (!behaviour.OmitUsage)
        {
            answer["usage"] = Usage(behaviour.Usage ?? new TokenUsage(PromptTokens(call), ProviderSimulator.CountTokens(text)));
        }

        return answer;
    }

    public static JsonObject Error(int status, string message)
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
            ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = code },
        };
    }

    private static int PromptTokens(ReceivedCall call) => call.Messages.Sum(message => ProviderSimulator.CountTokens(message.Text));

    private static JsonObject Usage(TokenUsage usage) => new()
    {
        ["prompt_tokens"] = usage.Prompt,
        ["completion_tokens"] = usage.Completion,
        ["total_tokens"] = usage.Prompt + usage.Completion,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
    };

    /// <summary>Without a text given: the smallest value of the schema asked for, an empty object, or a fixed sentence.</summary>
    private static string OwnText(ReceivedCall call) => Format(call) switch
    {
        ("json_schema", { } schema) => SchemaSample.Of(schema),
        ("json_object", _) => "{}",
        _ => "This is a simulated answer.",
    };

    private static (string Text, string FinishReason) Limit(ReceivedCall call, Behaviour behaviour, string text)
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
