using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Pages.Generation.Mending;

/// <summary>Reads JSON as it comes: names that come twice (the last one counts), halves of characters, numbers and texts in each other's place.</summary>
internal static class LooseJson
{
    // Deeper than any page; what lies below is not looked at.
    private const int MaxDepth = 60;

    /// <summary>A copy without nulls and without what cannot be read.</summary>
    public static JsonNode? Copy(JsonNode? node, int depth = 0) => depth > MaxDepth ? null : node switch
    {
        JsonObject members => Members(members, depth),
        JsonArray items => Items(items.Select(i => Copy(i, depth + 1))),
        JsonValue value => Scalar(value),
        _ => null,
    };

    /// <summary>A text, also one that is written as a number.</summary>
    public static string? Text(JsonNode? node)
    {
        if (node is not JsonValue value) return null;
        return value.GetValueKind() switch { JsonValueKind.String => String(value), JsonValueKind.Number => value.ToJsonString(), _ => null };
    }

    /// <summary>A whole number, also one with a fraction, in a text or with a unit behind it.</summary>
    public static int? Whole(JsonNode? node)
    {
        if (Text(node)?.Trim().TrimStart('h', 'H', 'l', 'L', '#') is not { Length: > 0 } text) return null;
        var digits = new string([.. text.TakeWhile((c, i) => char.IsAsciiDigit(c) || c is '.' || (c is 'e' or 'E' or '+' && node!.GetValueKind() == JsonValueKind.Number) || (c == '-' && i == 0))]);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) ? (int)Math.Clamp(Math.Round(number), int.MinValue, int.MaxValue) : null;
    }

    /// <summary>True or false, also in words.</summary>
    public static bool? Truth(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Text(node)?.Trim().ToLowerInvariant() switch { "true" or "yes" or "1" => true, "false" or "no" or "0" => false, _ => null },
    };

    private static JsonObject Members(JsonObject members, int depth)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in Pairs(members))
            if (Copy(value, depth + 1) is { } read) copy[name] = read;
        return copy;
    }

    // A parsed object finds out that a name comes twice only when it is asked for its members.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Pairs(JsonObject members)
    {
        try
        {
            return [.. members];
        }
        catch (ArgumentException)
        {
            return Twice(members);
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    private static List<KeyValuePair<string, JsonNode?>> Twice(JsonObject members)
    {
        try
        {
            using var document = JsonDocument.Parse(members.ToJsonString());
            return [.. document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, JsonNode.Parse(p.Value.GetRawText())))];
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or JsonException)
        {
            return [];
        }
    }

    private static JsonArray Items(IEnumerable<JsonNode?> items) => new([.. items.Where(i => i is not null)]);

    private static JsonNode? Scalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => String(value) is { } text ? JsonValue.Create(text) : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.DeepClone(),
        _ => null,
    };

    private static string? String(JsonValue value)
    {
        try
        {
            return value.TryGetValue<string>(out var text) ? text : value.ToString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
