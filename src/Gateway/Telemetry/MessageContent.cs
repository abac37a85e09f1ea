using System.Diagnostics;
using System.Text.Json.Nodes;
using Steward.Gateway.Providers;
using Steward.Privacy.Detection;

namespace Steward.Gateway.Telemetry;

/// <summary>What was asked and answered, as the conventions write it, with personal data masked. Only where <c>Gateway:CaptureContent</c> wants it.</summary>
internal static class MessageContent
{
    /// <summary>Longer texts are cut, after they were masked: half an address would not be known for one.</summary>
    public const int MostText = 10_000;

    private const int MostMessages = 100;

    /// <summary>The event of a call's span.</summary>
    /// <param name="asked">The request's messages in OpenAI's format; the last hundred are told.</param>
    /// <param name="choices">The answer's choices in the same.</param>
    public static ActivityEvent Event(JsonArray asked, JsonArray choices) => new("gen_ai.client.inference.operation.details", tags: new ActivityTagsCollection
    {
        ["gen_ai.operation.name"] = "chat",
        ["gen_ai.input.messages"] = new JsonArray([.. asked.OfType<JsonObject>().TakeLast(MostMessages).Select(m => (JsonNode)Message(m))]).ToJsonString(),
        ["gen_ai.output.messages"] = new JsonArray([.. choices.OfType<JsonObject>().Select(Answer)]).ToJsonString(),
    });

    private static JsonNode Answer(JsonObject choice)
    {
        var message = Message(choice["message"] as JsonObject ?? []);
        message["finish_reason"] = choice["finish_reason"]?.DeepClone();
        return message;
    }

    private static JsonObject Message(JsonObject message)
    {
        var role = JsonText.Of(message["role"]) ?? "assistant";
        var parts = role == "tool"
            ? [new JsonObject { ["type"] = "tool_call_response", ["id"] = message["tool_call_id"]?.DeepClone(), ["response"] = Masked(AllText(message["content"])) }]
            : Parts(message["content"]).Concat((message["tool_calls"] as JsonArray ?? []).OfType<JsonObject>().Select(Call));
        return new JsonObject { ["role"] = role, ["parts"] = new JsonArray([.. parts]) };
    }

    private static IEnumerable<JsonObject> Parts(JsonNode? content) => content switch
    {
        JsonArray several => several.OfType<JsonObject>().Select(p => JsonText.Of(p["text"]) is { } text ? Text(text) : new JsonObject { ["type"] = p["type"]?.DeepClone() }),
        _ => JsonText.Of(content) is { Length: > 0 } text ? [Text(text)] : [],
    };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["content"] = Masked(text) };

    private static JsonObject Call(JsonObject call) => new()
    {
        ["type"] = "tool_call", ["id"] = call["id"]?.DeepClone(), ["name"] = (call["function"] as JsonObject)?["name"]?.DeepClone(),
        ["arguments"] = Masked(JsonText.Of((call["function"] as JsonObject)?["arguments"]) ?? ""),
    };

    private static string AllText(JsonNode? content) => content is JsonArray parts ? string.Concat(parts.OfType<JsonObject>().Select(p => JsonText.Of(p["text"]))) : JsonText.Of(content) ?? "";

    private static string Masked(string text)
    {
        var masked = PiiDetector.Redact(text, PiiDetector.Find(text));
        return masked.Length > MostText ? masked[..MostText] : masked;
    }
}
