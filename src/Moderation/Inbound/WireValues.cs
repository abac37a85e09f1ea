using System.Globalization;
using System.Text.Json;

namespace Steward.Moderation.Inbound;

/// <summary>Texts in what others send: absent, or of another kind, is null.</summary>
internal static class Texts
{
    public static string? Of(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Whole(value) : null;

    /// <summary>An id, which some send as a number.</summary>
    public static string? Id(JsonElement of, string name) =>
        of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ValueKind == JsonValueKind.String ? Whole(value) : null;

    public static JsonElement Inside(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    public static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        Inside(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static DateTime? Time(JsonElement of, string name) =>
        DateTimeOffset.TryParse(Of(of, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime : null;

    /// <summary>JSON within a text.</summary>
    public static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Half of a surrogate pair is no text that could be kept.
    private static string? Whole(JsonElement value)
    {
        try
        {
            return value.GetString()?.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Numbers in what others send.</summary>
internal static class Numbers
{
    public static int? Of(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    /// <summary>Seconds of the epoch; milliseconds where they would be of a far future.</summary>
    public static DateTime? Time(JsonElement of, string name)
    {
        if (Texts.Inside(of, name) is not { ValueKind: JsonValueKind.Number } value || !value.TryGetDouble(out var number) || number is not (> 0 and < 4e15)) return null;
        return DateTime.UnixEpoch.AddSeconds(number > 1e11 ? number / 1000 : number);
    }
}
