using System.Globalization;
using System.Runtime.InteropServices;
using Steward.Bench.Foundation;
using Steward.Tests.Support;

// First figures of the foundation, on both databases in one run: start-up, idle memory, ingestion, drain. Nothing here is a test.
//   dotnet run -c Release --project bench/Foundation [--short] [--once] [--out FILE] [--drain SLOTS] [--lists] [--usage]
//   --short: shorter runs; --once: one round; --drain: no-op jobs only, with so many slots; --lists: lists over a million jobs only; --usage: reports over a million entries of the ledger only
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var quick = args.Contains("--short");
var rounds = args.Contains("--once") ? 1 : 3;
var report = new List<string>
{
    "# Foundation: first figures", "",
    $"Date {DateTime.Today:yyyy-MM-dd}. {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; server, database and load generator share the machine.",
    $"SQLite: WAL, `synchronous=FULL`. PostgreSQL: `fsync` and `synchronous_commit` on. Log level INFO, as in production. Medians of {rounds} interleaved rounds; ingestion {(quick ? 15 : 30)} s at a fixed rate, first in a process just started (after 2 s), then again after 8 more seconds, {(quick ? 4 : 10)} s for each step of the search; 50,000 no-op jobs; latencies in ms, counted from the planned send time.", "",
};

await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = true });
var targets = new[] { Target.Sqlite, Target.Postgres };
if (Array.IndexOf(args, "--drain") is var asked and >= 0)
{
    var slots = int.Parse(args[asked + 1]);
    for (var round = 0; round < rounds; round++)
        foreach (var target in targets)
        {
            await using var database = await BenchDatabase.CreateAsync(target, postgres);
            var (enqueued, drained, wal) = await Drain.RunAsync(database, 50_000, slots);
            Console.WriteLine($"{target}, {slots} slots: enqueued {enqueued:0}/s, drained {drained:0}/s, {wal:0} bytes of write-ahead log per job");
        }

    return;
}

if (args.Contains("--lists"))
{
    var lists = new Dictionary<Target, IReadOnlyList<ListFigures>>();
    foreach (var target in targets)
    {
        await using var database = await BenchDatabase.CreateAsync(target, postgres);
        lists[target] = await JobLists.RunAsync(database);
    }

    await WriteAsync(string.Join('\n', (string[])
    [
        "# Lists over a million jobs", "",
        $"Date {DateTime.Today:yyyy-MM-dd}. {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores; server and database share the machine. 700,000 ended jobs (3 % dead letters, 2 % cancelled),",
        "300,000 live ones (98 % waiting). The large tenant owns half of all, the small one 200, fifty others the rest; the owner sees all. Each question 40 times over HTTP, one after the",
        "other, with other times and ids where it has some; milliseconds until the answer was read, p50 / p95. Goal: p95 under 200.", "",
        "| who | asked | rows | SQLite | PostgreSQL |", "|---|---|---|---|---|",
        .. lists[Target.Sqlite].Zip(lists[Target.Postgres], (s, p) => $"| {s.Caller} | `{s.Query}` | {p.Rows} | {s.P50:0.0} / {s.P95:0.0} | {p.P50:0.0} / {p.P95:0.0} |"),
    ]) + "\n");
    return;
}

if (args.Contains("--usage"))
{
    var reports = new Dictionary<Target, IReadOnlyList<ReportFigures>>();
    foreach (var target in targets)
    {
        await using var database = await BenchDatabase.CreateAsync(target, postgres);
        reports[target] = await UsageReports.RunAsync(database);
    }

    await WriteAsync(string.Join('\n', (string[])
    [
        "# Reports over a ledger of a million entries", "",
        $"Date {DateTime.Today:yyyy-MM-dd}. {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores; server and database share the machine. The entries are of 365 days. The large tenant",
        "owns half of them, the small one 200, fifty others the rest; the owner sees all. Each question five times over HTTP, one after the other; milliseconds until the answer was read,",
        "median / slowest. Without a period a report is of thirty days (a twelfth); `{year}` is all of them. Goal: under 1,000 for thirty days.", "",
        "| who | asked | calls | SQLite | PostgreSQL |", "|---|---|---|---|---|",
        .. reports[Target.Sqlite].Zip(reports[Target.Postgres], (s, p) => $"| {s.Caller} | `{s.Query}` | {p.Calls} | {s.P50:0} / {s.Slowest:0} | {p.P50:0} / {p.Slowest:0} |"),
    ]) + "\n");
    return;
}

var starts = targets.ToDictionary(t => t, _ => new List<StartFigures>());
var colds = targets.ToDictionary(t => t, _ => new List<LoadFigures>());
var ingests = targets.ToDictionary(t => t, _ => new List<LoadFigures>());
var highest = targets.ToDictionary(t => t, _ => new List<double>());
var drains = targets.ToDictionary(t => t, _ => new List<DrainFigures>());
for (var round = 0; round < rounds; round++)
    foreach (var target in targets)
    {
        Console.Error.WriteLine($"round {round + 1} of {rounds}: {target}");
        await using var database = await BenchDatabase.CreateAsync(target, postgres);
        starts[target].Add(await ServerUnderLoad.StartOnlyAsync(database));
        await using (var server = await ServerUnderLoad.StartAsync(database))
        {
            colds[target].Add(await server.IngestAsync(1000, warmUp: 2, quick ? 15 : 30));
            ingests[target].Add(await server.IngestAsync(1000, warmUp: 8, quick ? 15 : 30));
            highest[target].Add(await server.HighestRateAsync(500, quick ? 4 : 10));
        }

        await using var fresh = await BenchDatabase.CreateAsync(target, postgres);
        drains[target].Add(await Drain.RunAsync(fresh, 50_000));
    }

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

report.AddRange(
[
    "| figure | SQLite | PostgreSQL |", "|---|---|---|",
    Row("start to ready on a migrated database, s", t => Median(starts[t].Select(s => s.Seconds)), "0.00"),
    Row("resident memory 10 s after the start, MB", t => Median(starts[t].Select(s => s.IdleMegabytes)), "0"),
    Row("ingest at 1,000/s: answered per second", t => Median(ingests[t].Select(i => i.PerSecond)), "0"),
    Row("ingest at 1,000/s: failed or dropped", t => ingests[t].Concat(colds[t]).Sum(i => i.Lost), "0"),
    Row("ingest at 1,000/s: p50", t => Median(ingests[t].Select(i => i.P50)), "0.0"),
    Row("ingest at 1,000/s: p95", t => Median(ingests[t].Select(i => i.P95)), "0.0"),
    Row("ingest at 1,000/s: p95, worst round", t => ingests[t].Max(i => i.P95), "0.0"),
    Row("ingest at 1,000/s: p99", t => Median(ingests[t].Select(i => i.P99)), "0.0"),
    Row("ingest at 1,000/s, process just started: p95", t => Median(colds[t].Select(i => i.P95)), "0.0"),
    Row("highest rate with p95 < 500 ms, /s", t => Median(highest[t]), "0"),
    Row("no-op jobs: bulk enqueue, /s", t => Median(drains[t].Select(d => d.EnqueuedPerSecond)), "0"),
    Row("no-op jobs: drain by one process, 10 slots (default), /s", t => Median(drains[t].Select(d => d.DrainedPerSecond)), "0"),
    Row("no-op jobs: drain by one process, 500 slots, /s", t => Median(drains[t].Select(d => d.WideDrainedPerSecond)), "0"),
    "", "Each ingested event carries a text: while events come in at this rate, the same process screens and classifies them with the built-in engine.",
    "", "A process just started spends a quarter of its time compiling; its figures are a row of their own. The machine drifts by half within an hour: compare",
    "only figures of one run.",
]);
string Row(string name, Func<Target, double> value, string format) =>
    $"| {name} | {value(Target.Sqlite).ToString(format)} | {value(Target.Postgres).ToString(format)} |";

await WriteAsync(string.Join('\n', report) + "\n");

async Task WriteAsync(string text)
{
    Console.WriteLine(text);
    if (Array.IndexOf(args, "--out") is var at and >= 0) await File.WriteAllTextAsync(args[at + 1], text);
}
