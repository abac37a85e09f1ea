using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;

namespace Steward.Gateway.Telemetry;

/// <summary>
/// Calls of models as OpenTelemetry's conventions for generative AI have them, so that what others draw and watch by those names works here. The conventions
/// are in development: names may still change there.
/// </summary>
internal sealed class CallTelemetry
{
    // The conventions' own.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };
    private static readonly InstrumentAdvice<long> Tokens = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] };

    private readonly PriceTable _prices;
    private readonly HashSet<string> _configured;
    private readonly bool _captures;

    public CallTelemetry(IMeterFactory meters, PriceTable prices, ProviderRoute route, IOptions<GatewayOptions> options)
    {
        (_prices, _captures) = (prices, options.Value.CaptureContent);
        _configured = [.. options.Value.Models.Values.SelectMany(m => m).Select(ModelEntry.Of).Select(e => $"{e.Provider}/{e.Model}"), .. route.Providers.Select(p => $"{p.Name}/{p.UsualModel}")];
        var meter = meters.Create("Steward.Gateway");
        Usage = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a call, as the provider counted them", advice: Tokens);
        Duration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Time a call took to its end", advice: Seconds);
        FirstChunk = meter.CreateHistogram("gen_ai.client.operation.time_to_first_chunk", "s", "Time until the first piece of a streamed answer", advice: Seconds);
    }

    public Histogram<long> Usage { get; }

    public Histogram<double> Duration { get; }

    public Histogram<double> FirstChunk { get; }

    /// <summary>A call begins.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="asked">The request in OpenAI's format.</param>
    /// <param name="streams">The answer is to come in pieces.</param>
    /// <param name="operation">As the conventions call it: <c>chat</c> or <c>embeddings</c>.</param>
    public CallSpan Begin(ModelTarget target, JsonObject asked, bool streams, string operation = "chat") => new(this, (target, LabelOf(target), operation), asked, streams, _captures);

    // Self-hosted servers take any name: a label has only those that somebody here has written down.
    private string LabelOf(ModelTarget target) => _configured.Contains($"{target.Name}/{target.Model}") || _prices.Names(target.Name, target.Model) ? target.Model : "other";
}
