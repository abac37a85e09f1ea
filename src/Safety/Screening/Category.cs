namespace Steward.Safety.Screening;

/// <summary>
/// What a vocabulary says about a term. Those up to <see cref="Slur"/> are profanity, those from <see cref="Hate"/> on toxicity.
/// </summary>
internal enum Category
{
    Profanity,
    Sexual,
    Slur,
    Hate,
    Violence,
    SelfHarm,
    Harassment,

    /// <summary>Innocent: vetoes the hits that it covers.</summary>
    Exception,
}

/// <summary>The names of categories in vocabularies and in the details of flags.</summary>
internal static class CategoryNames
{
    public static bool IsProfanity(this Category category) => category <= Category.Slur;

    public static bool IsToxicity(this Category category) => category is >= Category.Hate and <= Category.Harassment;

    public static string Name(this Category category) => category switch
    {
        Category.Profanity => "profanity",
        Category.Sexual => "sexual",
        Category.Slur => "slur",
        Category.Hate => "hate",
        Category.Violence => "violence",
        Category.SelfHarm => "self_harm",
        Category.Harassment => "harassment",
        _ => "exception",
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
