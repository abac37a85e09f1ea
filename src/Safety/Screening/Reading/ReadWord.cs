namespace Steward.Safety.Screening.Reading;

/// <summary>A word of the lexicon found in a text.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset just past its last one.</param>
/// <param name="Id">Its number in the lexicon.</param>
/// <param name="First">Which word of the text it is, counted over all words.</param>
/// <param name="Last">The same for its end: a disguised word can span several.</param>
/// <param name="Disguised">Whether the plain text does not hold it.</param>
/// <param name="Weak">Whether it counts only as part of a phrase: a slip of typing, or a part of words written together.</param>
internal readonly record struct ReadWord(int Start, int End, int Id, int First, int Last, bool Disguised, bool Weak = false);
