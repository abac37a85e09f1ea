using System.Globalization;
using Steward.Bench.Foundation;

namespace Steward.Bench.Jobs;

/// <summary>What the driver asks for: a scenario, then <c>--name value</c> pairs.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values;

    private Options(string scenario, Dictionary<string, string> values) => (Scenario, _values) = (scenario, values);

    public string Scenario { get; }

    public BenchDatabase Database => BenchDatabase.Open(Enum.Parse<Target>(Text("target"), ignoreCase: true), Text("data"), Text("url"));

    /// <summary>The default of the product where none is given.</summary>
    public int? Slots => _values.ContainsKey("slots") ? Number("slots") : null;

    public static Options Parse(string[] args) => new(args[0], args[1..].Chunk(2).ToDictionary(p => p[0][2..], p => p[1]));

    public string Text(string name) => _values.TryGetValue(name, out var value) ? value : throw new ArgumentException($"--{name} is missing.");

    public int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);
}
