namespace Steward.Safety.Screening.Words;

/// <summary>The phrases that belong to classes of words, such as the names of groups of people.</summary>
internal sealed class ClassMembers
{
    private readonly PhraseTrie _phrases = new();
    private int[]?[] _classes = new int[]?[64];

    public void Add(IEnumerable<int> words, int step)
    {
        var node = _phrases.Add(words);
        if (node >= _classes.Length)
        {
            Array.Resize(ref _classes, 2 * node);
        }

        _classes[node] = [.. _classes[node] ?? [], step];
    }

    public bool TryStep(int node, int word, out int next) => _phrases.TryStep(node, word, out next);

    /// <summary>The steps of the classes that a member ending at this node belongs to.</summary>
    public ReadOnlySpan<int> ClassesAt(int node) => node < _classes.Length ? _classes[node] : [];
}
