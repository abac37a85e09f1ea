using System.Text.Json.Nodes;

namespace Steward.Pages.Generation.Mending;

/// <summary>Links to a place that the page does not have lead nowhere for now.</summary>
internal static class LinkMending
{
    public static void Mend(JsonNode? node, HashSet<string> ids)
    {
        switch (node)
        {
            case JsonObject members:
                if (members["url"] is JsonValue value && (string?)value is ['#', .. var id] && !ids.Contains(id)) members["url"] = "#";
                foreach (var (_, inner) in members) Mend(inner, ids);
                break;
            case JsonArray items:
                foreach (var item in items) Mend(item, ids);
                break;
        }
    }
}
