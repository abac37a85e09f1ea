using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>A request of OpenAI's chat format as Anthropic's messages.</summary>
internal static class AnthropicRequest
{
    /// <summary>The tool whose input is the answer, where an answer by a schema was asked for.</summary>
    public const string AnswerTool = "answer";

    /// <summary>Anthropic wants a limit; where nobody gave one it is this.</summary>
    public const int UsualMaxTokens = 4096;

    /// <exception cref="ProviderException">It asks for what Anthropic's format cannot say.</exception>
    public static JsonObject Of(JsonObject request, bool stream)
    {
        var body = new JsonObject
        {
            ["model"] = request["model"]?.DeepClone(), ["max_tokens"] = (request["max_completion_tokens"] ?? request["max_tokens"])?.DeepClone() ?? UsualMaxTokens,
        };
        var (system, messages) = Conversation(request["messages"] as JsonArray ?? []);
        if (system.Length > 0) body["system"] = system;
        body["messages"] = messages;
        // Anthropic's scale ends at 1.
        if (request["temperature"] is JsonValue temperature && temperature.TryGetValue<double>(out var degrees)) body["temperature"] = Math.Min(1, degrees);
        foreach (var same in (string[])["top_p", "top_k"])
            if (request[same] is { } value) body[same] = value.DeepClone();
        if (request["stop"] is { } stop) body["stop_sequences"] = stop is JsonArray ? stop.DeepClone() : new JsonArray(stop.DeepClone());
        if (request["user"] is { } user) body["metadata"] = new JsonObject { ["user_id"] = user.DeepClone() };
        if (request["n"] is JsonValue n && n.TryGetValue<int>(out var answers) && answers > 1) throw Unsaid("n", "it gives one answer");
        AddTools(request, body);
        if (stream) body["stream"] = true;
        return body;
    }

    private static (string System, JsonArray Messages) Conversation(JsonArray given)
    {
        var (system, messages) = (new List<string>(), new JsonArray());
        foreach (var message in given.OfType<JsonObject>())
        {
            switch ((string?)message["role"])
            {
                case "system" or "developer": system.Add(TextOf(message["content"])); break;
                case "assistant": Append(messages, "assistant", FromAssistant(message)); break;
                case "tool": Append(messages, "user", [ToolResult(message)]); break;
                default: Append(messages, "user", Parts(message["content"])); break;
            }
        }

        return (string.Join("\n\n", system), messages);
    }

    // Two messages of one side in a row are one.
    private static void Append(JsonArray messages, string role, List<JsonObject> parts)
    {
        if (parts.Count == 0) return;
        if (messages.Count == 0 || (string?)messages[^1]!["role"] != role) messages.Add(new JsonObject { ["role"] = role, ["content"] = new JsonArray() });
        var content = (JsonArray)messages[^1]!["content"]!;
        foreach (var part in parts) content.Add(part);
    }

    private static List<JsonObject> FromAssistant(JsonObject message)
    {
        var parts = Parts(message["content"]);
        foreach (var call in (message["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
            parts.Add(new JsonObject
            {
                ["type"] = "tool_use", ["id"] = call["id"]?.DeepClone(), ["name"] = call["function"]?["name"]?.DeepClone(), ["input"] = ArgumentsOf(call),
            });
        return parts;
    }

    private static JsonNode ArgumentsOf(JsonObject call)
    {
        try
        {
            return JsonNode.Parse((string?)call["function"]?["arguments"] ?? "{}") as JsonObject ?? [];
        }
        catch (System.Text.Json.JsonException)
        {
            throw Unsaid("messages", "a tool call's arguments are not a JSON object");
        }
    }

    private static JsonObject ToolResult(JsonObject message) => new()
    {
        ["type"] = "tool_result", ["tool_use_id"] = message["tool_call_id"]?.DeepClone(), ["content"] = TextOf(message["content"]),
    };

    private static string TextOf(JsonNode? content) => content switch
    {
        // A picture would be left out here, though it was reckoned with.
        JsonArray parts when parts.FirstOrDefault(p => (string?)p?["type"] is not ("text" or "refusal")) is { } other => throw Unsaid("messages", $"it takes no content of the type '{(string?)other["type"]}' here"),
        JsonArray parts => string.Concat(parts.Select(p => (string?)p?["text"] ?? (string?)p?["refusal"])),
        null => "",
        _ => content.ToString(),
    };

    private static List<JsonObject> Parts(JsonNode? content) => content switch
    {
        null => [],
        JsonArray parts => [.. parts.OfType<JsonObject>().Select(Part)],
        _ => content.ToString() is { Length: > 0 } text ? [new JsonObject { ["type"] = "text", ["text"] = text }] : [],
    };

    private static JsonObject Part(JsonObject part) => (string?)part["type"] switch
    {
        "text" or "refusal" => new JsonObject { ["type"] = "text", ["text"] = (string?)part["text"] ?? (string?)part["refusal"] ?? "" },
        "image_url" => new JsonObject { ["type"] = "image", ["source"] = Source((string?)part["image_url"]?["url"] ?? "") },
        var other => throw Unsaid("messages", $"it takes no content of the type '{other}'"),
    };

    // data:image/png;base64,… or an address.
    private static JsonObject Source(string url) => url.StartsWith("data:", StringComparison.Ordinal) && url.IndexOf(";base64,", StringComparison.Ordinal) is var at and > 0
        ? new JsonObject { ["type"] = "base64", ["media_type"] = url[5..at], ["data"] = url[(at + 8)..] }
        : new JsonObject { ["type"] = "url", ["url"] = url };

    private static void AddTools(JsonObject request, JsonObject body)
    {
        var tools = new JsonArray();
        foreach (var function in (request["tools"] as JsonArray ?? []).Select(t => t?["function"]).OfType<JsonObject>())
        {
            var tool = new JsonObject { ["name"] = function["name"]?.DeepClone(), ["input_schema"] = function["parameters"]?.DeepClone() ?? new JsonObject { ["type"] = "object" } };
            if (function["description"] is { } description) tool["description"] = description.DeepClone();
            tools.Add(tool);
        }

        var choice = Choice(request["tool_choice"], request["parallel_tool_calls"]);
        // An answer by a schema is the input of a tool that has to be called.
        if (request["response_format"]?["json_schema"] is JsonObject format)
        {
            if (tools.Count > 0) throw Unsaid("response_format", "it gives an answer by a schema or calls tools, not both");
            tools.Add(new JsonObject { ["name"] = AnswerTool, ["description"] = "Gives the answer.", ["input_schema"] = format["schema"]?.DeepClone() ?? new JsonObject { ["type"] = "object" } });
            choice = new JsonObject { ["type"] = "tool", ["name"] = AnswerTool };
        }

        if (tools.Count == 0) return;
        body["tools"] = tools;
        if (choice is not null) body["tool_choice"] = choice;
    }

    private static JsonObject? Choice(JsonNode? wished, JsonNode? parallel)
    {
        var choice = wished switch
        {
            JsonObject named => new JsonObject { ["type"] = "tool", ["name"] = named["function"]?["name"]?.DeepClone() },
            JsonValue word => (string?)word switch { "none" => new JsonObject { ["type"] = "none" }, "required" => new JsonObject { ["type"] = "any" }, _ => new JsonObject { ["type"] = "auto" } },
            _ => null,
        };
        if (parallel is JsonValue value && value.TryGetValue<bool>(out var several) && !several) (choice ??= new JsonObject { ["type"] = "auto" })["disable_parallel_tool_use"] = true;
        return choice;
    }

    private static ProviderException Unsaid(string member, string why) =>
        new(JobErrorType.Validation, $"Anthropic's models cannot be asked this: {why} ({member}).") { Status = 400, Said = $"{member}: {why}." };
}
