using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Generation.Mending;

/// <summary>Gives a page one heading of the first level, before all others, and leaves out no level below it.</summary>
internal static class HeadingMending
{
    private static readonly string[] Movable = ["core/heading", "page/hero"];

    /// <summary>Is the first heading one that cannot be the page's own, or is there none?</summary>
    public static bool NeedsFirst(JsonArray blocks) => PageLimits.Walk(blocks).FirstOrDefault(b => Levels(b).Any()) is not { } first || !Movable.Contains((string)first["type"]!);

    /// <summary>What the first heading says; null where there is none.</summary>
    public static string? FirstText(JsonArray blocks) =>
        PageLimits.Walk(blocks).Where(b => Levels(b).Any()).Select(b => (string?)(b["attributes"]!["title"] ?? b["attributes"]!["content"])).FirstOrDefault(t => t is not null);

    public static void Insert(JsonArray blocks, string text)
    {
        if (PageLimits.Walk(blocks).Count() >= PageReader.MaxBlocks) blocks.RemoveAt(blocks.Count - 1);
        blocks.Insert(0, new JsonObject { ["type"] = "core/heading", ["attributes"] = new JsonObject { ["content"] = text, ["level"] = 1 } });
    }

    /// <summary>Headings keep their order among each other: what stood below another still does.</summary>
    public static void Renumber(JsonArray blocks)
    {
        var above = new Stack<int>();
        foreach (var block in PageLimits.Walk(blocks))
        {
            var attributes = block["attributes"]!.AsObject();
            foreach (var level in Levels(block))
            {
                var wanted = above.Count == 0 ? 1 : Math.Max(level, 2);
                while (above.TryPeek(out var last) && last >= wanted) above.Pop();
                above.Push(wanted);
                Set(attributes, (string)block["type"]!, above.Count);
            }
        }
    }

    private static void Set(JsonObject attributes, string type, int level)
    {
        if (type == "core/heading") attributes["level"] = level;
        else if (type == "page/hero" && level == 1) attributes.Remove("level");
        else if (type == "page/hero") attributes["level"] = 2;
        AttributeMending.Order(attributes, BlockTypes.Find(type)!.Schema);
    }

    // A hero is a section's heading everywhere but at the top.
    private static IEnumerable<int> Levels(JsonObject block)
    {
        var type = BlockTypes.Find((string)block["type"]!)!;
        return type.Name == "page/hero" ? [2] : type.Read(block["attributes"]!.AsObject()).Headings;
    }
}
