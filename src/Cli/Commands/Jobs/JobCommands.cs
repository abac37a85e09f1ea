using System.CommandLine;
using System.Text.Json;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward jobs …</c></summary>
internal static class JobCommands
{
    private static readonly Option<bool> Rerun = new("--rerun") { Description = "Repeat even a job that was done" };

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Jobs of your tenant, newest first") { JobWords.Status, PageOptions.Limit, PageOptions.Cursor, JobWords.Csv };
        JobWords.AddFilters(command);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Jobs.ListAsync(JobWords.Search(line) with { Status = line.GetValue(JobWords.Status) }, line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => Print(line.GetValue(JobWords.Csv), page.Items));
            if (page.Items.Count == 0) Output.Remark(page.Next is null ? "No jobs match." : "None among the newest; the search can go on.");
            PageOptions.RemarkNext(page);
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command View(ServerOptions server)
    {
        var command = new Command("view", "One job: what it was asked, what it answered, what went wrong on the way") { JobWords.Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var details = await client.Jobs.GetAsync(line.GetValue(JobWords.Id), ct);
            output.Write(details, () => Print(details));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Retry(ServerOptions server)
    {
        var command = new Command("retry", "Do an ended job again, as a new job") { JobWords.Id, Rerun };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var again = await client.Jobs.RetryAsync(line.GetValue(JobWords.Id), line.GetValue(Rerun), ct);
            output.Write(again, () => Console.Out.WriteLine($"Job {again.OriginalJobId} is repeated as {again.JobId}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Cancel(ServerOptions server)
    {
        var command = new Command("cancel", "Call a job off, or all that match: those that wait at once, running ones as soon as they heed") { ManyOptions.Id, JobWords.Status };
        ManyOptions.AddTo(command, "Every job that has not ended");
        command.Calls(server, (client, line, output, ct) => ManyOptions.IsOne(line) ? CancelOneAsync(client, line, output, ct)
            : BulkRun.RunAsync(client, line, output, new Bulk("cancel", ManyOptions.Search(line) with { Status = line.GetValue(JobWords.Status) }, line.GetValue(ManyOptions.Reason)), ct));
        return command;
    }

    private static async Task<int> CancelOneAsync(StewardClient client, ParseResult line, Output output, CancellationToken ct)
    {
        var cancelled = await client.Jobs.CancelAsync(line.GetValue(ManyOptions.Id)!.Value, ct);
        output.Write(cancelled, () => Console.Out.WriteLine(cancelled.Status == "cancelled" ? $"Job {cancelled.Id} is cancelled." : $"Job {cancelled.Id} runs; it has been told to stop."));
        return ExitCodes.Ok;
    }

    public static Command Delete(ServerOptions server)
    {
        var command = new Command("delete", "Remove an ended job from the record") { JobWords.Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var id = line.GetValue(JobWords.Id);
            await client.Jobs.DeleteAsync(id, ct);
            output.Write(new { id, deleted = true }, () => Console.Out.WriteLine($"Job {id} is removed."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Watch(ServerOptions server)
    {
        var command = new Command("watch", "Follow a job to its end: exit 0 when it was done, 1 when not") { JobWords.Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var said = "";
            var last = await client.Jobs.WatchAsync(line.GetValue(JobWords.Id), news =>
            {
                var says = $"{news.Status}{(news.Progress is { } progress ? $" {progress.Percent} %" : "")}, attempt {news.Attempts}{(news.Progress?.Message is { } message ? ": " + message : "")}";
                if (says != said) Output.Remark(said = says);
            }, ct);
            var details = await client.Jobs.GetAsync(last.JobId, ct);
            output.Write(details, () => Print(details));
            return last.Status == "completed" ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static void Print(bool csv, IReadOnlyList<Job> jobs) => JobWords.Rows(csv,
        ["ID", "STATUS", "KIND", "QUEUE", "ATTEMPTS", "ENQUEUED", "DURATION", "ERROR", "COST"],
        jobs.Select(j => (string[])[
            j.Id.ToString(), JobWords.StatusOf(j), j.Kind, j.Queue, JobWords.Attempts(j), JobWords.Time(j.EnqueuedAt), JobWords.Number(j.DurationMs, " ms"),
            j.ErrorType ?? "", JobWords.Usd(j.CostUsd)]));

    private static void Print(JobDetails details)
    {
        var job = details.Job;
        (string, string?)[] fields =
        [
            ("id", job.Id.ToString()), ("status", JobWords.StatusOf(job)), ("kind", job.Kind), ("queue", job.Queue), ("attempts", JobWords.Attempts(job)),
            ("enqueued", JobWords.Time(job.EnqueuedAt)), ("runs at", JobWords.Time(job.RunAt)), ("started", JobWords.Time(job.StartedAt)), ("finished", JobWords.Time(job.FinishedAt)),
            ("duration", JobWords.Number(job.DurationMs, " ms")), ("user", job.UserId), ("request", job.RequestId), ("provider", job.Provider), ("model", job.Model),
            ("cost", JobWords.Usd(job.CostUsd)), ("error", job.Error is null ? null : $"{job.ErrorType}: {job.Error}"), ("repeats", job.RetryOf?.ToString()),
            ("repeated as", job.RetriedAs?.ToString()), ("set aside", job.Discarded), ("arguments", Json(details.Arguments)), ("result", Json(details.Result)),
        ];
        Output.Table(["WHAT", "VALUE"], fields.Where(f => !string.IsNullOrEmpty(f.Item2)).Select(f => (string[])[f.Item1, f.Item2!])
            .Concat(details.Failures.Select(f => (string[])[$"attempt {f.Attempt}", $"{JobWords.Time(f.At)}  {f.ErrorType}: {f.Error}"])));
    }

    private static string? Json(JsonElement? value) => value is { ValueKind: not JsonValueKind.Null } given ? given.GetRawText() : null;
}
