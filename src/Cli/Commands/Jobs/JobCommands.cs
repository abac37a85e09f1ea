using System.CommandLine;
using System.Text.Json;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward jobs …</c></summary>
internal static class JobCommands
{
    private static readonly Option<string?> Status = new("--status") { Description = "waiting, delayed, active, parked, completed, failed or cancelled; several with commas" };
    private static readonly Option<bool> Rerun = new("--rerun") { Description = "Repeat even a job that was done" };
    private static readonly string[] Ended = ["completed", "failed", "cancelled"];

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Jobs of your tenant, newest first") { Status, PageOptions.Limit, PageOptions.Cursor, JobWords.Csv };
        JobWords.AddFilters(command);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Jobs.ListAsync(JobWords.Search(line) with { Status = line.GetValue(Status) }, line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
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
        var command = new Command("cancel", "Call a job off: one that waits at once, a running one as soon as it heeds") { JobWords.Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var cancelled = await client.Jobs.CancelAsync(line.GetValue(JobWords.Id), ct);
            output.Write(cancelled, () => Console.Out.WriteLine(cancelled.Status == "cancelled" ? $"Job {cancelled.Id} is cancelled." : $"Job {cancelled.Id} runs; it has been told to stop."));
            return ExitCodes.Ok;
        });
        return command;
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
            var (id, said) = (line.GetValue(JobWords.Id), "");
            while (true)
            {
                var details = await client.Jobs.GetAsync(id, ct);
                var says = $"{JobWords.Status(details.Job)}, attempt {JobWords.Attempts(details.Job)}{(details.Job.Progress?.Message is { } message ? ": " + message : "")}";
                if (says != said) Output.Remark(said = says);
                if (Ended.Contains(details.Job.Status))
                {
                    output.Write(details, () => Print(details));
                    return details.Job.Status == "completed" ? ExitCodes.Ok : ExitCodes.Failed;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
            }
        });
        return command;
    }

    private static void Print(bool csv, IReadOnlyList<Job> jobs) => JobWords.Rows(csv,
        ["ID", "STATUS", "KIND", "QUEUE", "ATTEMPTS", "ENQUEUED", "DURATION", "ERROR", "COST"],
        jobs.Select(j => (string[])[
            j.Id.ToString(), JobWords.Status(j), j.Kind, j.Queue, JobWords.Attempts(j), JobWords.Time(j.EnqueuedAt), JobWords.Number(j.DurationMs, " ms"),
            j.ErrorType ?? "", JobWords.Usd(j.CostUsd)]));

    private static void Print(JobDetails details)
    {
        var job = details.Job;
        (string, string?)[] fields =
        [
            ("id", job.Id.ToString()), ("status", JobWords.Status(job)), ("kind", job.Kind), ("queue", job.Queue), ("attempts", JobWords.Attempts(job)),
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
