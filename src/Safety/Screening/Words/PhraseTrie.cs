namespace Steward.Safety.Screening.Words;

/// <summary>Phrases word by word. A step is the number of a word, or a negative number that stands for a class of words.</summary>
internal sealed class PhraseTrie
{
    public const int Root = 0;

    /// <summary>The step of <c>~</c> in a term: up to three words that do not matter.</summary>
    public const int Gap = int.MinValue;

    private const long Free = long.MinValue;
    private const int FirstSize = 64;

    private readonly List<Ends> _ends = [default];
    private readonly List<bool> _hasClassSteps = [false];

    // Open addressing: every word of every text asks here, several times where phrases begin with it.
    private long[] _keys = Empty(FirstSize);
    private int[] _nodes = new int[FirstSize];
    private int _count;

    /// <summary>Adds a phrase and returns its last node.</summary>
    public int Add(IEnumerable<int> steps)
    {
        var node = Root;
        foreach (var step in steps)
        {
            if (!TryStep(node, step, out var next))
            {
                next = _ends.Count;
                Put(Key(node, step), next);
                _ends.Add(default);
                _hasClassSteps.Add(false);
            }

            _hasClassSteps[node] |= step is < 0 and not Gap;
            node = next;
        }

        return node;
    }

    public bool TryStep(int node, int step, out int next)
    {
        var slot = Slot(Key(node, step));
        next = _nodes[slot];
        return _keys[slot] != Free;
    }

    public bool HasClassSteps(int node) => _hasClassSteps[node];

    public Ends At(int node) => _ends[node];

    public void SetEnds(int node, Ends ends) => _ends[node] = ends;

    private static long Key(int node, int step) => ((long)node << 32) | (uint)step;

    private static long[] Empty(int size)
    {
        var keys = new long[size];
        Array.Fill(keys, Free);
        return keys;
    }

    private int Slot(long key)
    {
        var keys = _keys;
        var slot = (int)(((ulong)key * 0x9E3779B97F4A7C15) >> 32) & (keys.Length - 1);
        while (keys[slot] != key && keys[slot] != Free)
        {
            slot = (slot + 1) & (keys.Length - 1);
        }

        return slot;
    }

    private void Put(long key, int node)
    {
        if (2 * ++_count > _keys.Length)
        {
            var (keys, nodes) = (_keys, _nodes);
            (_keys, _nodes) = (Empty(2 * keys.Length), new int[2 * keys.Length]);
            for (var at = 0; at < keys.Length; at++)
            {
                if (keys[at] != Free) Set(keys[at], nodes[at]);
            }
        }

        Set(key, node);
    }

    private void Set(long key, int node)
    {
        var slot = Slot(key);
        (_keys[slot], _nodes[slot]) = (key, node);
    }

    /// <summary>The terms that end at a node, by number plus one; 0 for none.</summary>
    internal readonly record struct Ends(int Profanity, int Toxicity, int Mark)
    {
        public bool Any => (Profanity | Toxicity | Mark) != 0;
    }
}
