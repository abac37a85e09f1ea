namespace Steward.Safety.Screening.Reading;

/// <summary>Which letters a word is written in; it decides what a look-alike in it stands for.</summary>
internal enum Alphabet
{
    /// <summary>Latin letters; every other character is read as the Latin letter that it resembles.</summary>
    Latin,

    /// <summary>Only Cyrillic letters; digits and signs are read as Cyrillic.</summary>
    Cyrillic,

    /// <summary>Latin and Cyrillic letters in one word; each can pass for its twin.</summary>
    Mixed,
}
