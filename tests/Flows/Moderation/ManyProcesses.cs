using Steward.Jobs.Queue;
using Steward.Moderation;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>More processes share the comments; nothing has to be told to the first.</summary>
public sealed class ManyProcesses
{
    private const int Comments = 60;

    [Theory, OnBothDatabases, Trait("Requirement", "M024")]
    public async Task Second_worker_takes_its_share_and_each_comment_is_judged_and_hidden_once(Database on)
    {
        var key = "Moderation:SecretKey=" + Convert.ToBase64String(new byte[32]);
        await using var bot = await Bot.OnAsync(on, settings: [key, "Jobs:Concurrency=2", "Jobs:PollSeconds=0.1"]);
        // Long enough that one worker is not done before the other has begun.
        bot.Platform.Default = Behaviour.After(TimeSpan.FromMilliseconds(50));
        await using var second = await TestServer.StartAsync(on, new TestServerOptions
        {
            Roles = ["worker"], ConnectionOf = bot.Company.Server.Connection, Settings = [key, "Identity:Development=true", "Jobs:Concurrency=2", "Jobs:PollSeconds=0.1"],
        });
        await Parallel.ForAsync(0, Comments, TestContext.Current.CancellationToken, async (i, _) => await bot.TellAsync($"c-{i}", $"{Bot.Insult} {i}", $"author-{i}"));
        await TestServer.EventuallyAsync(bot.Company.RowsAsync<Comment>, rows => rows.Count(c => c.Status == "hidden") == Comments);

        bot.Platform.Done.Order().ShouldBe(Enumerable.Range(0, Comments).Select(i => $"hide c-{i}").Order());
        bot.Platform.Writes.ShouldBe(Comments);
        var history = await bot.Company.RowsAsync<JobHistory>();
        history.Count(j => j.Kind == "moderation.moderate-comment").ShouldBe(Comments);
        var done = new[] { await EndedByAsync(bot.Company.Server), await EndedByAsync(second) };
        done.ShouldAllBe(count => count > 0);
        done.Sum().ShouldBe(2 * Comments);
    }

    // Each process counts what it has ended.
    private static async Task<int> EndedByAsync(TestServer server)
    {
        var metrics = await server.Client(Service.Platform).GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return metrics.Split('\n').Where(l => l.StartsWith("steward_jobs_completed_total{kind=\"moderation.", StringComparison.Ordinal) && l.Contains("outcome=\"completed\"", StringComparison.Ordinal))
            .Sum(l => int.Parse(l.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
