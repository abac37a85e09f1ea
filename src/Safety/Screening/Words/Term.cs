namespace Steward.Safety.Screening.Words;

/// <summary>What a term means beyond its category.</summary>
[Flags]
internal enum Facets : byte
{
    None = 0,

    /// <summary>Counts only where the text names a group of people nearby: "they are vermin".</summary>
    NeedsGroup = 1,

    /// <summary>Threatens or calls for violence.</summary>
    Threatens = 2,

    /// <summary>Tells somebody to harm himself.</summary>
    Urges = 4,

    /// <summary>Sexual, about children.</summary>
    Minors = 8,
}

/// <summary>A word or phrase of a vocabulary.</summary>
/// <param name="Text">Its words, separated by spaces, in lower case.</param>
/// <param name="Category">What it is.</param>
/// <param name="Severity">0 counts only when disguised, 1 mild, 2 strong, 3 severe.</param>
/// <param name="Facets">What else it means.</param>
internal sealed record Term(string Text, Category Category, int Severity, Facets Facets = Facets.None)
{
    /// <summary>Reads a category as vocabularies write it: its name, or <c>hate_of</c>, <c>threat_of</c>, <c>urge</c>, <c>minors</c>.</summary>
    /// <exception cref="FormatException">There is no such category.</exception>
    public static (Category Category, Facets Facets) Parse(string category) => category switch
    {
        "hate_of" => (Category.Hate, Facets.NeedsGroup),
        "threat_of" => (Category.Hate, Facets.NeedsGroup | Facets.Threatens),
        "violence" => (Category.Violence, Facets.Threatens),
        "urge" => (Category.Harassment, Facets.Urges),
        "minors" => (Category.Sexual, Facets.Minors),
        _ => (CategoryNames.Parse(category), Facets.None),
    };
}
