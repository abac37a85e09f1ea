using Steward.Gateway.Embeddings;

namespace Steward.Tools.ScoreEmbeddings;

/// <summary>A way to say how near each label is to a text.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Over">Made ready for some labels.</param>
internal sealed record Finder(string Name, Func<IReadOnlyList<string>, Func<string, double[]>> Over);

internal static class Finders
{
    public static readonly Finder[] All = [new("builtin", Builtin), new("words, TF-IDF", TfIdf), new("words, overlap", Overlap)];

    private static Func<string, double[]> Builtin(IReadOnlyList<string> labels)
    {
        var vectors = labels.Select(l => BuiltinEmbedding.Of(l)).ToArray();
        return text => BuiltinEmbedding.Of(text) is var asked ? Array.ConvertAll(vectors, v => Dot(v, asked)) : [];
    }

    private static Func<string, double[]> TfIdf(IReadOnlyList<string> labels)
    {
        var seen = labels.SelectMany(l => Words(l).Distinct()).CountBy(w => w).ToDictionary();
        var vectors = labels.Select(Weights).ToArray();
        return text => Weights(text) is var asked ? Array.ConvertAll(vectors, v => asked.Sum(w => w.Value * v.GetValueOrDefault(w.Key))) : [];

        Dictionary<string, double> Weights(string text)
        {
            var raw = Words(text).CountBy(w => w).ToDictionary(w => w.Key, w => w.Value * (1 + Math.Log((1.0 + labels.Count) / (1 + seen.GetValueOrDefault(w.Key)))));
            var length = Math.Max(Math.Sqrt(raw.Values.Sum(v => v * v)), double.Epsilon);
            return raw.ToDictionary(w => w.Key, w => w.Value / length);
        }
    }

    // Words that both have, of all that either has.
    private static Func<string, double[]> Overlap(IReadOnlyList<string> labels)
    {
        var sets = labels.Select(l => Words(l).ToHashSet()).ToArray();
        return text =>
        {
            var asked = Words(text).ToHashSet();
            return Array.ConvertAll(sets, s => asked.Count(s.Contains) is var both && both == 0 ? 0 : both / (double)(s.Count + asked.Count - both));
        };
    }

    internal static string[] Words(string text) => new string([.. text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static double Dot(float[] one, float[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++) sum += one[i] * other[i];
        return sum;
    }
}
