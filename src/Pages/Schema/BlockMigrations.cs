using System.Text.Json.Nodes;

namespace Steward.Pages.Schema;

/// <summary>How a block of an older version becomes one of the next. Pure functions of the block's JSON; each has a golden file in the tests.</summary>
internal static class BlockMigrations
{
    /// <summary>By block and the version it starts from.</summary>
    public static readonly IReadOnlyDictionary<(string Block, int From), Action<JsonObject>> All = new Dictionary<(string, int), Action<JsonObject>>
    {
        [("core/columns", 1)] = SpreadOverColumns,
    };

    /// <summary>Takes a block to its current version, step by step; a step that is missing changed nothing.</summary>
    public static void Upgrade(JsonObject block, string type, int from, int to)
    {
        for (var version = from; version < to; version++) All.GetValueOrDefault((type, version))?.Invoke(block);
        block["version"] = to;
    }

    // The first version said how many columns there were and held the blocks themselves; they were filled in turn.
    private static void SpreadOverColumns(JsonObject block)
    {
        var inner = block["innerBlocks"] as JsonArray ?? [];
        var attributes = block["attributes"] as JsonObject;
        var count = attributes?["columnCount"] is JsonValue value && value.TryGetValue<int>(out var asked) && asked is >= 1 and <= 6 ? asked : 2;
        attributes?.Remove("columnCount");
        if (inner.Count > 0 && inner.All(b => b is JsonObject o && o["type"] is JsonValue type && type.TryGetValue<string>(out var name) && name == "core/column")) return;
        var columns = Enumerable.Range(0, count).Select(_ => new JsonArray()).ToArray();
        var blocks = inner.ToList();
        inner.Clear();
        for (var i = 0; i < blocks.Count; i++) columns[i % count].Add(blocks[i]);
        block["innerBlocks"] = new JsonArray([.. columns.Select(c => (JsonNode)new JsonObject { ["type"] = "core/column", ["attributes"] = new JsonObject(), ["innerBlocks"] = c })]);
    }
}
