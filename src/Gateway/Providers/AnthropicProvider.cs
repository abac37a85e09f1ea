using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Steward.Jobs;

namespace Steward.Gateway.Providers;

/// <summary>A server that speaks Anthropic's messages.</summary>
internal sealed class AnthropicProvider(string name, HttpClient http, ProviderOptions options, TimeSpan limit, TimeProvider time) : ModelProvider(name, http, options, limit, time)
{
    public override bool HasEmbeddings => false;

    public override ProviderBatches? Batches => new AnthropicBatches(this);

    protected override (string Path, JsonObject Body) Wire(JsonObject body, bool stream) => ("/v1/messages", AnthropicRequest.Of(body, stream));

    protected override void Sign(HttpRequestHeaders headers)
    {
        headers.Add("anthropic-version", "2023-06-01");
        if (Key is { Length: > 0 } key) headers.Add("x-api-key", key);
    }

    protected override (JsonObject Body, TokenUsage? Usage) Read(JsonObject answer)
    {
        if (answer["content"] is not JsonArray content) throw new FormatException();
        var (text, calls, schema) = (new List<string>(), new JsonArray(), (string?)null);
        foreach (var block in content)
        {
            switch ((string?)block?["type"])
            {
                case "text": text.Add((string?)block!["text"] ?? ""); break;
                case "tool_use" when (string?)block!["name"] == AnthropicRequest.AnswerTool: schema = block["input"]?.ToJsonString(); break;
                case "tool_use": calls.Add(CallOf(block!["id"], block["name"], block["input"]?.ToJsonString() ?? "{}")); break;
            }
        }

        var message = new JsonObject { ["role"] = "assistant", ["content"] = schema ?? (text.Count == 0 ? null : string.Concat(text)), ["refusal"] = null };
        if (calls.Count > 0) message["tool_calls"] = calls;
        var usage = UsageOf(answer["usage"]);
        var body = new JsonObject
        {
            ["id"] = (string?)answer["id"], ["object"] = "chat.completion", ["created"] = Time.GetUtcNow().ToUnixTimeSeconds(), ["model"] = (string?)answer["model"],
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = FinishOf((string?)answer["stop_reason"], schema is not null) }),
        };
        if (usage is not null) body["usage"] = usage.ToJson();
        return (body, usage);
    }

    protected override StreamReading StreamReader() => new Reading(Name, Time.GetUtcNow().ToUnixTimeSeconds());

    private static JsonObject CallOf(JsonNode? id, JsonNode? name, string arguments) => new()
    {
        ["id"] = (string?)id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = (string?)name, ["arguments"] = arguments },
    };

    private static string FinishOf(string? reason, bool answered) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" when !answered => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop",
    };

    // input_tokens excludes what was read from the cache and what was written to it; what was written is told apart by how long it is kept.
    private static TokenUsage? UsageOf(JsonNode? usage)
    {
        if (usage is not JsonObject) return null;
        var kept = usage["cache_creation"] as JsonObject;
        var (brief, hour) = (Number(kept?["ephemeral_5m_input_tokens"]), Number(kept?["ephemeral_1h_input_tokens"]));
        var read = new TokenUsage(Number(usage["input_tokens"]), Number(usage["cache_read_input_tokens"]), Number(usage["output_tokens"]),
            Math.Max(brief + hour, Number(usage["cache_creation_input_tokens"])), hour);
        return read.Total == 0 ? null : read;
    }

    private sealed class Reading(string name, long created) : StreamReading
    {
        private readonly Dictionary<int, int> _calls = [];
        private string? _id, _model;
        private int _answer = -1;
        private TokenUsage? _usage;

        public override IReadOnlyList<StreamPart> Read(string type, string data)
        {
            var told = JsonNode.Parse(data) as JsonObject ?? throw new FormatException();
            switch ((string?)told["type"] ?? type)
            {
                case "message_start":
                    (_id, _model, _usage) = ((string?)told["message"]?["id"], (string?)told["message"]?["model"], UsageOf(told["message"]?["usage"]));
                    return [new StreamPart(Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }), _usage)];
                case "content_block_start":
                    return Begun((int)Number(told["index"]), told["content_block"]);
                case "content_block_delta":
                    return Delta((int)Number(told["index"]), told["delta"]);
                case "message_delta":
                    // The input was told at the start, the output now; each figure is the newest of its kind.
                    if (UsageOf(told["usage"]) is { } newer)
                        _usage = new TokenUsage(Math.Max(newer.Input, _usage?.Input ?? 0), Math.Max(newer.CachedInput, _usage?.CachedInput ?? 0), newer.Output,
                            Math.Max(newer.CacheWrite, _usage?.CacheWrite ?? 0), Math.Max(newer.CacheWriteLong, _usage?.CacheWriteLong ?? 0));
                    if ((string?)told["delta"]?["stop_reason"] is not { } reason) return [new StreamPart(null, _usage)];
                    Finished = true;
                    return [new StreamPart(Chunk(new JsonObject(), FinishOf(reason, _answer >= 0)), _usage)];
                case "message_stop":
                    Ended = true;
                    return [];
                case "error":
                    var kind = (string?)told["error"]?["type"] == "overloaded_error" ? JobErrorType.Unavailable : JobErrorType.Provider;
                    throw new ProviderException(kind, $"{name} broke its answer off.") { Said = (string?)told["error"]?["message"] ?? "" };
                default:
                    return [];
            }
        }

        private IReadOnlyList<StreamPart> Begun(int at, JsonNode? block)
        {
            if ((string?)block?["type"] != "tool_use") return [];
            if ((string?)block!["name"] == AnthropicRequest.AnswerTool)
            {
                _answer = at;
                return [];
            }

            _calls[at] = _calls.Count;
            var call = CallOf(block["id"], block["name"], "");
            call["index"] = _calls[at];
            return [new StreamPart(Chunk(new JsonObject { ["tool_calls"] = new JsonArray(call) }), null)];
        }

        private IReadOnlyList<StreamPart> Delta(int at, JsonNode? delta) => (string?)delta?["type"] switch
        {
            "text_delta" => [new StreamPart(Chunk(new JsonObject { ["content"] = (string?)delta!["text"] }), null)],
            "input_json_delta" when at == _answer => [new StreamPart(Chunk(new JsonObject { ["content"] = (string?)delta!["partial_json"] }), null)],
            "input_json_delta" => [new StreamPart(Chunk(new JsonObject
            {
                ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = _calls[at], ["function"] = new JsonObject { ["arguments"] = (string?)delta!["partial_json"] } }),
            }), null)],
            _ => [],
        };

        private JsonObject Chunk(JsonObject delta, string? finish = null) => new()
        {
            ["id"] = _id, ["object"] = "chat.completion.chunk", ["created"] = created, ["model"] = _model,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish }),
        };
    }
}
