using System.Diagnostics;
using System.Globalization;
using System.Text;
using Steward.Bench.Safety;
using Steward.Safety.Screening;
using Steward.Safety.Screening.Bulk;

// Screening beside four npm filters on the same labelled texts, one thread each. Nothing here is a test. Runs in the root of the repository.
//   dotnet run -c Release --project bench/Safety [--quality FILE] [--speed FILE] [--seconds N]
//   --quality: writes what is found and what is not, needs no npm; --speed: writes the comparison, installs the peers
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
var seconds = double.Parse(Option("--seconds") ?? "5");
var cases = Cases.Read();
var screener = new Screener();
var verdicts = cases.Select(c => screener.Screen(c.Text)).ToList();
if (Option("--quality") is { } quality) File.WriteAllText(quality, QualityReport.Write(cases, verdicts) + LearningReport.Write(cases, verdicts));
if (Option("--speed") is { } speed)
{
    Peers.Install();
    string[] texts = [.. cases.Select(c => c.Text)];
    var ours = new Judged($"Steward ({verdicts[0].RulesVersion}), all detectors", [.. verdicts.Select(QualityReport.IsFlagged)], Throughput(texts));
    File.WriteAllText(speed, SpeedReport.Write(cases, [ours, .. Peers.Judge(texts, seconds)], Latencies(texts), await LinesAsync(texts), Hostile()));
}

double Throughput(string[] texts)
{
    long count = 0;
    for (var warm = Stopwatch.StartNew(); warm.Elapsed.TotalSeconds < seconds;) foreach (var text in texts) screener.Screen(text);
    var clock = Stopwatch.StartNew();
    for (; clock.Elapsed.TotalSeconds < seconds; count += texts.Length) foreach (var text in texts) screener.Screen(text);
    return count / clock.Elapsed.TotalSeconds;
}

// 500 characters out of all texts in a row, and 2,000.
IReadOnlyList<(int Length, double[] Milliseconds)> Latencies(string[] texts)
{
    var all = string.Join(' ', texts);
    var random = new Random(1);
    return [.. ((int[])[500, 2_000]).Select(length => (length, Enumerable.Range(0, 20_000).Select(_ =>
    {
        var text = all.Substring(random.Next(all.Length - length), length);
        var start = Stopwatch.GetTimestamp();
        screener.Screen(text);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }).Order().ToArray()))];
}

// What `steward screen` does, from memory to memory: comments of 20 texts, 50 MB of them; and the memory that is alive at the end.
async Task<(double MegabytesPerSecond, double MegabytesAllocatedAtOnce)> LinesAsync(string[] texts)
{
    var input = new MemoryStream();
    for (var at = 0; input.Length < 50_000_000; at = (at + 20) % (texts.Length - 20))
        input.Write(Encoding.UTF8.GetBytes($"{{\"id\":{at},\"text\":{System.Text.Json.JsonSerializer.Serialize(string.Join(' ', texts[at..(at + 20)]))}}}\n"));
    input.Position = 0;
    GC.Collect();
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var clock = Stopwatch.StartNew();
    await new LineScreener(screener).RunAsync(input, Stream.Null, default);
    var rate = input.Length / clock.Elapsed.TotalSeconds / 1e6;
    return (rate, (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6);
}

// The worst of texts made to be slow, in milliseconds for 10,000 characters.
IReadOnlyList<(string Name, double Milliseconds)> Hostile()
{
    string[] pieces = ["a", "fuck ", "f u c k ", "f*", "***f", "1l!|", "sh1t-", "f\u0336\u0335u\u0336", "\u202Ef\u200B", "\uD83D", "\uDE00\uD83D", "п1зд", "\"i hate all the women\" ", "moby dick ", "iiiiii", "killallthe", "i will really just kill ", "say women are \"", "women women ", "not i hate women say ", "a@b.c ", "1 2 3 4 ", "www.", "they are ", "fu ck ", "|_|", "/\\/ ", "$ @ ", "8===", "( . ", "IHateAll"];
    return [.. pieces.Select(piece =>
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        screener.Screen(text);
        var start = Stopwatch.GetTimestamp();
        screener.Screen(text);
        return (piece, Stopwatch.GetElapsedTime(start).TotalMilliseconds / (text.Length / 10_000.0));
    }).OrderByDescending(hostile => hostile.Item2)];
}
