using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary>What is to be done to all jobs that match.</summary>
internal sealed record Bulk(string Action, JobSearch Filter, string? Reason);

/// <summary>Shows what an operation would do, asks, starts it and follows it.</summary>
internal static class BulkRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(StewardClient client, ParseResult line, Output output, Bulk bulk, CancellationToken ct)
    {
        var preview = await client.Operations.PreviewAsync(bulk.Action, bulk.Filter, bulk.Reason, ct);
        if (line.GetValue(ManyOptions.Preview))
        {
            output.Write(preview, () => Print(preview));
            return ExitCodes.Ok;
        }

        Output.Remark($"{Count(preview)} to {bulk.Action}.");
        if (preview is { Matched: 0, AtLeast: false })
        {
            output.Write(preview, () => { });
            return ExitCodes.Ok;
        }

        if (!line.GetValue(ManyOptions.Yes) && !Console.IsInputRedirected && !Confirmed(bulk.Action)) return ExitCodes.Cancelled;
        var started = await client.Operations.StartAsync(bulk.Action, bulk.Filter, bulk.Reason, ct);
        return await FollowAsync(client, output, started, ct);
    }

    /// <summary>Follows an operation to its end; who stops this stops watching, not the operation.</summary>
    public static async Task<int> FollowAsync(StewardClient client, Output output, Operation operation, CancellationToken ct)
    {
        var said = "";
        try
        {
            while (operation.Status == "running")
            {
                var says = Says(operation);
                if (says != said) Output.Remark(said = says);
                await Task.Delay(Look, ct);
                operation = await client.Operations.GetAsync(operation.Id, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Output.Remark($"The operation goes on: steward jobs operations watch {operation.Id}, or stop it: steward jobs operations stop {operation.Id}");
            throw;
        }

        output.Write(operation, () => Console.Out.WriteLine($"Operation {operation.Id}: {Says(operation)}{(operation.Error is null ? "" : " " + operation.Error)}"));
        return operation.Status == "completed" ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static string Says(Operation o) => string.Create(CultureInfo.InvariantCulture, $"{o.Action} {o.Status}: {o.Done} done, {o.Skipped} skipped.");

    private static string Count(OperationPreview preview) =>
        string.Create(CultureInfo.InvariantCulture, $"{(preview.AtLeast ? "At least " : "")}{preview.Matched} job{(preview.Matched == 1 ? "" : "s")}");

    private static void Print(OperationPreview preview)
    {
        Console.Out.WriteLine($"{Count(preview)} to {preview.Action}.");
        if (preview.Examples.Count == 0) return;
        Output.Table(["FOR EXAMPLE", "STATUS", "KIND", "ENQUEUED", "ERROR", "MESSAGE"], preview.Examples.Select(j => (string[])[
            j.Id.ToString(), JobWords.StatusOf(j), j.Kind, JobWords.Time(j.EnqueuedAt), j.ErrorType ?? "", j.Error ?? ""]));
    }

    private static bool Confirmed(string action)
    {
        Console.Error.Write($"Go on and {action} them? [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
