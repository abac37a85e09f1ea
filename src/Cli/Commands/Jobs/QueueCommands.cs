using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward queue …</c></summary>
internal static class QueueCommands
{
    private static readonly Argument<string?> Queue = new("queue") { Description = "The queue; all of them unless given", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string> OneQueue = new("queue") { Description = "The queue" };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; shown to whoever wonders" };
    private static readonly Option<string?> Status = new Option<string?>("--status") { Description = "Only these; completed and failed unless given" }.AcceptOnlyFromAmong("completed", "failed", "cancelled");
    private static readonly Option<int?> MaxActive = new("--concurrency") { Description = "Jobs that run at once, over all processes; 0 for no limit" };
    private static readonly Option<int?> PerSecond = new("--rate") { Description = "Jobs that start in a second, over all processes; 0 for no limit" };

    public static Command ShowStatus(ServerOptions server)
    {
        var command = new Command("status", "The queues: what waits and runs, pauses, limits");
        command.Calls(server, async (client, line, output, ct) =>
        {
            var queues = await client.Queues.ListAsync(ct);
            output.Write(queues, () => Output.Table(
                ["QUEUE", "STATE", "WAITING", "OLDEST", "ACTIVE", "DELAYED", "PARKED", "AT ONCE", "PER SECOND"],
                queues.Select(q => (string[])[
                    q.Name, State(q), Number(q.Waiting), JobWords.Number(q.OldestWaitingSeconds, " s"), Number(q.Active), Number(q.Delayed), Number(q.Parked),
                    Number(q.Limits.MaxActive), Number(q.Limits.PerSecond)])));
            if (queues.Count == 0) Output.Remark("No worker has ever served a queue: jobs will not be processed.");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Pause(ServerOptions server)
    {
        var command = new Command("pause", "Begin no more jobs; running ones go on, and none is lost") { Queue, Reason };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var queues = await NamedAsync(client, line, ct);
            foreach (var queue in queues) await client.Queues.PauseAsync(queue, line.GetValue(Reason), ct);
            output.Write(new { queues, paused = true }, () => Console.Out.WriteLine($"Paused: {string.Join(", ", queues)}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Resume(ServerOptions server)
    {
        var command = new Command("resume", "Go on where the queue left off") { Queue };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var queues = await NamedAsync(client, line, ct);
            foreach (var queue in queues) await client.Queues.ResumeAsync(queue, ct);
            output.Write(new { queues, paused = false }, () => Console.Out.WriteLine($"Resumed: {string.Join(", ", queues)}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Clear(ServerOptions server)
    {
        var command = new Command("clear", "Remove ended jobs from the record: completed and failed, or those of --status") { Queue, Status };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var removed = 0;
            foreach (var queue in await NamedAsync(client, line, ct))
            {
                ClearedQueue cleared;
                do
                {
                    cleared = await client.Queues.ClearAsync(queue, line.GetValue(Status), ct);
                    removed += cleared.Removed;
                    if (cleared.More) Output.Remark($"{Number(removed)} removed, going on …");
                }
                while (cleared.More);
            }

            output.Write(new { removed }, () => Console.Out.WriteLine($"{Number(removed)} ended jobs removed."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Limit(ServerOptions server)
    {
        var command = new Command("limit", "Set how much of a queue may run, over all processes. Needs the platform owner's key") { OneQueue, MaxActive, PerSecond };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var name = line.GetValue(OneQueue)!;
            var queue = (await client.Queues.ListAsync(ct)).FirstOrDefault(q => q.Name == name);
            var limits = queue?.Limits ?? new QueueLimits();
            if (line.GetValue(MaxActive) is { } most) limits = limits with { MaxActive = most == 0 ? null : most };
            if (line.GetValue(PerSecond) is { } rate) limits = limits with { PerSecond = rate == 0 ? null : rate };
            await client.Queues.LimitAsync(name, limits, ct);
            output.Write(new { queue = name, limits }, () => Console.Out.WriteLine($"{name}: {Number(limits.MaxActive)} at once, {Number(limits.PerSecond)} a second."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> NamedAsync(StewardClient client, ParseResult line, CancellationToken ct) =>
        line.GetValue(Queue) is { } one ? [one] : [.. (await client.Queues.ListAsync(ct)).Select(q => q.Name)];

    private static string State(QueueStatus queue) => queue.Pause is not { } pause ? "running"
        : $"paused{(pause.Everybody ? "" : " for this tenant")} since {JobWords.Time(pause.At)}{(pause.Reason is null ? "" : ": " + pause.Reason)}";

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "no limit";
}
