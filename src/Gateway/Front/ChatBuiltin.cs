using System.Text.Json.Nodes;
using Steward.Gateway.Routing;

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
}
