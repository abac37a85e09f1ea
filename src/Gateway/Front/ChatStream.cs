using System.Text;
using System.Text.Json.Nodes;
using Steward.Gateway.Admission;
using Steward.Gateway.Cache;
using Steward.Gateway.Providers;
using Steward.Gateway.Telemetry;
using Steward.Jobs;

namespace Steward.Gateway.Front;

/// <summary>One streamed answer on its way to a client, who may leave before its end.</summary>
/// <param name="call">The call.</param>
/// <param name="includeUsage">Its last piece tells the usage.</param>
/// <param name="keep">What is kept of the whole answer to be given again; null where nothing is.</param>
internal sealed class ChatStream(ModelCall call, bool includeUsage, Func<Completion, CachedAnswer?>? keep)
{
    private readonly StreamedChoices? _pieces = keep is null ? null : new StreamedChoices(texts: true);
    private long _bytes;
    private JsonObject? _last;
    private TokenUsage? _usage;
    private bool _begun, _gone, _whole;

    // The provider told at the end what was used.
    private bool IsUsageKnown => _whole && _usage is not null;

    // As the provider says, or as far as can be seen of an answer that broke off.
    private TokenUsage Used => IsUsageKnown ? _usage! : _usage is { } begun ? begun with { Output = Math.Max(begun.Output, _bytes / 3 + 1) } : call.Estimate(_bytes);

    /// <summary>Sends the answer as it comes, settles, and sends the last of it.</summary>
    /// <exception cref="ProviderException">It broke off. Nobody else can answer once the client may have seen something, and he is told why.</exception>
    public async Task RunAsync(ChatSink sink, (CancellationToken ClientGone, CancellationToken Enough) until)
    {
        try
        {
            await PumpAsync(sink, until);
        }
        catch (Exception error) when (!_begun)
        {
            await call.FailedAsync(error);
            throw;
        }
        catch (Exception error)
        {
            await call.SettleAsync("failed", Used, !IsUsageKnown);
            // Nobody waits for the rest, and the model is not to blame for it.
            if (error is OperationCanceledException && until.ClientGone.IsCancellationRequested) return;
            var failed = error as ProviderException ?? new ProviderException(JobErrorType.Timeout, "The answer took too long.", inner: error);
            failed.IsFinal = true;
            await SendAsync(() => sink.WriteAsync(ChatErrors.Body(ChatErrors.ProblemOf(failed))), until.ClientGone);
            throw failed;
        }

        await call.SettleAsync("ok", Used, !IsUsageKnown, cached: Kept());
        await SendAsync(() => EndAsync(sink), until.ClientGone);
    }

    private async Task PumpAsync(ChatSink sink, (CancellationToken ClientGone, CancellationToken Enough) until)
    {
        await foreach (var part in call.StreamAsync(until.Enough))
        {
            _usage = part.Usage ?? _usage;
            if (part.Chunk is not { } chunk) continue;
            _last = chunk;
            _bytes += AnswerBytes(chunk);
            _pieces?.Add(chunk);
            if (!_begun)
            {
                _begun = true;
                sink.Begin(new ChatReply([], call.Spending.Provider, call.Spending.Model, null, call.Minutes, keep is null ? null : "miss"));
            }

            chunk.Remove("usage");
            await SendAsync(() => sink.WriteAsync(chunk), until.ClientGone);
        }

        _whole = true;
    }

    private async Task EndAsync(ChatSink sink)
    {
        if (includeUsage) await sink.WriteAsync(Body("chat.completion.chunk", []));
        await sink.EndAsync();
    }

    private CachedAnswer? Kept() => keep?.Invoke(new Completion(Body("chat.completion", _pieces!.Choices()), Used, TimeSpan.Zero));

    private JsonObject Body(string kind, JsonArray choices) => new()
    {
        ["id"] = _last?["id"]?.DeepClone(), ["object"] = kind, ["created"] = _last?["created"]?.DeepClone(), ["model"] = _last?["model"]?.DeepClone(), ["choices"] = choices, ["usage"] = Used.ToJson(),
    };

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

    private static long TextBytes(JsonNode? node) => JsonText.Of(node) is { } text ? Encoding.UTF8.GetByteCount(text) : 0;
}
