using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Steward.Client;
using Steward.Identity.Tenants;
using Steward.Server.Demo.Forum;
using Steward.Server.Demo.Input;
using Steward.Server.Demo.Report;

namespace Steward.Server.Demo;

/// <summary>
/// The demo: starts a server, sends a file of feedback through its public API, waits until the work is done, reports, and serves on. Running it
/// again on the same data doubles nothing.
/// </summary>
internal static class DemoRun
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Cancelled = 130;

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs it.</summary>
    /// <returns>0: reported; 1: the work did not end, no row could be sent, or the server failed; 2: the input cannot be used; 130: stopped before the report.</returns>
    public static async Task<int> RunAsync(DemoOptions options, Func<CancellationToken, Task<RunningServer>> start, CancellationToken ct)
    {
        // The server inside hears the signals too, but does not tell; a second one ends the process at once.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunUntilStoppedAsync(options, start, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static async Task<int> RunUntilStoppedAsync(DemoOptions options, Func<CancellationToken, Task<RunningServer>> start, CancellationToken ct)
    {
        RunningServer? server = null;
        try
        {
            var file = FeedbackFile.Open(options);
            // Before the server starts: a wrong file name or column should be said at once.
            var survey = FileSurvey.Of(file);
            server = await start(ct);
            return await ReportAsync(options, file, survey, server, ct);
        }
        catch (InputException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Usage;
        }
        catch (StewardException error)
        {
            await Console.Error.WriteLineAsync($"{error.Title}: {error.Detail} (request id {error.RequestId})");
            return Failed;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return Cancelled;
        }
        finally
        {
            if (server is not null) await server.StopAsync();
        }
    }

    private static async Task<int> ReportAsync(DemoOptions options, FeedbackFile file, FileSurvey survey, RunningServer server, CancellationToken ct)
    {
        using var gateway = new StewardClient(server.Gateway, server.IngestKey);
        using var platform = new StewardClient(server.Platform, server.IngestKey);
        var company = DemoTenant.Id.ToString();
        var sender = new FeedbackSender(gateway, file);
        await Console.Error.WriteLineAsync($"Sending {survey.Texts} texts from {file.Path} to {server.Gateway}webhooks/ingest");
        var summary = await WorkAsync(sender, new FeedbackWatch(platform, company, sender.Source), survey, ct);
        await Console.Error.WriteLineAsync($"Sending {ForumComments.All.Count} comments of a simulated forum to {Moderation(server)}webhooks/webhook");
        var comments = await new ForumVisit(platform, Moderation(server), server.Forum).RunAsync(ct);
        var report = await new ReportReader(platform, company).ReadAsync(file, sender, (survey.Rejected, summary, comments), server, ct);
        new ReportText(options.Json ? Console.Error : Console.Out).Write(report);
        if (options.Json) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, Layout));
        if (!options.Once) await ServeOnAsync(server, ct);
        return report.Pending == 0 && (report.Received > 0 || report.RejectedCount == 0) ? Ok : Failed;
    }

    private static Uri Moderation(RunningServer server) => server.Services.Where(s => s.Name == "moderation").Select(s => s.Address).DefaultIfEmpty(server.Platform).First();

    private static async Task<FeedbackSummary> WorkAsync(FeedbackSender sender, FeedbackWatch watch, FileSurvey survey, CancellationToken ct)
    {
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = sender.SendAsync(survey.Rejected, both.Token);
        try
        {
            return await watch.UntilDoneAsync(sending, s => progress.Show("done", Math.Max(0, sender.Sent - s.Pending), survey.Texts), ct);
        }
        finally
        {
            progress.End();
            // When watching fails, nobody waits for the rest to be sent.
            await both.CancelAsync();
        }
    }

    private static async Task ServeOnAsync(RunningServer server, CancellationToken ct)
    {
        await Console.Error.WriteLineAsync($"\nServing on {server.Platform}. Ctrl+C stops.");
        try
        {
            await Task.Delay(Timeout.Infinite, ct);
        }
        catch (OperationCanceledException)
        {
            // Being stopped is how serving ends.
        }
    }
}
