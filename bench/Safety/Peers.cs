using System.Diagnostics;
using System.Text.Json;
using Steward.Tests.Support;

namespace Steward.Bench.Safety;

/// <summary>What a filter flagged and how fast it was.</summary>
/// <param name="Name">Its package and version.</param>
/// <param name="Flagged">For each text whether it was flagged.</param>
/// <param name="PerSecond">Texts judged a second, one thread.</param>
internal sealed record Judged(string Name, bool[] Flagged, double PerSecond);

/// <summary>The npm filters, in a Node of their own.</summary>
internal static class Peers
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static string Folder => Path.Combine(RepoRoot.Find(), "bench", "Safety");

    public static void Install()
    {
        var (installed, list) = (new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json")), new FileInfo(Path.Combine(Folder, "package-lock.json")));
        if (installed.Exists && installed.LastWriteTimeUtc >= list.LastWriteTimeUtc) return;
        Run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "");
    }

    public static IReadOnlyList<Judged> Judge(IReadOnlyList<string> texts, double seconds)
    {
        var node = Path.Combine(Folder, "node_modules", "node", "bin", "node");
        var lines = Run(node, ["peers.mjs"], JsonSerializer.Serialize(new { texts, seconds })).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. lines.Select(line => JsonSerializer.Deserialize<Line>(line, Json)!)
                .Select(line => new Judged($"{line.Name} {line.Version} on Node {line.Node}", [.. line.Flagged.Select(c => c == '1')], line.PerSecond)),
        ];
    }

    private static string Run(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private sealed record Line(string Name, string Version, string Node, string Flagged, double PerSecond);
}
