using System.Net;

namespace Steward.Client.Http;

/// <summary>Decides whether a failed attempt is repeated, and after how long.</summary>
internal sealed class RetryWait(StewardClientOptions options)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    /// <summary>The wait before the next attempt; null when there is none.</summary>
    /// <param name="call">What was sent.</param>
    /// <param name="attempt">Attempts so far, from 1.</param>
    /// <param name="response">The answer; null when there was none.</param>
    public TimeSpan? Before(Call call, int attempt, HttpResponseMessage? response)
    {
        if (!call.Repeatable || attempt > options.Retries || (response is not null && !IsPassing(response.StatusCode))) return null;
        if (response is not null && AskedFor(response, options.Time) is { } asked) return asked <= options.LongestWait ? asked : null;
        var grown = First * Math.Pow(2, attempt - 1);
        // Half of it by chance, so that callers who failed together do not return together.
        var wait = grown / 2 + grown / 2 * Random.Shared.NextDouble();
        return wait < options.LongestWait ? wait : options.LongestWait;
    }

    public static TimeSpan? AskedFor(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsPassing(HttpStatusCode status) => status is
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
