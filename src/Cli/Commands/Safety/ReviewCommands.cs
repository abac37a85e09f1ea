using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Safety;

/// <summary><c>steward safety queue|next|show|review|dismiss|escalate|undo|bulk|reviewers</c></summary>
internal static class ReviewCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The queue item" };
    private static readonly Option<string?> Notes = new("--notes") { Description = "Why" };
    private static readonly Option<string?> To = new("--to") { Description = "Who goes on with it" };
    private static readonly Option<bool> Uphold = new("--uphold") { Description = "The flag is right and the text stays held" };
    private static readonly Option<string?> Status = new Option<string?>("--status") { Description = "pending unless given" }.AcceptOnlyFromAmong("pending", "escalated", "reviewed", "dismissed");
    private static readonly Option<string?> Of = new Option<string?>("--flag") { Description = "Only with this type of flag" }.AcceptOnlyFromAmong("profanity", "spam", "pii", "toxicity", "rule");
    private static readonly Option<string?> ContentType = new("--content-type") { Description = "Only texts of this kind" };
    private static readonly Option<double?> Below = new("--confidence-below") { Description = "Only with less confidence, 0 to 1" };
    private static readonly Option<string?> Assigned = new("--assigned-to") { Description = "Only what this person goes on with" };
    private static readonly Option<bool> Overdue = new("--overdue") { Description = "Only what should have been decided by now" };
    private static readonly Option<int> Offset = new("--offset") { Description = "How many to leave out", DefaultValueFactory = _ => 0 };
    private static readonly Argument<string> Action = new Argument<string>("action") { Description = "approve, uphold, dismiss or escalate" }.AcceptOnlyFromAmong("approve", "uphold", "dismiss", "escalate");
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; it becomes the notes of each", Required = true };
    private static readonly Option<bool> Preview = new("--dry-run") { Description = "Only count" };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask" };
    private static readonly Option<int?> Days = new("--days") { Description = "How many days back, 1 to 365; 30 unless given" };

    public static Command List(ServerOptions server)
    {
        var command = new Command("queue", "What waits for review, oldest first") { Status, Of, ContentType, Below, Assigned, Overdue, PageOptions.Limit, Offset };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var queue = await client.Reviews.ListAsync(FilterOf(line), line.GetValue(PageOptions.Limit), line.GetValue(Offset), ct);
            output.Write(queue, () => Output.Table(["ID", "STATUS", "FLAG", "CONFIDENCE", "KIND", "AGE", "DUE", "WITH"], queue.Items.Select(e => (string[])
                [e.QueueItem.Id, e.QueueItem.Status, e.Flag.FlagReason, e.Flag.Confidence, e.Flag.ContentType, Age(e.QueueItem.AgeSeconds), Due(e.QueueItem), e.QueueItem.LeasedBy ?? e.QueueItem.AssignedTo ?? "–"])));
            Output.Remark(string.Create(CultureInfo.InvariantCulture, $"{queue.Count} in all."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Next(ServerOptions server)
    {
        var command = new Command("next", "Take the item that is due first, and show it; nobody else gets it meanwhile");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var next = await client.Reviews.NextAsync(ct);
            output.Write(next, () =>
            {
                if (next.Entry is { } entry) Print(entry);
                else Console.Out.WriteLine("Nothing is left for you.");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Show(ServerOptions server)
    {
        var command = new Command("show", "One item with its text and what was done to it") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var id = line.GetValue(Id)!;
            var (entry, history) = (await client.Reviews.GetAsync(id, ct), await client.Reviews.HistoryAsync(id, ct));
            output.Write(new { entry.QueueItem, entry.Flag, history.Events }, () =>
            {
                Print(entry);
                if (history.Events.Count > 0) Output.Table(["AT", "BY", "WHAT", "WAS", "NOTES"], history.Events.Select(e => (string[])[At(e.At), e.Actor, e.Action, e.Was, e.Notes ?? ""]));
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Review(ServerOptions server) => Decision(server, "review", "Let the text go, or with --uphold keep it held",
        (client, line, ct) => line.GetValue(Uphold) ? client.Reviews.UpholdAsync(line.GetValue(Id)!, line.GetValue(Notes), ct) : client.Reviews.ApproveAsync(line.GetValue(Id)!, line.GetValue(Notes), ct), Uphold);

    public static Command Dismiss(ServerOptions server) => Decision(server, "dismiss", "The flag was wrong; let the text go",
        (client, line, ct) => client.Reviews.DismissAsync(line.GetValue(Id)!, line.GetValue(Notes), ct));

    public static Command Escalate(ServerOptions server) => Decision(server, "escalate", "Hand it to somebody else; the text stays held",
        (client, line, ct) => client.Reviews.EscalateAsync(line.GetValue(Id)!, line.GetValue(To), line.GetValue(Notes), ct), To);

    public static Command Undo(ServerOptions server) => Decision(server, "undo", "Take a decision back; the text is held again",
        (client, line, ct) => client.Reviews.UndoAsync(line.GetValue(Id)!, line.GetValue(Notes), ct));

    public static Command Bulk(ServerOptions server)
    {
        var command = new Command("bulk", "One decision about all that match, 500 at most, after counting them") { Action, Reason, Status, Of, ContentType, Below, Assigned, Overdue, Preview, Yes };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var (action, filter, reason) = (line.GetValue(Action)!, FilterOf(line), line.GetValue(Reason)!);
            var counted = await client.Reviews.CountManyAsync(action, filter, reason, ct);
            Output.Remark(string.Create(CultureInfo.InvariantCulture, $"{counted.Matched} to {action}."));
            if (line.GetValue(Preview) || counted.Matched == 0)
            {
                output.Write(counted, () => { });
                return ExitCodes.Ok;
            }

            if (!line.GetValue(Yes) && !Console.IsInputRedirected && !Confirmed(action)) return ExitCodes.Cancelled;
            var done = await client.Reviews.DecideManyAsync(action, filter, reason, counted.Matched, ct);
            output.Write(done, () => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Done} decided, {done.Skipped.Values.Sum()} left to others, {done.Remaining} remaining.")));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Reviewers(ServerOptions server)
    {
        var command = new Command("reviewers", "The queue and its reviewers in numbers") { Days };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var figures = await client.Reviews.FiguresAsync(line.GetValue(Days), ct);
            output.Write(figures, () =>
            {
                Output.Table(["REVIEWER", "DECIDED", "UPHELD", "RELEASED", "ESCALATED", "MEDIAN", "P95", "APPEALS", "OVERTURNED"], figures.Reviewers.Select(r => (string[])
                    [r.Reviewer, Number(r.Decided), Number(r.Upheld), Number(r.Released), Number(r.Escalated), Number(r.MedianMinutes) + " min", Number(r.P95Minutes) + " min", Number(r.Appealed), Number(r.Overturned)]));
                Output.Table(["FLAG", "UPHELD", "OF", "SHARE", "95 %"], figures.Detectors.Select(d => (string[])
                    [d.Type, Number(d.Precision.Count), Number(d.Precision.Of), SafetyWords.Mean(d.Precision), SafetyWords.Interval(d.Precision)]));
                var queue = figures.Queue;
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{queue.Pending} pending, {queue.Escalated} escalated, {queue.Overdue} overdue, the oldest {(queue.OldestSeconds is { } age ? Age(age) : "–")}; second opinions agreed {figures.Agreement.Count} of {figures.Agreement.Of} times."));
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Decision(ServerOptions server, string name, string description, Func<StewardClient, ParseResult, CancellationToken, Task<ReviewDecision>> decide, params Option[] more)
    {
        var command = new Command(name, description) { Id, Notes };
        foreach (var option in more) command.Add(option);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var decided = await decide(client, line, ct);
            output.Write(decided, () => Console.Out.WriteLine($"{decided.Item.Id} is {decided.Item.Status} ({decided.Flag.ReviewStatus})."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ReviewFilter FilterOf(ParseResult line) => new()
    {
        Status = line.GetValue(Status), Reason = line.GetValue(Of), ContentType = line.GetValue(ContentType), ConfidenceBelow = line.GetValue(Below),
        AssignedTo = line.GetValue(Assigned), Overdue = line.GetValue(Overdue) ? true : null,
    };

    private static void Print(ReviewEntry entry)
    {
        var (item, flag) = (entry.QueueItem, entry.Flag);
        Console.Out.WriteLine($"{item.Id}  {item.Status}  {flag.FlagReason} {flag.Confidence}  {flag.ContentType} {Output.Harmless(flag.ContentId)}  {Age(item.AgeSeconds)} old, {Due(item)}");
        Console.Out.WriteLine(flag.Text is null ? "(the text was erased)" : Output.Harmless(flag.Text));
    }

    private static bool Confirmed(string action)
    {
        Console.Error.Write($"{action}? [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static string Due(ReviewItem item) => item.Overdue ? "overdue" : item.DueAt is { } due ? "due " + At(due) : "–";

    private static string Age(long seconds) => TimeSpan.FromSeconds(seconds) is var age && age.TotalHours >= 48 ? Number(Math.Floor(age.TotalDays)) + " d"
        : age.TotalMinutes >= 120 ? Number(Math.Floor(age.TotalHours)) + " h" : Number(Math.Floor(age.TotalMinutes)) + " min";

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
