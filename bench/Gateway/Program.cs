using System.Globalization;
using Steward.Bench.Gateway;
using Steward.Tests.Support;

// The front for OpenAI's clients beside Portkey's gateway and direct calls, all before the same upstream. Nothing here is a test.
//   dotnet run -c Release --project bench/Gateway [--short] [--rounds N] [--only TEXT] [--out FILE]
//   --short: shorter runs; --rounds: 3 unless given; --only: subjects whose name contains the text, and direct calls; --upstream PORT: is the upstream
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
if (Option("--upstream") is { } port)
{
    await Upstream.RunAsync(int.Parse(port));
    return;
}

var rounds = int.Parse(Option("--rounds") ?? "3");
var durations = args.Contains("--short") ? new Durations(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4))
    : new Durations(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));
var subjects = Subjects.All.Where(s => s == Subjects.Direct || s.Contains(Option("--only") ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
var loads = (Load[])[.. from stream in (bool[])[false, true] from connections in (int[])[1, 4, 16, 64] select new Load(stream, connections)];
await Portkey.InstallAsync();
await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = true });
var (process, upstream) = await Upstream.StartAsync();
await using var upstreamProcess = process;
var report = new Report(rounds, durations, subjects);
for (var round = 0; round < rounds; round++)
{
    // Another one is first in each round: the machine drifts.
    foreach (var name in subjects.Skip(round % subjects.Count).Concat(subjects.Take(round % subjects.Count)))
    {
        await using var subject = await Subjects.StartAsync(name, postgres, upstream);
        await Measurement.WarmUpAsync(subject, durations);
        foreach (var load in loads)
        {
            var figures = await Measurement.RunAsync(subject, load, durations);
            Console.Error.WriteLine($"round {round + 1} of {rounds}, {name}, {(load.Stream ? "SSE" : "JSON")}, {load.Connections}: {figures.PerSecond:0}/s, p50 {figures.P50:0.0}, p99 {figures.P99:0.0}");
            report.Add(name, load, figures);
        }
    }
}

var file = Option("--out");
var text = report.Text(file is not null && File.Exists(file) ? await File.ReadAllTextAsync(file) : "");
Console.WriteLine(text);
if (file is not null) await File.WriteAllTextAsync(file, text);
