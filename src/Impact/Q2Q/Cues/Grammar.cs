using System.Collections.Frozen;

namespace Steward.Impact.Q2Q.Cues;

/// <summary>The small words of one language that change what a cue means. A word ending in <c>*</c> is a stem.</summary>
internal sealed record Grammar
{
    /// <summary>Words that deny what follows: "not", "never".</summary>
    public required WordSet Negators { get; init; }

    /// <summary>Phrases that hold a negator but deny nothing: "not only".</summary>
    public required string[] NegatorExceptions { get; init; }

    /// <summary>True where the negator may follow the verb ("jeg trives ikke").</summary>
    public bool NegatesAfter { get; init; }

    /// <summary>Words of wishing and supposing: the state is wanted, not reached.</summary>
    public required WordSet Wishes { get; init; }

    /// <summary>Words that make a cue count more.</summary>
    public required WordSet Intensifiers { get; init; }

    /// <summary>Words that make a cue count less.</summary>
    public required WordSet Diminishers { get; init; }

    /// <summary>Openings that place a state in the past: "used to", "at first".</summary>
    public required string[] PastFrames { get; init; }

    /// <summary>Words that turn a denied trouble into progress: "not nervous any more".</summary>
    public required WordSet Endings { get; init; }

    /// <summary>Words that turn to the present or to the contrary: "but", "now". A past frame ends at them, and so does a clause.</summary>
    public required string[] Contrasts { get; init; }

    /// <summary>Words beside the contrasts that begin a new clause: "and", "because".</summary>
    public required string[] Joiners { get; init; }
}

/// <summary>Whole words and stems (written with a trailing <c>*</c>).</summary>
internal sealed class WordSet(params string[] words)
{
    private readonly FrozenSet<string> _whole = words.Where(word => !word.EndsWith('*')).ToFrozenSet(StringComparer.Ordinal);
    private readonly string[] _stems = [.. words.Where(word => word.EndsWith('*')).Select(word => word[..^1])];

    public bool Contains(string word) =>
        _whole.Contains(word) || Array.Exists(_stems, stem => word.StartsWith(stem, StringComparison.Ordinal));
}
