using System.Text.Json.Nodes;
using Steward.Pages.Blocks;

namespace Steward.Pages.Generation.Mending;

/// <summary>Puts blocks where they may stand: columns around a column, a column around what stands loose in columns.</summary>
internal static class BlockPlaces
{
    private const string Columns = "core/columns", Column = "core/column";

    // Loose blocks get a column each, up to here; more are dealt out in turn.
    private const int MostColumns = 4;

    public static JsonArray Arrange(IEnumerable<JsonObject> blocks, BlockType? parent)
    {
        var placed = new List<JsonObject>();
        var loose = new List<JsonObject>();
        foreach (var block in blocks)
        {
            if (IsColumn(block) == (parent?.Name == Columns))
            {
                Flush(loose, placed, parent);
                placed.Add(block);
            }
            else
            {
                loose.Add(block);
            }
        }

        Flush(loose, placed, parent);
        return new JsonArray([.. placed]);
    }

    private static bool IsColumn(JsonObject block) => (string?)block["type"] == Column;

    private static void Flush(List<JsonObject> loose, List<JsonObject> placed, BlockType? parent)
    {
        if (loose.Count == 0) return;
        if (parent?.Name == Columns) placed.AddRange(Spread(loose));
        else placed.Add(Holding(Columns, loose));
        loose.Clear();
    }

    private static IEnumerable<JsonObject> Spread(List<JsonObject> loose)
    {
        var count = Math.Min(loose.Count, MostColumns);
        return Enumerable.Range(0, count).Select(column => Holding(Column, [.. loose.Where((_, i) => i % count == column)]));
    }

    private static JsonObject Holding(string type, List<JsonObject> inner) =>
        new() { ["type"] = type, ["attributes"] = new JsonObject(), ["innerBlocks"] = new JsonArray([.. inner]) };
}
