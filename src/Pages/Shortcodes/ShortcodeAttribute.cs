namespace Steward.Pages.Shortcodes;

/// <summary>Names a shortcode and says what it is for, to editors and to models.</summary>
/// <param name="name">What authors write in the brackets.</param>
/// <param name="title">What people call it.</param>
/// <param name="category">text, media, design, layout, widgets, embed or common, as for blocks.</param>
/// <param name="purpose">One sentence: what it shows.</param>
/// <param name="rendersAs">The block that it becomes.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class ShortcodeAttribute(string name, string title, string category, string purpose, string rendersAs) : Attribute
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    public string Category { get; } = category;

    public string Purpose { get; } = purpose;

    public string RendersAs { get; } = rendersAs;

    /// <summary>Words to find it by.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>One that is right as it stands.</summary>
    public required string Example { get; init; }

    /// <summary>When a model is to use it, and what it must not make up.</summary>
    public required string Hint { get; init; }
}
