namespace Steward.Safety.Screening;

/// <summary>
/// What a vocabulary says about a term. Those up to <see cref="Slur"/> are profanity, those from <see cref="Hate"/> on toxicity.
/// </summary>
internal enum Category
{
    Profanity,
    Sexual,

    /// <summary>Mild insults and what is merely suggestive: worth a note, never unsafe.</summary>
    Mild,
    Slur,
    Hate,
    Violence,
    SelfHarm,
    Harassment,

    /// <summary>Innocent: vetoes the hits that it covers.</summary>
    Exception,

    /// <summary>Said by others or by people of themselves: the hits that it covers stay below the medium threshold.</summary>
    Frame,

    /// <summary>Names a group of people; no offence by itself.</summary>
    Group,

    /// <summary>A phrase that spam lures with; no offence by itself.</summary>
    Lure,
}

/// <summary>The names of categories in vocabularies and in the details of flags.</summary>
internal static class CategoryNames
{
    public static bool IsProfanity(this Category category) => category <= Category.Slur;

    public static bool IsToxicity(this Category category) => category is >= Category.Hate and <= Category.Harassment;

    /// <summary>Found for what it says about other hits or the whole text.</summary>
    public static bool IsMark(this Category category) => category >= Category.Exception;

    public static string Name(this Category category) => category switch
    {
        Category.Profanity => "profanity",
        Category.Sexual => "sexual",
        Category.Mild => "mild",
        Category.Slur => "slur",
        Category.Hate => "hate",
        Category.Violence => "violence",
        Category.SelfHarm => "self_harm",
        Category.Harassment => "harassment",
        Category.Exception => "exception",
        Category.Frame => "frame",
        Category.Group => "group",
        _ => "lure",
    };

    public static Category Parse(string name)
    {
        foreach (var category in Enum.GetValues<Category>())
        {
            if (category.Name() == name)
            {
                return category;
            }
        }

        throw new FormatException($"'{name}' is not a category.");
    }
}
