using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Steward.Client;
using Steward.Server.Demo.Report;

namespace Steward.Server.Demo.Forum;

/// <summary>Connects the simulated forum, tells of its comments as a forum would, and waits until each has its verdict and what follows is done.</summary>
/// <param name="client">Of the platform's port.</param>
/// <param name="moderation">Where platforms' events go.</param>
/// <param name="forum">The forum's address.</param>
internal sealed class ForumVisit(StewardClient client, Uri moderation, string forum)
{
    private const string Account = "demo-forum";
    private const int MostComments = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly string[] Settled = ["hidden", "removed", "gone", "approved"];

    public async Task<ForumReport> RunAsync(CancellationToken ct)
    {
        var connection = await client.Moderation.ConnectAsync("webhook", JsonSerializer.SerializeToElement(new { account = Account, base_url = forum, webhook_secret = ForumSimulator.Secret }), ct);
        using var http = new HttpClient { BaseAddress = moderation };
        foreach (var comment in ForumComments.All) await TellAsync(http, connection.WebhookPath!, comment, ct);
        return Report(await UntilDoneAsync(ct));
    }

    private static async Task TellAsync(HttpClient http, string path, ForumComment comment, CancellationToken ct)
    {
        // The same event in every run: the server knows it again.
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            event_id = comment.Id, event_type = "comment.created", platform = "webhook",
            data = new { id = comment.Id, text = comment.Text, author_id = comment.Author, author_name = comment.Author, post_id = "demo-evening" },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Signature", ForumSimulator.Sign(body));
        request.Headers.Add("X-Timestamp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        using var answer = await http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<IReadOnlyList<ModeratedComment>> UntilDoneAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Longest);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var comments = (await client.Moderation.CommentsAsync(limit: MostComments, ct: ct)).Comments.Where(c => c.CommentId.StartsWith("demo-", StringComparison.Ordinal)).ToList();
            // What took too long is reported as it stands.
            if (limit.IsCancellationRequested || (comments.Count >= ForumComments.All.Count && comments.TrueForAll(IsDone))) return comments;
            try
            {
                await beat.WaitForNextTickAsync(either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The last look follows.
            }
        }
    }

    // A person of an earlier run may have decided otherwise.
    private static bool IsDone(ModeratedComment comment) => comment is { Status: not "pending", Verdict.Decision: var decision } && (decision is not ("hide" or "delete") || Settled.Contains(comment.Status));

    private static ForumReport Report(IReadOnlyList<ModeratedComment> comments) => new(
        comments.Count, comments.Where(c => c.Verdict is not null).GroupBy(c => c.Verdict!.Decision).ToDictionary(g => g.Key, g => g.LongCount()),
        comments.Count(c => c.Status is "hidden" or "removed"), comments.Count(c => c.DueAt is not null),
        comments.Where(c => c.DueAt is not null).MinBy(c => c.DueAt)?.Text);
}
