using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward dlq …</c></summary>
internal static class DeadLetterCommands
{
    private static readonly Option<bool> Force = new("--force") { Description = "Repeat even what would fail again as it is: the cause was mended elsewhere" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for whoever wonders later", Required = true };

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Jobs that failed for good and wait for somebody, newest first") { PageOptions.Limit, PageOptions.Cursor, JobWords.Csv };
        JobWords.AddFilters(command);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Jobs.DeadLettersAsync(JobWords.Search(line), line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => JobWords.Rows(line.GetValue(JobWords.Csv), ["ID", "RETRY", "KIND", "FAILED", "ERROR", "MESSAGE", "PROVIDER", "COST"], page.Items.Select(d => (string[])[
                d.JobId.ToString(), d.CanRetry ? "yes" : "no", d.Job.Kind, JobWords.Time(d.Job.FinishedAt), d.Job.ErrorType ?? "", d.Job.Error ?? "", d.Job.Provider ?? "", JobWords.Usd(d.Job.CostUsd)])));
            if (page.Items.Count == 0) Output.Remark(page.Next is null ? "Nothing dead matches." : "None among the newest; the search can go on.");
            PageOptions.RemarkNext(page);
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Stats(ServerOptions server)
    {
        var command = new Command("stats", "Dead letters by cause, provider and kind");
        command.Calls(server, async (client, line, output, ct) =>
        {
            var stats = await client.Jobs.DeadLetterStatsAsync(ct);
            output.Write(stats, () => Print(stats));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Retry(ServerOptions server)
    {
        var command = new Command("retry", "Repeat a dead letter, as a new job") { JobWords.Id, Force };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var again = await client.Jobs.RetryDeadLetterAsync(line.GetValue(JobWords.Id), line.GetValue(Force), ct);
            output.Write(again, () => Console.Out.WriteLine($"Dead letter {again.OriginalJobId} is repeated as {again.JobId}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Discard(ServerOptions server)
    {
        var command = new Command("discard", "Set a dead letter aside for good") { JobWords.Id, Reason };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var id = line.GetValue(JobWords.Id);
            await client.Jobs.DiscardAsync(id, line.GetValue(Reason)!, ct);
            output.Write(new { id, discarded = true }, () => Console.Out.WriteLine($"Dead letter {id} is set aside."));
            return ExitCodes.Ok;
        });
        return command;
    }

    // One line for each name of the JSON, so that a grep finds it in either form.
    private static void Print(DeadLetterStats stats)
    {
        static string Sums(IReadOnlyDictionary<string, long> by) => by.Count == 0 ? "-" : string.Join(", ", by.Select(b => $"{b.Key} {b.Value.ToString(CultureInfo.InvariantCulture)}"));
        foreach (var (name, value) in ((string, string)[])[
            ("total", stats.Total.ToString(CultureInfo.InvariantCulture)), ("retryable", stats.Retryable.ToString(CultureInfo.InvariantCulture)),
            ("nonRetryable", stats.NonRetryable.ToString(CultureInfo.InvariantCulture)), ("costUsd", JobWords.Usd(stats.CostUsd)),
            ("byProvider", Sums(stats.ByProvider)), ("byErrorType", Sums(stats.ByErrorType)), ("byKind", Sums(stats.ByKind))]) Console.Out.WriteLine($"{name}: {value}");
        if (stats.Groups.Count == 0) return;
        Console.Out.WriteLine();
        Output.Table(["COUNT", "RETRY", "KIND", "LAST", "SIGNATURE", "SAMPLE"], stats.Groups.Select(g => (string[])[
            g.Count.ToString(CultureInfo.InvariantCulture), g.CanRetry ? "yes" : "no", g.Kind, JobWords.Time(g.Last), g.Signature, g.SampleJobId.ToString()]));
    }
}
