using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;

namespace Steward.Pages.Generation.Mending;

/// <summary>Finds the blocks and the head of a page in what was answered, however it is wrapped.</summary>
internal static class Envelope
{
    private const int MostWrappings = 4;

    private static readonly string[] Lists = ["blocks", "content", "innerblocks", "sections", "components", "children", "body", "elements"];
    private static readonly string[] Wrappings = ["page", "result", "data", "content", "document", "output", "response", "answer", "body"];
    private static readonly string[] Heads = ["page", "head", "meta", "metadata", "seo"];

    /// <summary>The list of blocks; empty where there is none.</summary>
    public static IReadOnlyList<JsonNode> Blocks(JsonObject answer, int depth = 0)
    {
        foreach (var list in Lists)
            if (Member(answer, list) is JsonArray { Count: > 0 } blocks) return [.. blocks.Select(b => b!)];
        foreach (var inner in depth < MostWrappings ? Wrappings.Select(w => Opened(Member(answer, w))).OfType<JsonNode>() : [])
        {
            if (inner is JsonArray { Count: > 0 } items && items.Any(i => i is JsonObject)) return [.. items.Select(i => i!)];
            if (inner is JsonObject wrapped && Blocks(wrapped, depth + 1) is { Count: > 0 } found) return found;
        }

        return BlockNames.Find(LooseJson.Text(answer["type"])) is not null ? [answer] : [];
    }

    /// <summary>What was said of the page as a whole, the nearest to the blocks first.</summary>
    public static JsonObject Head(JsonObject answer, int depth = 0)
    {
        var head = new JsonObject();
        foreach (var inner in Heads.Select(h => Member(answer, h)).OfType<JsonObject>()) Add(head, inner);
        if (answer["type"] is null) Add(head, answer);
        foreach (var inner in depth < MostWrappings ? Wrappings.Select(w => Opened(Member(answer, w))).OfType<JsonObject>() : []) Add(head, Head(inner, depth + 1));
        return head;
    }

    private static void Add(JsonObject head, JsonObject from)
    {
        foreach (var (name, value) in from)
            if (value is JsonValue) head.TryAdd(name, value.DeepClone());
    }

    private static JsonNode? Member(JsonObject node, string name) => node.FirstOrDefault(m => BlockNames.Plain(m.Key) == name).Value;

    // Some put the document into a text.
    private static JsonNode? Opened(JsonNode? node)
    {
        if (LooseJson.Text(node)?.Trim() is not ['{' or '[', ..] text) return node;
        try
        {
            return LooseJson.Copy(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return node;
        }
    }
}
