using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Steward.Tests.Support;

namespace Steward.Bench.Gateway;

/// <summary>The figures as tables, medians of the rounds; what people wrote about them is kept.</summary>
internal sealed partial class Report(int rounds, Durations durations, IReadOnlyList<string> subjects)
{
    private readonly Dictionary<(string Subject, Load Load), List<Figures>> _figures = [];

    public void Add(string subject, Load load, Figures figures)
    {
        if (!_figures.TryGetValue((subject, load), out var list)) _figures[(subject, load)] = list = [];
        list.Add(figures);
    }

    /// <summary>The document.</summary>
    /// <param name="before">The last one, whose remarks stay; empty where there is none.</param>
    public string Text(string before) => string.Join('\n', (string[])
    [
        "# Gateway: OpenAI's format through Steward, Portkey and nobody", "",
        $"Date {DateTime.Today:yyyy-MM-dd}. {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; upstream, gateway, database and load generator share the machine.",
        $"Steward at {Commit()}, {Portkey.Versions}. Medians of {rounds} interleaved {(rounds == 1 ? "round" : "rounds")}, {durations.Measured.TotalSeconds:0} s each after {durations.WarmUp.TotalSeconds:0} s to warm up; each process was warm before its first.",
        $"The upstream answers after {Upstream.Latency.TotalMilliseconds:0} ms with ten tokens, as JSON or as 13 events of a stream. Closed loop: each connection asks, reads to the last byte and asks again.",
        "Steward runs the whole server: budget, limits and ledger are on, and after each run the ledger had one row for each answer. Portkey keeps neither budget nor ledger. SQLite: WAL, `synchronous=FULL`.",
        "PostgreSQL: `fsync` and `synchronous_commit` on. Latencies in ms; added: beyond the same figure of direct calls. CPU in seconds for 1,000 requests, of the gateway's process and of PostgreSQL's;",
        "memory is what is resident at the end, in MB. Log level WARN.", "",
        .. Table("JSON", stream: false), .. Table("SSE", stream: true), .. Failures(),
        "## Why", "", "<!-- remarks -->", .. Remarks().Match(before) is { Success: true } kept ? (string[])[kept.Groups[1].Value.TrimEnd()] : [], "<!-- end of remarks -->", "",
    ]);

    private IEnumerable<string> Table(string title, bool stream) =>
    [
        $"## {title}", "",
        "| connections | system | requests/s | p50 | p95 | p99 | added p50 | added p99 | CPU | CPU of PostgreSQL | memory |", "|---|---|---|---|---|---|---|---|---|---|---|",
        .. _figures.Keys.Select(k => k.Load).Where(l => l.Stream == stream).Distinct().OrderBy(l => l.Connections).SelectMany(l => subjects.Where(s => _figures.ContainsKey((s, l))).Select(s => Row(s, l))), "",
    ];

    private string Row(string subject, Load load)
    {
        double Of(Func<Figures, double> figure, string? other = null) => _figures.TryGetValue((other ?? subject, load), out var list) ? Median(list.Select(figure)) : double.NaN;
        string Added(Func<Figures, double> figure) => subject == Subjects.Direct ? "–" : Shown(Of(figure) - Of(figure, Subjects.Direct), "0.0");
        var (processor, database, memory) = (Of(f => f.Processor), Of(f => f.DatabaseProcessor), Of(f => f.Megabytes));
        return $"| {load.Connections} | {subject} | {Of(f => f.PerSecond):0} | {Of(f => f.P50):0.0} | {Of(f => f.P95):0.0} | {Of(f => f.P99):0.0} | {Added(f => f.P50)} | {Added(f => f.P99)} "
            + $"| {Shown(processor, "0.00")} | {Shown(database, "0.00")} | {Shown(memory, "0")} |";
    }

    private IEnumerable<string> Failures()
    {
        var failed = _figures.Select(f => (f.Key, Sum: f.Value.Sum(v => v.Failed))).Where(f => f.Sum > 0).Select(f => $"- {f.Key.Subject}, {(f.Key.Load.Stream ? "SSE" : "JSON")}, {f.Key.Load.Connections} connections: {f.Sum}").ToList();
        return failed.Count == 0 ? [] : ["## Failed requests", "", .. failed, ""];
    }

    // Nothing to measure is not nothing measured.
    private static string Shown(double value, string format) => value == 0 || double.IsNaN(value) ? "–" : value.ToString(format);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--exclude=*"]) { WorkingDirectory = RepoRoot.Find(), RedirectStandardOutput = true })!;
        var said = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return said.Length > 0 ? said : "an unknown commit";
    }

    // The part between the marks is written by people from the figures, and survives the next run.
    [GeneratedRegex("<!-- remarks -->\n(.*?)<!-- end of remarks -->", RegexOptions.Singleline, 1000)]
    private static partial Regex Remarks();
}
