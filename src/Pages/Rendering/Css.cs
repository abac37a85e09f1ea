using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Rendering;

/// <summary>Names in the style sheet.</summary>
internal static class Css
{
    public static string? Of(Align? align) => align is { } a && a != Align.Left ? $"align-{a.ToString().ToLowerInvariant()}" : null;

    /// <summary>Levels of a section's own heading and of its items'.</summary>
    public static IEnumerable<int> Outline(string? title, int items) => (title is null ? [] : (int[])[2]).Concat(Enumerable.Repeat(title is null ? 2 : 3, items));

    /// <summary>The element of an item's heading: one level below the section's, where that has one.</summary>
    public static string ItemHeading(string? title) => title is null ? "h2" : "h3";
}

/// <summary>Pictures for those who do not see them.</summary>
internal static class Alt
{
    public static IEnumerable<Finding> Check(string pointer, Picture picture)
    {
        if (string.IsNullOrWhiteSpace(picture.Alt)) yield return Finding.Error($"{pointer}/alt", "alt_missing", "Say what the picture shows, for those who do not see it.");
    }
}
