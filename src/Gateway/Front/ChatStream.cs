using System.Text;
using System.Text.Json.Nodes;
using Steward.Gateway.Providers;

namespace Steward.Gateway.Front;

/// <summary>One streamed answer on its way to a client, who may leave before its end.</summary>
internal sealed class ChatStream(ChatCall call, bool includeUsage)
{
    private long _bytes;
    private JsonObject? _last;
    private TokenUsage? _usage;
    private bool _gone, _whole;

    /// <summary>The client may have seen something: nobody else can answer any more.</summary>
    public bool Begun { get; private set; }

    /// <summary>The provider told at the end what was used.</summary>
    public bool IsUsageKnown => _whole && _usage is not null;

    /// <summary>What was used: as the provider says, or as far as can be seen of an answer that broke off.</summary>
    public TokenUsage Used => IsUsageKnown ? _usage! : _usage is { } begun ? begun with { Output = Math.Max(begun.Output, _bytes / 3 + 1) } : call.Estimate(_bytes);

    public async Task PumpAsync(IAsyncEnumerable<StreamPart> parts, ChatSink sink, CancellationToken clientGone)
    {
        await foreach (var part in parts)
        {
            _usage = part.Usage ?? _usage;
            if (part.Chunk is not { } chunk) continue;
            _last = chunk;
            _bytes += AnswerBytes(chunk);
            if (!Begun)
            {
                Begun = true;
                sink.Begin(call.Spending.Provider, call.Spending.Model);
            }

            chunk.Remove("usage");
            await SendAsync(() => sink.WriteAsync(chunk), clientGone);
        }

        _whole = true;
    }

    /// <summary>Tells a client who is still there that no more will come, and why.</summary>
    public Task BreakOffAsync(ChatSink sink, JsonObject error, CancellationToken clientGone) => SendAsync(() => sink.WriteAsync(error), clientGone);

    /// <summary>The last of it, once the ledger has its entry.</summary>
    public Task EndAsync(ChatSink sink, CancellationToken clientGone) => SendAsync(async () =>
    {
        if (includeUsage)
            await sink.WriteAsync(new JsonObject
            {
                ["id"] = _last?["id"]?.DeepClone(), ["object"] = "chat.completion.chunk", ["created"] = _last?["created"]?.DeepClone(), ["model"] = _last?["model"]?.DeepClone(),
                ["choices"] = new JsonArray(), ["usage"] = Used.ToJson(),
            });
        await sink.EndAsync();
    }, clientGone);

    private async Task SendAsync(Func<Task> send, CancellationToken clientGone)
    {
        if (_gone || (_gone = clientGone.IsCancellationRequested)) return;
        try
        {
            await send();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            _gone = true;
        }
    }

    private static long AnswerBytes(JsonObject chunk) => (chunk["choices"] as JsonArray ?? []).Sum(c => c?["delta"] is not JsonObject delta ? 0
        : TextBytes(delta["content"]) + (delta["tool_calls"] as JsonArray ?? []).Sum(t => TextBytes(t?["function"]?["arguments"])));

    private static long TextBytes(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? Encoding.UTF8.GetByteCount(text) : 0;
}
