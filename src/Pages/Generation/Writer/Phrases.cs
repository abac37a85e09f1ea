namespace Steward.Pages.Generation.Writer;

/// <summary>A heading and a sentence or two below it.</summary>
internal sealed record Framing(string Heading, string Text);

/// <summary>Words that frame what a brief says, in one language. They claim nothing about its subject.</summary>
internal sealed record Phrases
{
    /// <summary>Title of a page whose brief has no word.</summary>
    public required string Welcome { get; init; }

    public required string Subtitle { get; init; }

    /// <summary>Stands where the brief leaves nothing to say.</summary>
    public required string Intro { get; init; }

    public required string More { get; init; }

    public required string GetInTouch { get; init; }

    public required string Write { get; init; }

    public required string Call { get; init; }

    public required string Visit { get; init; }

    public required string ToTop { get; init; }

    public required string InShort { get; init; }

    public required string Points { get; init; }

    public required string Figures { get; init; }

    public required string Prices { get; init; }

    public required string Price { get; init; }

    public required string Questions { get; init; }

    /// <summary>Title of a page about somebody whose name is {0}.</summary>
    public required string About { get; init; }

    /// <summary>What to do next, where the brief gives no points.</summary>
    public required string StepsTitle { get; init; }

    public required IReadOnlyList<Framing> Steps { get; init; }

    /// <summary>Who, what and why.</summary>
    public required IReadOnlyList<Framing> AboutSections { get; init; }

    public required string BlogLead { get; init; }

    public required IReadOnlyList<Framing> BlogSections { get; init; }

    public required Framing BlogClosing { get; init; }

    /// <summary>The last call, where there is an address to write or call to.</summary>
    public required Framing Contact { get; init; }

    /// <summary>The last call, where there is none.</summary>
    public required Framing Farewell { get; init; }

    /// <summary>Those of the language; English for one without.</summary>
    public static Phrases For(string tag) => PageLanguage.Primary(tag) switch
    {
        "nb" or "no" or "nn" => NorwegianPhrases.All,
        "uk" => UkrainianPhrases.All,
        "ko" => KoreanPhrases.All,
        _ => EnglishPhrases.All,
    };
}
