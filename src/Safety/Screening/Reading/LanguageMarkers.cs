using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>How many frequent words of each language a text holds.</summary>
internal sealed class LanguageMarkers
{
    private const WordUse Any = WordUse.MarksNorwegian | WordUse.MarksDanish | WordUse.MarksSwedish | WordUse.MarksGerman
        | WordUse.MarksFrench | WordUse.MarksSpanish | WordUse.MarksPolish;

    private int[]? _joining;

    /// <summary>All words of the text, known or not.</summary>
    public int Words { get; set; }

    public int English { get; private set; }

    /// <summary>Whether there are any of a language that joins.</summary>
    public bool AnyJoining => _joining is not null;

    /// <summary>Those of a language that joins, by its place in <see cref="Language.Joining"/>.</summary>
    public int this[int joining] => _joining?[joining] ?? 0;

    public void Count(WordUse use)
    {
        English += (use & WordUse.MarksEnglish) != 0 ? 1 : 0;
        if ((use & Any) == 0)
        {
            return;
        }

        _joining ??= new int[Language.Joining.Length];
        for (var at = 0; at < _joining.Length; at++)
        {
            _joining[at] += (use & Language.Joining[at].Mark) != 0 ? 1 : 0;
        }
    }
}
