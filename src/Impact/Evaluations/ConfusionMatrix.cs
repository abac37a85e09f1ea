namespace Steward.Impact.Evaluations;

/// <summary>How often each class was expected and how often given: rows are expected, columns given.</summary>
/// <param name="classes">The classes, in the order of rows and columns.</param>
internal sealed class ConfusionMatrix(IReadOnlyList<string> classes)
{
    private readonly int[][] _counts = [.. classes.Select(_ => new int[classes.Count])];

    /// <summary>Classes in the order of rows and columns.</summary>
    public IReadOnlyList<string> Classes => classes;

    /// <summary>Counts by row and column.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Counts => _counts;

    /// <summary>All that was judged.</summary>
    public int Total => _counts.Sum(row => row.Sum());

    /// <summary>Those in the diagonal.</summary>
    public int Right => _counts.Select((row, i) => row[i]).Sum();

    /// <summary>Right ÷ all; null where nothing was judged.</summary>
    public double? Accuracy => Share(Right, Total);

    /// <summary>Counts one judgement.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class that there is not.</exception>
    public void Add(string expected, string given) => _counts[IndexOf(expected)][IndexOf(given)]++;

    /// <summary>Of what was given as the class, the share that was expected to be; null where it was never given.</summary>
    public double? Precision(string of) => Share(Hits(of), Given(of));

    /// <summary>Of what was expected to be the class, the share that was given as it; null where it was never expected.</summary>
    public double? Recall(string of) => Share(Hits(of), Expected(of));

    /// <summary>2 × hits ÷ (expected + given), the harmonic mean of precision and recall; null where the class was neither expected nor given.</summary>
    public double? F1(string of) => Share(2 * Hits(of), Expected(of) + Given(of));

    /// <summary>How often the class was expected.</summary>
    public int Expected(string of) => _counts[IndexOf(of)].Sum();

    /// <summary>How often the class was given.</summary>
    public int Given(string of) => _counts.Sum(row => row[IndexOf(of)]);

    private int Hits(string of) => _counts[IndexOf(of)][IndexOf(of)];

    private int IndexOf(string name) => Enumerable.Range(0, classes.Count).FirstOrDefault(i => classes[i] == name, -1) is var at and >= 0 ? at
        : throw new ArgumentOutOfRangeException(nameof(name), "The label has no such class.");

    private static double? Share(int part, int of) => of == 0 ? null : (double)part / of;
}
