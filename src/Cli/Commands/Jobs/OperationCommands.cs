using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward jobs operations …</c></summary>
internal static class OperationCommands
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The operation's id, as 'jobs operations list' shows it" };

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Operations, newest first") { PageOptions.Limit, PageOptions.Cursor, JobWords.Csv };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var page = await client.Operations.ListAsync(line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(page, () => Print(line.GetValue(JobWords.Csv), page.Items));
            if (page.Items.Count == 0) Output.Remark("There are none.");
            PageOptions.RemarkNext(page);
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command View(ServerOptions server)
    {
        var command = new Command("view", "How far an operation has come") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var operation = await client.Operations.GetAsync(line.GetValue(Id), ct);
            output.Write(operation, () => Print(false, [operation]));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Watch(ServerOptions server)
    {
        var command = new Command("watch", "Follow an operation to its end: exit 0 when it was completed, 1 when not") { Id };
        command.Calls(server, async (client, line, output, ct) => await BulkRun.FollowAsync(client, output, await client.Operations.GetAsync(line.GetValue(Id), ct), ct));
        return command;
    }

    public static Command Stop(ServerOptions server)
    {
        var command = new Command("stop", "End an operation where it is; what it has done stays done") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var stopped = await client.Operations.StopAsync(line.GetValue(Id), ct);
            output.Write(stopped, () => Print(false, [stopped]));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(bool csv, IReadOnlyList<Operation> operations) => JobWords.Rows(csv,
        ["ID", "ACTION", "STATUS", "DONE", "SKIPPED", "STARTED", "FINISHED", "BY", "REASON", "ERROR"], operations.Select(o => (string[])[
            o.Id.ToString(), o.Action, o.Status, o.Done.ToString(CultureInfo.InvariantCulture), o.Skipped.ToString(CultureInfo.InvariantCulture), JobWords.Time(o.StartedAt),
            JobWords.Time(o.FinishedAt), o.StartedBy, o.Reason ?? "", o.Error ?? ""]));
}
