using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>How many frequent words of each language a text holds.</summary>
internal sealed class LanguageMarkers
{
    /// <summary>All words of the text, known or not.</summary>
    public int Words { get; set; }

    public int English { get; private set; }

    public int Ukrainian { get; private set; }

    public int Norwegian { get; private set; }

    public void Count(WordUse use)
    {
        English += use.HasFlag(WordUse.MarksEnglish) ? 1 : 0;
        Ukrainian += use.HasFlag(WordUse.MarksUkrainian) ? 1 : 0;
        Norwegian += use.HasFlag(WordUse.MarksNorwegian) ? 1 : 0;
    }
}
