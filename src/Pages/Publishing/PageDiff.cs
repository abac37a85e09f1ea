using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Publishing;

/// <summary>One difference between two versions.</summary>
/// <param name="Kind">added, removed, changed or moved.</param>
/// <param name="Pointer">Where, in the newer version; in the older for what was removed.</param>
/// <param name="BlockId">The block; null for the page's head.</param>
/// <param name="Type">What block.</param>
/// <param name="Before">The value before; null where there was none.</param>
/// <param name="After">The value after; null where there is none.</param>
internal sealed record PageChange(string Kind, string Pointer, string? BlockId, string? Type, JsonNode? Before, JsonNode? After);

/// <summary>Compares two versions of a page block by block; blocks are the same by their ids.</summary>
internal static class PageDiff
{
    public static IReadOnlyList<PageChange> Of(PageDocument before, PageDocument after)
    {
        var changes = new List<PageChange>();
        Members("/page", null, null, Json(before.Head), Json(after.Head), changes);
        var shared = before.All.Select(b => b.Id).Intersect(after.All.Select(b => b.Id)).ToHashSet();
        var (old, now) = (Places(before, shared), Places(after, shared));
        foreach (var (id, place) in old.Where(o => !now.ContainsKey(o.Key)))
            changes.Add(new PageChange("removed", place.Block.Pointer, id, place.Block.Type.Name, Json(place.Block.Content), null));
        foreach (var (id, place) in now)
        {
            if (!old.TryGetValue(id, out var earlier)) changes.Add(new PageChange("added", place.Block.Pointer, id, place.Block.Type.Name, null, Json(place.Block.Content)));
            else Compare(earlier, place, changes);
        }

        return changes;
    }

    private static void Compare(Place before, Place after, List<PageChange> changes)
    {
        var (id, type) = (after.Block.Id, after.Block.Type.Name);
        if (before.Parent != after.Parent || before.Before != after.Before)
            changes.Add(new PageChange("moved", after.Block.Pointer, id, type, before.Block.Pointer, after.Block.Pointer));
        if (before.Block.Type != after.Block.Type) changes.Add(new PageChange("changed", $"{after.Block.Pointer}/type", id, type, before.Block.Type.Name, type));
        Members($"{after.Block.Pointer}/attributes", id, type, Json(before.Block.Content), Json(after.Block.Content), changes);
    }

    private static void Members(string pointer, string? id, string? type, JsonObject before, JsonObject after, List<PageChange> changes)
    {
        foreach (var name in before.Select(m => m.Key).Union(after.Select(m => m.Key)))
            if (!JsonNode.DeepEquals(before[name], after[name]))
                changes.Add(new PageChange("changed", $"{pointer}/{name}", id, type, before[name]?.DeepClone(), after[name]?.DeepClone()));
    }

    // A block has moved when it stands in another block, or behind another one of those that both versions have; not because something was put before it.
    private static Dictionary<string, Place> Places(PageDocument page, HashSet<string> shared)
    {
        var places = new Dictionary<string, Place>();
        void Add(IReadOnlyList<PageBlock> blocks, string? parent)
        {
            string? last = null;
            foreach (var block in blocks)
            {
                places[block.Id] = new Place(block, parent, last);
                if (shared.Contains(block.Id)) last = block.Id;
                Add(block.Inner, block.Id);
            }
        }

        Add(page.Blocks, null);
        return places;
    }

    private static JsonObject Json(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Block.Json)!.AsObject();

    private sealed record Place(PageBlock Block, string? Parent, string? Before);
}
