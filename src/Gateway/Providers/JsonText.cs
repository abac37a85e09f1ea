using System.Text.Json.Nodes;

namespace Steward.Gateway.Providers;

/// <summary>Texts in JSON that others wrote.</summary>
internal static class JsonText
{
    /// <summary>The text of a member; null where it is none. JSON can write half a character, which no text has.</summary>
    public static string? Of(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
