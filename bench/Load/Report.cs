using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Steward.Bench.Load;

/// <summary>A table for people, one line per run, and the same as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions JsonStyle = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly LoadOptions options;
    private readonly TextWriter people;

    public Report(LoadOptions options, TextWriter people)
    {
        this.options = options;
        this.people = people;
        people.WriteLine(
            $"{options.Method} {options.Url}: {options.Duration.TotalSeconds} s after {options.WarmUp.TotalSeconds} s of warm-up");
        people.WriteLine(Cells("rate/s", "done/s", "planned", "failed", "dropped", "p50 ms", "p90", "p95", "p99", "p99.9", "max"));
    }

    public void Row(RunResult run, string verdict)
    {
        var latency = run.LatencyMs;
        people.Write(Cells(
            Number(run.Rate, 1), Number(run.CompletedPerSecond, 1), run.Planned.ToString(), run.Failed.ToString(), run.Dropped.ToString(),
            Number(latency.P50, 3), Number(latency.P90, 3), Number(latency.P95, 3), Number(latency.P99, 3), Number(latency.P999, 3),
            Number(latency.Max, 3)));
        people.WriteLine($"  {verdict}{Kinds(run)}");
    }

    public void Finish(RunResult run, TextWriter? json)
    {
        Row(run, "");
        people.WriteLine(
            $"generator: {run.GeneratorCores} cores, late by p50 {run.PacingDelayMs.P50} p99 {run.PacingDelayMs.P99} ms; "
            + $"from sending: p50 {run.ServiceTimeMs.P50} p99 {run.ServiceTimeMs.P99} ms");
        WriteJson(json, new { Target = Target(), Machine = Machine(), Run = run });
    }

    public void Finish(SearchResult found, TextWriter? json)
    {
        people.WriteLine(found.MaxRate > 0
            ? $"highest rate with p95 < {Number(found.LimitP95Ms, 1)} ms: {Number(found.MaxRate, 1)}/s"
            : $"no rate had p95 < {Number(found.LimitP95Ms, 1)} ms");
        WriteJson(json, new { Target = Target(), Machine = Machine(), Search = found });
    }

    private object Target() => new
    {
        options.Method,
        options.Url,
        DurationSeconds = options.Duration.TotalSeconds,
        WarmUpSeconds = options.WarmUp.TotalSeconds,
        options.Connections,
        options.MaxInFlight,
    };

    private static object Machine() => new
    {
        Cores = Environment.ProcessorCount,
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    private static void WriteJson(TextWriter? json, object report) => json?.WriteLine(JsonSerializer.Serialize(report, JsonStyle));

    private static string Kinds(RunResult run) => string.Concat(run.Errors.Select(error => $"  {error.Key}: {error.Value}"));

    private static string Cells(params string[] cells) => string.Concat(cells.Select(cell => cell.PadLeft(10)));

    private static string Number(double value, int digits) => Math.Round(value, digits).ToString(CultureInfo.InvariantCulture);
}
