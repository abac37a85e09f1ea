namespace Steward.Safety.Screening.Words;

/// <summary>What a word of the lexicon is good for.</summary>
[Flags]
internal enum WordUse : ushort
{
    None = 0,
    StartsPhrase = 1,
    Reports = 2,
    MarksEnglish = 4,
    MarksUkrainian = 8,
    MarksNorwegian = 16,

    /// <summary>No gap in a phrase reaches over it: a denial, or somebody spoken to.</summary>
    Stops = 32,

    /// <summary>Is read also where it is written together with others.</summary>
    Joins = 64,
    MarksGerman = 128,
    MarksFrench = 256,
    MarksSpanish = 512,
    MarksPolish = 1024,
    MarksSwedish = 2048,
    MarksDanish = 4096,

    /// <summary>Says that what follows is meant: "is it not obvious that …".</summary>
    Asserts = 8192,

    /// <summary>Stands for itself, so that it is no piece of a longer word that was broken apart.</summary>
    Usual = 16384,
}

/// <summary>A word that occurs in a vocabulary.</summary>
/// <param name="Use">What it is good for.</param>
/// <param name="Severity">Of the term that it is by itself, 0 to 3; -1 when it only occurs within phrases.</param>
/// <param name="Length">Its letters.</param>
/// <param name="Swearing">Whether it begins with the one word whose first letter alone gives it away.</param>
internal readonly record struct WordEntry(WordUse Use, sbyte Severity, byte Length, bool Swearing);
