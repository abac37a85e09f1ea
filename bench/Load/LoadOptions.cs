namespace Steward.Bench.Load;

/// <summary>What to send, how fast and for how long.</summary>
internal sealed record LoadOptions
{
    /// <summary>Address; may hold placeholders.</summary>
    public required string Url { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Body with placeholders; null sends none.</summary>
    public string? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public required string ContentType { get; init; }

    /// <summary>Further headers; values may hold placeholders.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Arrivals per second.</summary>
    public required double Rate { get; init; }

    /// <summary>The measured time.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Time at the same rate before it, not measured.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Requests not answered by then are errors.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Arrivals beyond so many unanswered requests are dropped and counted.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>TCP connections at most; further requests wait for one, and the wait counts.</summary>
    public required int Connections { get; init; }
}
