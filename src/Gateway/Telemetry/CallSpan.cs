using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Gateway.Providers;
using Steward.Platform.Tracing;

namespace Steward.Gateway.Telemetry;

/// <summary>One call of a model as it is told: a span, its duration, its tokens. Where nobody exports spans only the figures are kept.</summary>
internal sealed class CallSpan : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly CallTelemetry _telemetry;
    private readonly Activity? _span;
    private readonly TagList _labels;
    private readonly JsonObject _asked;
    private readonly StreamedChoices? _pieces;
    private readonly bool _captures;
    private bool _begun, _ended;

    public CallSpan(CallTelemetry telemetry, (ModelTarget Target, string Label, string Operation) model, JsonObject asked, bool streams, bool captures)
    {
        var (target, provider, address) = (model.Target, ProviderName(model.Target.Name), model.Target.Provider.Address);
        (_telemetry, _asked) = (telemetry, asked);
        _labels = new TagList { { "gen_ai.operation.name", model.Operation }, { "gen_ai.provider.name", provider }, { "gen_ai.request.model", model.Label } };
        _span = Spans.Start($"{model.Operation} {target.Model}", ActivityKind.Client);
        if (_span is null) return;
        _captures = captures;
        if (streams) _pieces = new StreamedChoices(captures);
        _span.SetTag("gen_ai.operation.name", model.Operation).SetTag("gen_ai.provider.name", provider).SetTag("gen_ai.request.model", target.Model)
            .SetTag("server.address", address.Host).SetTag("server.port", address.Port)
            .SetTag("gen_ai.request.max_tokens", (long?)NumberOf(asked["max_completion_tokens"] ?? asked["max_tokens"]))
            .SetTag("gen_ai.request.temperature", NumberOf(asked["temperature"])).SetTag("gen_ai.request.top_p", NumberOf(asked["top_p"]));
        if (streams) _span.SetTag("gen_ai.request.stream", true);
    }

    /// <summary>A piece of a streamed answer has come.</summary>
    public void Piece(JsonObject chunk)
    {
        if (!_begun)
        {
            _begun = true;
            var wait = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            _telemetry.FirstChunk.Record(wait, _labels);
            _span?.SetTag("gen_ai.response.time_to_first_chunk", wait).SetTag("gen_ai.response.id", JsonText.Of(chunk["id"])).SetTag("gen_ai.response.model", JsonText.Of(chunk["model"]));
        }

        _pieces?.Add(chunk);
    }

    /// <summary>The stream has come to its end.</summary>
    public void Ended(TokenUsage? usage) => Told(_pieces?.Choices() ?? [], usage);

    /// <summary>The whole answer is there.</summary>
    public void Answered(JsonObject answer, TokenUsage? usage)
    {
        _span?.SetTag("gen_ai.response.id", JsonText.Of(answer["id"])).SetTag("gen_ai.response.model", JsonText.Of(answer["model"]));
        Told(answer["choices"] as JsonArray ?? [], usage);
    }

    /// <summary>The vectors are there.</summary>
    /// <param name="length">Of each.</param>
    /// <param name="usage">The tokens, where the provider told them.</param>
    public void Embedded(int length, TokenUsage? usage)
    {
        _span?.SetTag("gen_ai.embeddings.dimension.count", length).SetTag("gen_ai.usage.input_tokens", usage?.Prompt);
        if (usage is not null) _telemetry.Usage.Record(usage.Prompt, With("gen_ai.token.type", "input"));
        End(null);
    }

    /// <summary>There is no answer, or only a part of it.</summary>
    public void Failed(Exception error)
    {
        _span.Failed(ProviderException.NameOf(error));
        End(ProviderException.NameOf(error));
    }

    /// <summary>Who reads a stream may leave it in the middle.</summary>
    public void Dispose() => End("cancelled");

    private void Told(JsonArray choices, TokenUsage? usage)
    {
        if (usage is not null)
        {
            // What a provider does not count is not told: an estimate would look like a count.
            _telemetry.Usage.Record(usage.Prompt, With("gen_ai.token.type", "input"));
            _telemetry.Usage.Record(usage.Output, With("gen_ai.token.type", "output"));
            _span?.SetTag("gen_ai.usage.input_tokens", usage.Prompt).SetTag("gen_ai.usage.output_tokens", usage.Output)
                .SetTag("gen_ai.usage.cache_read.input_tokens", usage.CachedInput).SetTag("gen_ai.usage.cache_creation.input_tokens", usage.CacheWrite)
                .SetTag("gen_ai.usage.reasoning.output_tokens", usage.Reasoning);
        }

        if (_span is not null)
        {
            _span.SetTag("gen_ai.response.finish_reasons", choices.OfType<JsonObject>().Select(c => JsonText.Of(c["finish_reason"])).OfType<string>().ToArray());
            if (_captures) _span.AddEvent(MessageContent.Event(_asked["messages"] as JsonArray ?? [], choices));
        }

        End(null);
    }

    private void End(string? error)
    {
        if (_ended) return;
        _ended = true;
        _telemetry.Duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, error is null ? _labels : With("error.type", error));
        _span?.Dispose();
    }

    private TagList With(string name, string value)
    {
        var labels = _labels;
        labels.Add(name, value);
        return labels;
    }

    // A server of one's own is none of those that the conventions know; whose wire it speaks says nothing about whose models it runs.
    private static string ProviderName(string provider) => provider == "google" ? "gcp.gemini" : provider;

    // By its text: a number that was put in as one type is not read as another.
    private static double? NumberOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
