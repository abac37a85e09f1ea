using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Jobs;

/// <summary><c>steward metrics</c></summary>
internal static class MetricsCommand
{
    private static readonly Option<int> Hours = new("--hours") { Description = "The last so many hours, 1 to 8784", DefaultValueFactory = _ => 24 };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("metrics", "Ended jobs of the last hours in numbers: rates, times, retries, validation, providers, errors") { Hours, JobWords.Queue, JobWords.Kind };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var figures = await client.Jobs.FiguresAsync(line.GetValue(Hours), line.GetValue(JobWords.Queue), line.GetValue(JobWords.Kind), ct);
            output.Write(figures, () => Print(figures));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(JobFigures f)
    {
        (string, string)[] rows =
        [
            ("period", $"{JobWords.Time(f.From)} to {JobWords.Time(f.CollectedAt)}"), ("jobs", $"{Count(f.TotalJobs)} ended, {Count(f.CancelledJobs)} cancelled"),
            ("successful", Share(f.SuccessfulJobs, f.SuccessRate)), ("failed", Share(f.FailedJobs, f.FailureRate)), ("average time", Time(f.AverageProcessingTime)),
            ("median time", Time(f.MedianProcessingTime)), ("p95 time", Time(f.P95ProcessingTime)), ("retries", Count(f.TotalRetries)),
            ("answers validated", Count(f.ValidationAttempts)), ("answers usable", Share(f.ValidationPasses, f.ValidationPassRate)),
            ("now", $"{Count(f.QueueStatus.Waiting)} waiting, {Count(f.QueueStatus.Active)} active, {Count(f.QueueStatus.Delayed)} delayed, {Count(f.QueueStatus.Parked)} parked"),
        ];
        Output.Table(["WHAT", "VALUE"], rows.Select(r => (string[])[r.Item1, r.Item2])
            .Concat(f.ProviderStats.Select(p => (string[])[$"provider {p.Key}", $"{Count(p.Value.Count)} jobs, {Number(p.Value.SuccessRate)} % successful, {Time(p.Value.AvgDuration)}"]))
            .Concat(f.ErrorStats.ByType.Select(e => (string[])[$"error {e.Key}", Count(e.Value)])));
    }

    private static string Share(long count, double? percent) => percent is null ? Count(count) : $"{Count(count)} ({Number(percent.Value)} %)";

    private static string Time(double? ms) => ms is { } time ? Number(time) + " ms" : "-";

    private static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
