using System.Globalization;
using Steward.Privacy.Detection;

namespace Steward.Tools.ScorePii;

/// <summary>How many random numbers without a word beside them are taken for personal data.</summary>
internal static class RandomNumbers
{
    public const int Count = 20_000;

    /// <summary>The share of numbers of a length, and which kinds they were taken for.</summary>
    public static (double Share, string Kinds) Taken(int digits)
    {
        // The same numbers each time, so that reports can be compared.
        var random = new Random(digits);
        var kinds = new Dictionary<PiiType, int>();
        for (var i = 0; i < Count; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"Reference {random.Next(1, 10)}{string.Concat(Enumerable.Range(1, digits - 1).Select(_ => random.Next(10)))} in our books.");
            foreach (var span in PiiDetector.Find(text)) kinds[span.Type] = kinds.GetValueOrDefault(span.Type) + 1;
        }

        return ((double)kinds.Values.Sum() / Count, string.Join(", ", kinds.OrderByDescending(pair => pair.Value).Select(pair => pair.Key.Name())));
    }
}
