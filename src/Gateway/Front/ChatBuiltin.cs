using System.Text.Json.Nodes;

namespace Steward.Gateway.Front;

/// <summary>The answer of <c>builtin/chat</c>, which is no model and says so.</summary>
internal static class ChatBuiltin
{
    private const string Text =
        "This is Steward's built-in answer: no model has read your message. To have it answered by one, start the server with OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY, or with "
        + "Gateway:SelfHosted:BaseUrl and Gateway:SelfHosted:Model for a server of your own (Ollama, vLLM, llama.cpp), and ask for one of the models that GET /v1/models lists.";

    public static JsonObject Answer(DateTimeOffset now) => new()
    {
        ["id"] = $"chatcmpl-{Guid.CreateVersion7():n}", ["object"] = "chat.completion", ["created"] = now.ToUnixTimeSeconds(), ["model"] = ModelCatalog.Builtin,
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = Text, ["refusal"] = null }, ["logprobs"] = null, ["finish_reason"] = "stop",
        }),
        ["usage"] = TokenUsage.None.ToJson(),
    };

    public static async Task StreamAsync(ChatReply reply, ChatRequest request, ChatSink sink)
    {
        sink.Begin(reply.Provider, reply.Model);
        await sink.WriteAsync(Chunk(reply.Body, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null));
        await sink.WriteAsync(Chunk(reply.Body, new JsonObject { ["content"] = Text }, null));
        await sink.WriteAsync(Chunk(reply.Body, new JsonObject(), "stop"));
        if (request.IncludeUsage)
        {
            var last = Chunk(reply.Body, new JsonObject(), null);
            (last["choices"], last["usage"]) = (new JsonArray(), TokenUsage.None.ToJson());
            await sink.WriteAsync(last);
        }

        await sink.EndAsync();
    }

    private static JsonObject Chunk(JsonObject answer, JsonObject delta, string? finish) => new()
    {
        ["id"] = answer["id"]!.DeepClone(), ["object"] = "chat.completion.chunk", ["created"] = answer["created"]!.DeepClone(), ["model"] = ModelCatalog.Builtin,
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish }),
    };
}
