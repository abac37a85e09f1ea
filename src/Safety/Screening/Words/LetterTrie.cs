using System.Numerics;

namespace Steward.Safety.Screening.Words;

/// <summary>Words letter by letter, for readings in which one character of a text can stand for several letters.</summary>
internal sealed class LetterTrie
{
    /// <summary>The node before the first letter.</summary>
    public const int Root = 0;

    private const int FirstLetters = 0x500;

    private Node[] _nodes = [new Node('\0', 0, 0, -1, 0, 0)];
    private int _count = 1;
    private readonly int[] _first = new int[FirstLetters];

    // Once complete: of each node the first child of each of its bits, in the order of the bits.
    private int[] _children = [];

    /// <summary>
    /// Adds a word; letters beyond Latin and Cyrillic cannot begin one. A node's children are visited in the order in which they came, so
    /// the worst words should come first.
    /// </summary>
    public void Add(string word, int id)
    {
        if (word[0] >= FirstLetters)
        {
            return;
        }

        var node = Root;
        foreach (var letter in word)
        {
            var child = Child(node, letter);
            if (child < 0)
            {
                child = _count++;
                if (child == _nodes.Length)
                {
                    Array.Resize(ref _nodes, 2 * child);
                }

                _nodes[child] = new Node(letter, 0, 0, -1, 0, 0);
                Append(node, child);
                if (node == Root)
                {
                    _first[letter] = child;
                }
            }

            node = child;
        }

        _nodes[node].Word = id;
    }

    /// <summary>The node behind a letter, or -1.</summary>
    public int Child(int node, char letter)
    {
        if (node == Root)
        {
            return letter < FirstLetters && _first[letter] > 0 ? _first[letter] : -1;
        }

        var nodes = _nodes;
        var (letters, bit) = (nodes[node].Letters, Bit(letter));
        if ((letters & bit) == 0)
        {
            return -1;
        }

        if (_children.Length > 0 && _children[nodes[node].Children + BitOperations.PopCount(letters & (bit - 1))] is var likely && nodes[likely].Letter == letter)
        {
            return likely;
        }

        for (var child = nodes[node].Child; child > 0; child = nodes[child].Sibling)
        {
            if (nodes[child].Letter == letter)
            {
                return child;
            }
        }

        return -1;
    }

    /// <summary>Nothing is added any more: children are found without looking at their siblings.</summary>
    public void Complete()
    {
        var children = new List<int>(_count);
        Span<int> first = stackalloc int[32];
        for (var node = 0; node < _count; node++)
        {
            first.Clear();
            _nodes[node].Children = children.Count;
            for (var child = _nodes[node].Child; child > 0; child = _nodes[child].Sibling)
            {
                ref var slot = ref first[_nodes[child].Letter & 31];
                slot = slot > 0 ? slot : child;
            }

            foreach (var child in first)
            {
                if (child > 0) children.Add(child);
            }
        }

        _children = [.. children];
    }

    /// <summary>The first of a node's children, 0 when it has none.</summary>
    public int FirstChild(int node) => _nodes[node].Child;

    /// <summary>The child after this one, 0 when it is the last.</summary>
    public int NextSibling(int node) => _nodes[node].Sibling;

    public char Letter(int node) => _nodes[node].Letter;

    /// <summary>The word that ends at a node, or -1.</summary>
    public int Word(int node) => _nodes[node].Word;

    // Which letters may follow, so that most that do not are refused at a glance.
    private static uint Bit(char letter) => 1u << (letter & 31);

    private void Append(int node, int child)
    {
        _nodes[node].Letters |= Bit(_nodes[child].Letter);
        var last = _nodes[node].Child;
        if (last == 0)
        {
            _nodes[node].Child = child;
            return;
        }

        while (_nodes[last].Sibling > 0)
        {
            last = _nodes[last].Sibling;
        }

        _nodes[last].Sibling = child;
    }

    private record struct Node(char Letter, int Child, int Sibling, int Word, uint Letters, int Children);
}
