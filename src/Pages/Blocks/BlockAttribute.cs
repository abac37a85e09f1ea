namespace Steward.Pages.Blocks;

/// <summary>Names a block and says what it is for, to editors and to models.</summary>
/// <param name="name">Stable name, <c>namespace/name</c>.</param>
/// <param name="title">What people call it.</param>
/// <param name="category">text, media, design, layout, widgets, embed or common.</param>
/// <param name="purpose">One sentence: when to use it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute(string name, string title, string category, string purpose) : Attribute
{
    /// <summary>Stable name.</summary>
    public string Name { get; } = name;

    /// <summary>What people call it.</summary>
    public string Title { get; } = title;

    /// <summary>Where editors list it.</summary>
    public string Category { get; } = category;

    /// <summary>When to use it.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>Version of its attributes. Defaults to 1; a change that old pages do not fit raises it and comes with a migration.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Words to find it by.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Blocks it may hold; none where empty, any top-level block where it is <c>*</c>.</summary>
    public string[] Holds { get; init; } = [];

    /// <summary>Blocks it may stand in; where empty it stands on the page itself and in whatever holds any block.</summary>
    public string[] Within { get; init; } = [];

    /// <summary>Attributes that will go, with what to use instead, as <c>name: instead</c>.</summary>
    public string[] Deprecated { get; init; } = [];
}

/// <summary>An address that a link may have: http, https, mail, telephone, a path of the site or a place on the page.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LinkAttribute : Attribute
{
    /// <summary>What the schema says of it.</summary>
    public const string Pattern = "^(https?://[^\\s<>\"]+|mailto:[^\\s<>\"]+|tel:[+0-9 ()-]+|/([^/\\\\\\s<>\"][^\\s<>\"]*)?|#[A-Za-z0-9_-]*)$";
}

/// <summary>An address of a picture: http or https.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PictureAttribute : Attribute
{
    /// <summary>What the schema says of it.</summary>
    public const string Pattern = "^https?://[^\\s<>\"]+$";
}

/// <summary>A colour, <c>#rgb</c> or <c>#rrggbb</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ColorAttribute : Attribute
{
    /// <summary>What the schema says of it.</summary>
    public const string Pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$";
}

/// <summary>Length of each text of a list.</summary>
/// <param name="min">At least.</param>
/// <param name="max">At most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachAttribute(int min, int max) : Attribute
{
    /// <summary>At least.</summary>
    public int Min { get; } = min;

    /// <summary>At most.</summary>
    public int Max { get; } = max;
}
