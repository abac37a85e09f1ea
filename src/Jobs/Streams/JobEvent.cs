using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Steward.Jobs.Control;

namespace Steward.Jobs.Streams;

/// <summary>The data of a server-sent event of a job. The result is there when the job was done, the error when its last attempt was not.</summary>
internal sealed record JobEvent(Guid JobId, string Status, int Attempts, JobProgress? Progress, string? ErrorType, string? Error, JsonElement? Result, DateTime? FinishedAt)
{
    /// <summary>The id of the last event: who asks again with it has heard everything. Other ids do not matter, since a stream begins with where the job is.</summary>
    public const string End = "end";

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    public static async IAsyncEnumerable<SseItem<JobEvent>> ItemsAsync(IAsyncEnumerable<JobUpdate> updates, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var number = 0;
        await foreach (var (news, job) in updates.WithCancellation(ct))
        {
            var isLast = news is JobNews.Completed or JobNews.Failed or JobNews.Cancelled;
            number++;
            yield return new SseItem<JobEvent>(Of(job), NameOf(news))
            {
                EventId = isLast ? End : number.ToString(System.Globalization.CultureInfo.InvariantCulture), ReconnectionInterval = number == 1 ? AskAgain : null,
            };
        }
    }

    private static JobEvent Of(JobLine job)
    {
        var shown = JobResponse.Of(job);
        return new JobEvent(shown.Id, shown.Status, shown.Attempts, shown.Progress, shown.ErrorType, shown.Error, job.Result.Json(), shown.FinishedAt);
    }

    private static string NameOf(JobNews news) => news.ToString().ToLowerInvariant();
}
