using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Bench.Jobs;

/// <summary>JSON lines on standard output: one when a worker is ready, one with the figures.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Ready() => Console.WriteLine("""{"ready":true}""");

    /// <summary>The figures, with what the process used: peak of resident memory in MB, processor time in seconds.</summary>
    public static void Figures(object figures)
    {
        using var self = Process.GetCurrentProcess();
        var line = JsonSerializer.SerializeToNode(figures, Json)!.AsObject();
        line["peakMb"] = self.PeakWorkingSet64 / 1e6;
        line["cpuSeconds"] = self.TotalProcessorTime.TotalSeconds;
        Console.WriteLine(line.ToJsonString(Json));
    }
}
