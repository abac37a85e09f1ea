using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Prices;

/// <summary><c>steward prices …</c></summary>
internal static class PriceCommands
{
    private static readonly string[] Headings = ["PROVIDER", "MODEL", "READS", "INPUT", "CACHED", "WRITE", "WRITE 1H", "OUTPUT", "THOUGHTS"];
    private static readonly Argument<FileInfo> File = new("file") { Description = "A price table as 'prices show --json' prints it, or LiteLLM's model_prices_and_context_window.json" };
    private static readonly Option<string?> Provider = new("--provider") { Description = "Only this provider" };
    private static readonly Option<string?> Model = new("--model") { Description = "Only this model" };
    private static readonly Option<string?> Shown = new("--version") { Description = "This version; the one in force unless given" };
    private static readonly Option<string?> Name = new("--name") { Description = "The new version's name; what the file says, or one made from what it holds" };
    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "From when it holds, for example 2026-12-01T00:00:00Z; what the file says, or now", HelpName = "TIME" };
    private static readonly Option<string?> Source = new("--source") { Description = "Where it is from" };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask" };

    public static Command Show(ServerOptions server)
    {
        var command = new Command("show", "Prices in US dollars per million tokens") { Provider, Model, Shown };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var table = await client.Prices.GetAsync(line.GetValue(Provider), line.GetValue(Model), line.GetValue(Shown), ct);
            output.Write(table, () => Output.Table(Headings, table.Prices.SelectMany(Lines)));
            Output.Remark(string.Create(CultureInfo.InvariantCulture, $"{table.Version}{(table.InForce ? ", in force," : "")} from {table.EffectiveFrom.UtcDateTime:yyyy-MM-dd HH:mm'Z'}: {table.Source}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Compare(ServerOptions server)
    {
        var command = new Command("diff", "What importing a file would change. Needs the platform owner's key") { File };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var would = await client.Prices.CompareAsync(await JsonFile.ReadAsync(line.GetValue(File)!, ct), null, ct);
            output.Write(would, () => Print(would));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Import(ServerOptions server)
    {
        var command = new Command("import", "Lay a file's prices over the table. Needs the platform owner's key") { File, Name, From, Source, Yes };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var (file, how) = (await JsonFile.ReadAsync(line.GetValue(File)!, ct), new NewPrices { Version = line.GetValue(Name), EffectiveFrom = line.GetValue(From), Source = line.GetValue(Source) });
            if (!line.GetValue(Yes))
            {
                var would = await client.Prices.CompareAsync(file, how, ct);
                if (server.Json(line)) Output.Remark(Says(would));
                else Print(would);
                if (!Console.IsInputRedirected && !Confirmed(would)) return ExitCodes.Cancelled;
            }

            var done = await client.Prices.ImportAsync(file, how, ct);
            output.Write(done, () => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Version {done.Version} holds from {done.EffectiveFrom.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}. {Says(done)}")));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(PriceImport would)
    {
        var diff = would.Diff;
        foreach (var (what, models) in new[] { ("New", diff.Added), ("Gone", diff.Removed), ("From", [.. diff.Changed.Select(c => c.Before)]), ("To", [.. diff.Changed.Select(c => c.After)]) })
        {
            if (models.Count == 0) continue;
            Console.Out.WriteLine($"{what}:");
            Output.Table(Headings, models.SelectMany(Lines));
        }

        Console.Out.WriteLine(Says(would));
        foreach (var (reason, count) in would.Skipped.OrderByDescending(s => s.Value)) Output.Remark(string.Create(CultureInfo.InvariantCulture, $"  left out {count}: {reason}"));
    }

    private static string Says(PriceImport import) => string.Create(CultureInfo.InvariantCulture,
        $"{import.Taken} models read; against {import.Diff.From}: {import.Diff.Added.Count} new, {import.Diff.Changed.Count} changed, {import.Diff.Removed.Count} gone.");

    private static bool Confirmed(PriceImport would)
    {
        Console.Error.Write($"Import them as version {would.Version}? [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static IEnumerable<IReadOnlyList<string>> Lines(ModelPrice model) =>
    [
        Line(model.Provider, model.Model, "", model), .. Batch("batch", model.Batch),
        .. (model.Tiers ?? []).SelectMany(t => (IEnumerable<IReadOnlyList<string>>)[Line("", "", Above(t), t), .. Batch(Above(t) + " batch", t.Batch)]),
    ];

    private static IEnumerable<IReadOnlyList<string>> Batch(string reads, TokenPrices? batch) => batch is null ? [] : [Line("", "", reads, batch)];

    private static string Above(TierPrices tier) => string.Create(CultureInfo.InvariantCulture, $"over {tier.Above / 1000}k");

    private static string[] Line(string provider, string model, string reads, TokenPrices p) =>
        [provider, model, reads, Usd(p.Input), Usd(p.Cached), Usd(p.CacheWrite), Usd(p.CacheWriteLong), Usd(p.Output), Usd(p.Reasoning)];

    private static string Usd(decimal? value) => value?.ToString("0.########", CultureInfo.InvariantCulture) ?? "";
}
