using System.Text.Json.Nodes;

namespace Steward.Gateway.Front;

/// <summary>A whole answer, given as a stream.</summary>
internal static class ChatReplay
{
    public static async Task StreamAsync(ChatReply reply, bool includeUsage, ChatSink sink)
    {
        sink.Begin(reply);
        foreach (var choice in (reply.Body["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var delta = choice["message"]?.DeepClone() as JsonObject ?? [];
            // In a stream each call of a tool says which one it is.
            if (delta["tool_calls"] is JsonArray calls)
                for (var i = 0; i < calls.Count; i++) calls[i]!["index"] = i;
            await sink.WriteAsync(Chunk(reply.Body, Piece(choice, delta, null)));
            await sink.WriteAsync(Chunk(reply.Body, Piece(choice, [], choice["finish_reason"]?.DeepClone())));
        }

        if (includeUsage)
        {
            var last = Chunk(reply.Body);
            last["usage"] = reply.Body["usage"]?.DeepClone();
            await sink.WriteAsync(last);
        }

        await sink.EndAsync();
    }

    private static JsonObject Piece(JsonObject choice, JsonObject delta, JsonNode? finish) =>
        new() { ["index"] = choice["index"]?.DeepClone(), ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish };

    private static JsonObject Chunk(JsonObject answer, params JsonObject[] choices) => new()
    {
        ["id"] = answer["id"]?.DeepClone(), ["object"] = "chat.completion.chunk", ["created"] = answer["created"]?.DeepClone(), ["model"] = answer["model"]?.DeepClone(),
        ["choices"] = new JsonArray([.. choices]),
    };
}
