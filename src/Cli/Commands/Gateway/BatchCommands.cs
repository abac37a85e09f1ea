using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Steward.Client;

namespace Steward.Cli.Commands.Gateway;

/// <summary><c>steward gateway batch</c> and <c>steward gateway batches</c></summary>
internal static class BatchCommands
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly Argument<FileInfo> Input = new("file") { Description = "Lines of JSON as OpenAI's batches have them: custom_id and body, all of one model" };
    private static readonly Option<FileInfo?> Out = new("--out", "-o") { Description = "Where the answers go once the batch has ended; waits for it" };
    private static readonly Option<bool> Wait = new("--wait", "-w") { Description = "Wait until the batch has ended" };

    public static Command Run(ServerOptions server)
    {
        var command = new Command("batch", "Ask the chats of a file in one job, at the price of a batch where the provider has one; exit 1 where not all are answered") { Input, Out, Wait };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var (file, to) = (line.GetValue(Input)!, line.GetValue(Out));
            if (!file.Exists) throw new ArgumentException($"There is no file {file}.");
            var batch = await client.Batches.CreateAsync(Lines(await File.ReadAllLinesAsync(file.FullName, ct)), ct);
            if (line.GetValue(Wait) || to is not null) batch = await EndedAsync(client, batch, ct);
            if (to is not null)
            {
                await using var answers = to.Create();
                await client.Batches.ResultsAsync(batch.Id, answers, ct);
            }

            output.Write(batch, () => Show([batch]));
            return !batch.HasEnded || batch.RequestCounts.Completed == batch.RequestCounts.Total ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    public static Command List(ServerOptions server)
    {
        var command = new Command("batches", "Batches, newest first") { PageOptions.Limit, PageOptions.Cursor };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var batches = await client.Batches.ListAsync(line.GetValue(PageOptions.Limit), line.GetValue(PageOptions.Cursor), ct);
            output.Write(batches, () => Show(batches.Items));
            PageOptions.RemarkNext(batches);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<Batch> EndedAsync(StewardClient client, Batch batch, CancellationToken ct)
    {
        using var beat = new PeriodicTimer(Look);
        while (!(batch = await client.Batches.GetAsync(batch.Id, ct)).HasEnded) await beat.WaitForNextTickAsync(ct);
        return batch;
    }

    private static IReadOnlyList<string> Lines(IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            try
            {
                if (lines[i].Length > 0) JsonDocument.Parse(lines[i]).Dispose();
            }
            catch (JsonException)
            {
                throw new ArgumentException($"Line {i + 1} is not JSON.");
            }

        return lines;
    }

    private static void Show(IReadOnlyList<Batch> batches) => Output.Table(["BATCH", "STATUS", "MODEL", "PRICE", "REQUESTS", "ANSWERED", "FAILED", "COST", "NOTE"], batches.Select(b => (string[])
        [b.Id.ToString(), b.Status.Replace('_', ' '), $"{b.Provider}/{b.Model}", b.AtBatchPrice ? "batch" : "usual", Number(b.RequestCounts.Total), Number(b.RequestCounts.Completed), Number(b.RequestCounts.Failed),
            GatewayWords.Usd(b.CostUsd), b.Note ?? ""]));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
