using System.Text.Json.Serialization;

namespace Steward.Bench.Load;

/// <summary>
/// What a run measured. <c>Planned = Sent + Dropped</c> and <c>Sent = Completed + Failed</c>, always: every arrival is accounted for.
/// </summary>
internal sealed record RunResult
{
    /// <summary>Arrivals per second that were asked for.</summary>
    public required double Rate { get; init; }

    /// <summary>Arrivals in the measured time.</summary>
    public required long Planned { get; init; }

    /// <summary>Arrivals not sent because too many requests were unanswered.</summary>
    public required long Dropped { get; init; }

    /// <summary>Answers with a 2xx status.</summary>
    public required long Completed { get; init; }

    /// <summary>Completed requests per second of the measured time, or of the time until the last answer where that is longer.</summary>
    public required double CompletedPerSecond { get; init; }

    /// <summary>Failed requests by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>From the moment due to the last byte of the answer; completed requests only.</summary>
    public required LatencySummary LatencyMs { get; init; }

    /// <summary>From the moment handed to a connection's queue to the last byte: the latency without the generator's own delay.</summary>
    public required LatencySummary ServiceTimeMs { get; init; }

    /// <summary>How late the generator itself was; part of the latency.</summary>
    public required LatencySummary PacingDelayMs { get; init; }

    /// <summary>Processor time of the generator, in cores.</summary>
    public required double GeneratorCores { get; init; }

    /// <summary>Requests sent in the measured time.</summary>
    public long Sent => Planned - Dropped;

    /// <summary>Requests without a 2xx answer.</summary>
    public long Failed => Sent - Completed;

    /// <summary>The share of arrivals that failed or were dropped, 0 to 1.</summary>
    [JsonIgnore]
    public double FailureShare => (double)(Planned - Completed) / Planned;
}
