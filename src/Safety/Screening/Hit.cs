using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>A term found in a text.</summary>
/// <param name="Term">The term.</param>
/// <param name="Start">Offset of its first character in the original.</param>
/// <param name="End">Offset just past its last one.</param>
/// <param name="Evasive">Whether it was disguised.</param>
/// <param name="Framed">Whether the writer quotes it, reports it or says it of himself.</param>
internal readonly record struct Hit(Term Term, int Start, int End, bool Evasive, bool Framed = false)
{
    public bool Covers(Hit other) => Start <= other.Start && other.End <= End;

    public bool Overlaps(Hit other) => Start < other.End && other.Start < End;
}
