using System.Diagnostics;
using System.Globalization;
using System.Text;
using Steward.Gateway.Embeddings;
using Steward.Tools.ScoreEmbeddings;

// Scores the built-in vectors on catalogues of construction items and writes docs/reports/embeddings-builtin.md. Runs in the root of the repository.
// Usage: ScoreEmbeddings <folder with indot_pay_items.csv, sfpw_*.csv, contractor_codebook_a_gc.csv> [date yyyy-MM-dd]
const string Target = "docs/reports/embeddings-builtin.md";
if (args.Length == 0 || !File.Exists(Path.Combine(args[0], "indot_pay_items.csv")))
{
    Console.Error.WriteLine("Name the folder that holds indot_pay_items.csv, sfpw_*.csv and contractor_codebook_a_gc.csv.");
    return 2;
}

var date = args.Length > 1 ? DateOnly.ParseExact(args[1], "yyyy-MM-dd", CultureInfo.InvariantCulture) : DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
Catalogue[] catalogues =
[
    Catalogue.Read("a state's pay items", "pay_item", code => code[..3], Path.Combine(args[0], "indot_pay_items.csv")),
    Catalogue.Read("a city's bid items", "bid_item", code => code.Split('-')[0], Directory.GetFiles(args[0], "sfpw_*.csv").Order(StringComparer.Ordinal)),
    Catalogue.Read("a contractor's cost codes", "code", code => code[..2], Path.Combine(args[0], "contractor_codebook_a_gc.csv")),
];
var text = new StringBuilder();
text.Append(CultureInfo.InvariantCulture, $"""
    # The built-in vectors against catalogues of construction items

    Date {date:yyyy-MM-dd}. Written by `tools/ScoreEmbeddings`; the vectors are those of `builtin/embedding`, version `{BuiltinEmbedding.Model}`, with {BuiltinEmbedding.Dimensions} numbers. The catalogues
    are public bid data and are not part of the project. Beside them stand two baselines on whole words: the cosine of TF-IDF weights, which know how rare a word is in the catalogue,
    and the share of words in common. The built-in vectors know no catalogue. No number of theirs was fitted to these files.

    ## The nearest other item stands in the same section

    | catalogue | items | sections | {string.Join(" | ", Finders.All.Select(f => f.Name))} |
    |---|---|---|{string.Concat(Finders.All.Select(_ => "---|"))}

    """);
foreach (var catalogue in catalogues)
    text.Append(CultureInfo.InvariantCulture, $"| {catalogue.Name} | {catalogue.Labels.Count} | {catalogue.Sections.SelectMany(s => s).Distinct().Count()} | {string.Join(" | ", Finders.All.Select(f => Shown(Scores.SectionAt1(catalogue, f))))} |\n");
text.Append("\n## An item is found again by a changed label\n\nAs the nearest / among the ten nearest.\n");
foreach (var catalogue in catalogues)
{
    text.Append(CultureInfo.InvariantCulture, $"\n| {catalogue.Name} | {string.Join(" | ", Finders.All.Select(f => f.Name))} |\n|---|{string.Concat(Finders.All.Select(_ => "---|"))}\n");
    foreach (var (name, change) in Changes.All)
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", Finders.All.Select(f => Scores.Recall(catalogue, f, change)).Select(r => $"{Shown(r.At1)} / {Shown(r.At10)}"))} |\n");
}

text.Append(CultureInfo.InvariantCulture, $"\n## Speed\n\n{PerSecond(catalogues[0].Labels):N0} vectors a second on one core, of the pay items' labels ({catalogues[0].Labels.Average(l => l.Length):0} characters on average).\n");
Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
File.WriteAllText(Target, text.ToString());
Console.WriteLine(text);
return 0;

static string Shown(double part) => part.ToString("0.000", CultureInfo.InvariantCulture);

static double PerSecond(IReadOnlyList<string> labels)
{
    var (made, started) = (0, 0L);
    for (var round = 0; round < 2; round++)
        for ((made, started) = (0, Stopwatch.GetTimestamp()); Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2); made++) BuiltinEmbedding.Of(labels[made % labels.Count]);
    return Math.Round(made / Stopwatch.GetElapsedTime(started).TotalSeconds / 1000) * 1000;
}
