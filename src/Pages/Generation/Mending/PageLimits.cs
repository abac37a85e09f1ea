using System.Text.Json.Nodes;
using Steward.Pages.Documents;

namespace Steward.Pages.Generation.Mending;

/// <summary>Cuts what is too deep or too many, then what holds nothing any more; keeps the first of two ids.</summary>
internal static class PageLimits
{
    /// <summary>Blocks in the order of reading, up to the most that a page may have.</summary>
    public static void Cut(JsonArray blocks)
    {
        var left = PageReader.MaxBlocks;
        Cut(blocks, 1, ref left);
    }

    /// <summary>Ids that are none, or somebody else's already, go.</summary>
    public static HashSet<string> Ids(JsonArray blocks)
    {
        var used = new HashSet<string>();
        foreach (var block in Walk(blocks))
            if ((string?)block["id"] is { } id && !(IsId(id) && used.Add(id))) block.Remove("id");
        return used;
    }

    /// <summary>The blocks and all within, in the order of reading.</summary>
    public static IEnumerable<JsonObject> Walk(JsonArray blocks) =>
        blocks.Select(b => b!.AsObject()).SelectMany(b => b["innerBlocks"] is JsonArray inner ? Walk(inner).Prepend(b) : [b]);

    private static void Cut(JsonArray blocks, int depth, ref int left)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var held = blocks[i]!["innerBlocks"] as JsonArray;
            if (left <= 0 || (depth == PageReader.MaxDepth && held is not null))
            {
                blocks.RemoveAt(i--);
                continue;
            }

            left--;
            if (held is null) continue;
            Cut(held, depth + 1, ref left);
            if (held.Count > 0) continue;
            blocks.RemoveAt(i--);
            left++;
        }
    }

    private static bool IsId(string id) => id.Length is >= 1 and <= 64 && char.IsAsciiLetter(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
