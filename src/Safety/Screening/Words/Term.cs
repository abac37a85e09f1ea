namespace Steward.Safety.Screening.Words;

/// <summary>A word or phrase of a vocabulary.</summary>
/// <param name="Text">Its words, separated by spaces, in lower case.</param>
/// <param name="Category">What it is.</param>
/// <param name="Severity">0 counts only when disguised, 1 mild, 2 strong, 3 severe.</param>
internal sealed record Term(string Text, Category Category, int Severity);
