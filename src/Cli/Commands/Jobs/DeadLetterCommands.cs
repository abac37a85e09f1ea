using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward dlq …</c></summary>
internal static class DeadLetterCommands
{
    private static readonly Option<bool> Force = new("--force") { Description = "Repeat even what would fail again as it is: the cause was mended elsewhere" };
    private static readonly Option<bool?> CanRetry = new("--can-retry") { Description = "Only those that may well succeed as they are, or with false only those that would fail again" };
    private static readonly Option<FileInfo> To = new("--output") { Description = "The file to write, or /dev/stdout", Required = true, HelpName = "FILE" };
    private static readonly Option<string> Format = new Option<string>("--format") { Description = "jsonl, with the jobs' arguments, or csv, without", DefaultValueFactory = _ => "jsonl" }.AcceptOnlyFromAmong("jsonl", "csv");

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Jobs that failed for good and wait for somebody, newest first") { PageOptions.Limit, PageOptions.Cursor, JobWords.Csv, CanRetry };
        JobWords.AddFilters(command);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Jobs.DeadLettersAsync(JobWords.Search(line) with { CanRetry = line.GetValue(CanRetry) }, line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
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
        var command = new Command("retry", "Repeat a dead letter as a new job, or all that match: with --all those that may well succeed as they are") { ManyOptions.Id, Force };
        ManyOptions.AddTo(command, "Every dead letter that may well succeed as it is; with --force the others too");
        command.Calls(server, (client, line, output, ct) => ManyOptions.IsOne(line) ? RetryOneAsync(client, line, output, ct)
            : BulkRun.RunAsync(client, line, output, new Bulk("retry", WorthRetrying(line), line.GetValue(ManyOptions.Reason)), ct));
        return command;
    }

    public static Command Discard(ServerOptions server)
    {
        var command = new Command("discard", "Set a dead letter aside for good, or all that match") { ManyOptions.Id, CanRetry };
        ManyOptions.AddTo(command, "Every dead letter");
        command.Validators.Add(given =>
        {
            if (given.GetValue(ManyOptions.Reason) is null) given.AddError("--reason is required: why, for whoever wonders later.");
        });
        command.Calls(server, (client, line, output, ct) => ManyOptions.IsOne(line) ? DiscardOneAsync(client, line, output, ct)
            : BulkRun.RunAsync(client, line, output, new Bulk("discard", ManyOptions.Search(line) with { CanRetry = line.GetValue(CanRetry) }, line.GetValue(ManyOptions.Reason)), ct));
        return command;
    }

    public static Command Export(ServerOptions server)
    {
        var command = new Command("export", "Write all dead letters that match to a file") { To, Format, CanRetry };
        JobWords.AddFilters(command);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var file = line.GetValue(To)!;
            await using (var to = file.Open(FileMode.Create, FileAccess.Write))
                await client.Jobs.ExportDeadLettersAsync(JobWords.Search(line) with { CanRetry = line.GetValue(CanRetry) }, line.GetValue(Format)!, to, ct);
            if (!file.FullName.StartsWith("/dev/", StringComparison.Ordinal)) output.Write(new { file = file.FullName }, () => Console.Out.WriteLine($"Written to {file.FullName}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    // Who names a cause has looked at it; who says all means those that it helps.
    private static JobSearch WorthRetrying(ParseResult line)
    {
        var search = ManyOptions.Search(line);
        return search with { CanRetry = !line.GetValue(Force) && search is { ErrorType: null, Signature: null } ? true : null };
    }

    private static async Task<int> RetryOneAsync(StewardClient client, ParseResult line, Output output, CancellationToken ct)
    {
        var again = await client.Jobs.RetryDeadLetterAsync(line.GetValue(ManyOptions.Id)!.Value, line.GetValue(Force), ct);
        output.Write(again, () => Console.Out.WriteLine($"Dead letter {again.OriginalJobId} is repeated as {again.JobId}."));
        return ExitCodes.Ok;
    }

    private static async Task<int> DiscardOneAsync(StewardClient client, ParseResult line, Output output, CancellationToken ct)
    {
        var id = line.GetValue(ManyOptions.Id)!.Value;
        await client.Jobs.DiscardAsync(id, line.GetValue(ManyOptions.Reason)!, ct);
        output.Write(new { id, discarded = true }, () => Console.Out.WriteLine($"Dead letter {id} is set aside."));
        return ExitCodes.Ok;
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
