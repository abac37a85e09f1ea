using System.Diagnostics;
using Steward.Client;

namespace Steward.Server.Demo;

/// <summary>Watches the server work until nothing of a file is pending.</summary>
internal sealed class FeedbackWatch(StewardClient client, string company, string source)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time without any change; an AI call with its retries stays below it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What became of the file; with something still pending when nothing changed for too long.</summary>
    /// <param name="sending">Ends when everything was sent.</param>
    /// <param name="show">Is told after each look.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<FeedbackSummary> UntilDoneAsync(Task sending, Action<FeedbackSummary> show, CancellationToken ct)
    {
        var (before, since) = (-1L, Stopwatch.GetTimestamp());
        while (true)
        {
            var everythingSent = sending.IsCompleted;
            if (everythingSent) await sending;
            var summary = await client.Ingest.SummaryAsync(company, source, ct: ct);
            show(summary);
            if (everythingSent && summary.Pending == 0) return summary;
            var done = summary.Received - summary.Pending;
            if (done != before || !everythingSent) (before, since) = (done, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > Patience) return summary;
            await Task.Delay(Look, ct);
        }
    }
}
