namespace Steward.Impact.Q2Q.Cues;

/// <summary>A cue found in the text: the words <c>First</c> up to <c>End</c> (exclusive) speak for a label with a weight.</summary>
internal readonly record struct CueHit(string Label, double Weight, int First, int End, Cue Cue)
{
    public int Length => End - First;

    public bool Overlaps(CueHit other) => First < other.End && other.First < End;

    public bool Covers(CueHit other) => First <= other.First && End >= other.End && Length > other.Length;
}
