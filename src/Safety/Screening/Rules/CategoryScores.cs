using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Steward.Safety.Screening.Rules;

/// <summary>A score for each name that rules can see: a dictionary without the cost of one, since every flagged text has it and few ask.</summary>
internal sealed class CategoryScores : IReadOnlyDictionary<string, double>
{
    private static readonly string[] Names =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence",
    ];

    private readonly double[] _scores = new double[Names.Length];

    /// <summary>Nothing was found.</summary>
    public static CategoryScores Nothing { get; } = new();

    public IEnumerable<string> Keys => Names;

    public IEnumerable<double> Values => _scores;

    public int Count => Names.Length;

    public double this[string key] => TryGetValue(key, out var score) ? score : throw new KeyNotFoundException(key);

    /// <summary>The place of a name, for <see cref="Raise"/>.</summary>
    public static int PlaceOf(string name) => Array.IndexOf(Names, name);

    /// <summary>A score is at least this.</summary>
    public void Raise(int place, double score) => _scores[place] = Math.Max(_scores[place], score);

    public bool ContainsKey(string key) => PlaceOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        var place = PlaceOf(key);
        value = place < 0 ? 0 : _scores[place];
        return place >= 0;
    }

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => Names.Zip(_scores, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
