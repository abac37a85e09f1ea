using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;
using Steward.Pages.Generation.Words;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation.Mending;

/// <summary>Makes a text of what stands in a text's place, and one that the schema allows.</summary>
internal static class TextMending
{
    private static readonly string[] TextFields = ["text", "content", "value", "title", "label", "html", "name", "url", "href"];

    private static readonly Dictionary<string, string> Colours = new()
    {
        ["white"] = "#ffffff", ["black"] = "#000000", ["red"] = "#ff0000", ["green"] = "#008000", ["blue"] = "#0000ff", ["gray"] = "#808080", ["grey"] = "#808080", ["navy"] = "#000080",
    };

    private static readonly Dictionary<string, string> Choices = new()
    {
        ["centre"] = "center", ["middle"] = "center", ["start"] = "left", ["end"] = "right", ["string"] = "text", ["input"] = "text", ["multiline"] = "textarea", ["message"] = "textarea",
        ["mail"] = "email", ["phone"] = "tel", ["telephone"] = "tel", ["dropdown"] = "select", ["radio"] = "select", ["choice"] = "select", ["boolean"] = "checkbox", ["check"] = "checkbox",
    };

    /// <summary>The text, or null where there is none.</summary>
    public static JsonNode? Mend(JsonNode value, JsonObject schema, bool plain)
    {
        if (Read(value, plain ? " " : "\n") is not { } text) return null;
        var most = (int?)schema["maxLength"] ?? int.MaxValue;
        text = schema["enum"] is JsonArray allowed ? Choice(text, allowed)
            : (string?)schema["pattern"] is { } pattern ? Shaped(Markup.ToPlain(text), pattern)
            : plain ? WordCut.At(Markup.ToPlain(text), most) : Cut(Markup.ToInline(text), most);
        return text.Length > 0 && Fits(text, schema) ? JsonValue.Create(text) : null;
    }

    /// <summary>Does the schema allow the text?</summary>
    public static bool Fits(string text, JsonObject schema)
    {
        var findings = new List<Finding>();
        SchemaCheck.Check(JsonValue.Create(text), schema, "", findings);
        return findings.Count == 0;
    }

    /// <summary>The text in a value: its own, that of a rich text's object, those of a list one after the other.</summary>
    public static string? Read(JsonNode? value, string between) => value switch
    {
        JsonObject members => TextFields.Select(f => members[f] is { } inner ? Read(inner, between) : null).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)),
        JsonArray items => string.Join(between, items.Select(i => Read(i, between)).Where(t => !string.IsNullOrWhiteSpace(t))) is { Length: > 0 } all ? all : null,
        _ => LooseJson.Text(value),
    };

    private static string Choice(string text, JsonArray allowed)
    {
        var plain = BlockNames.Plain(text);
        var meant = Choices.GetValueOrDefault(plain, plain);
        return allowed.Select(a => (string)a!).FirstOrDefault(a => BlockNames.Plain(a) == plain) ?? allowed.Select(a => (string)a!).FirstOrDefault(a => a == meant) ?? "";
    }

    private static string Shaped(string text, string pattern) => pattern switch
    {
        LinkAttribute.Pattern when text.StartsWith("www.", StringComparison.OrdinalIgnoreCase) => "https://" + text,
        LinkAttribute.Pattern when text.Contains('@', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal) => "mailto:" + text,
        PictureAttribute.Pattern when text.StartsWith("//", StringComparison.Ordinal) => "https:" + text,
        ColorAttribute.Pattern => Colour(text.ToLowerInvariant()),
        _ => text,
    };

    private static string Colour(string text)
    {
        if (Colours.TryGetValue(text, out var named)) return named;
        if (text.Length is 3 or 6 && text.All(char.IsAsciiHexDigit)) return "#" + text;
        return text.Length is 9 or 5 && text[0] == '#' ? text[..(text.Length == 9 ? 7 : 4)] : text;
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : Whole(WordCut.At(text, most));

    // A cut may have gone through a mark: half of one would be read as what it is not.
    private static string Whole(string text)
    {
        var open = text.LastIndexOf('[');
        if (open > 0 && text.IndexOf(']', open) is var close && (close < 0 || (close + 1 < text.Length && text[close + 1] == '(' && text.IndexOf(')', close) < 0))) text = text[..open].TrimEnd();
        var bold = text.LastIndexOf("**", StringComparison.Ordinal);
        return bold > 0 && text.Split("**").Length % 2 == 0 ? text.Remove(bold, 2).Trim() : text;
    }
}
