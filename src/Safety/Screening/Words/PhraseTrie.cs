namespace Steward.Safety.Screening.Words;

/// <summary>Phrases word by word. A step is the number of a word, or a negative number that stands for a class of words.</summary>
internal sealed class PhraseTrie
{
    public const int Root = 0;

    /// <summary>The step of <c>~</c> in a term: up to three words that do not matter.</summary>
    public const int Gap = int.MinValue;

    private readonly Dictionary<long, int> _steps = [];
    private readonly List<Ends> _ends = [default];
    private readonly List<bool> _hasClassSteps = [false];

    /// <summary>Adds a phrase and returns its last node.</summary>
    public int Add(IEnumerable<int> steps)
    {
        var node = Root;
        foreach (var step in steps)
        {
            var key = Key(node, step);
            if (!_steps.TryGetValue(key, out var next))
            {
                next = _ends.Count;
                _steps[key] = next;
                _ends.Add(default);
                _hasClassSteps.Add(false);
            }

            _hasClassSteps[node] |= step is < 0 and not Gap;
            node = next;
        }

        return node;
    }

    public bool TryStep(int node, int step, out int next) => _steps.TryGetValue(Key(node, step), out next);

    public bool HasClassSteps(int node) => _hasClassSteps[node];

    public Ends At(int node) => _ends[node];

    public void SetEnds(int node, Ends ends) => _ends[node] = ends;

    private static long Key(int node, int step) => ((long)node << 32) | (uint)step;

    /// <summary>The terms that end at a node, by number plus one; 0 for none.</summary>
    internal readonly record struct Ends(int Profanity, int Toxicity, int Mark)
    {
        public bool Any => (Profanity | Toxicity | Mark) != 0;
    }
}
