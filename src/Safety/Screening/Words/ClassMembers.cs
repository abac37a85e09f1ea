namespace Steward.Safety.Screening.Words;

/// <summary>The phrases that belong to classes of words, such as the names of groups of people.</summary>
internal sealed class ClassMembers
{
    private readonly PhraseTrie _phrases = new();
    private readonly Dictionary<int, List<int>> _classes = [];

    public void Add(IEnumerable<int> words, int step)
    {
        var node = _phrases.Add(words);
        if (!_classes.TryGetValue(node, out var steps))
        {
            _classes[node] = steps = [];
        }

        steps.Add(step);
    }

    public bool TryStep(int node, int word, out int next) => _phrases.TryStep(node, word, out next);

    /// <summary>The steps of the classes that a member ending at this node belongs to.</summary>
    public IReadOnlyList<int> ClassesAt(int node) => _classes.TryGetValue(node, out var steps) ? steps : [];
}
