using System.Text;
using System.Text.Json.Nodes;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

/// <summary>What a writer has to know to use shortcodes: the same piece for the page builder's own prompt and for others'.</summary>
internal static class ShortcodePrompt
{
    /// <summary>How a shortcode is written.</summary>
    public const string Syntax = "[name attribute=\"value\"]";

    private static readonly string Rule = FormattableString.Invariant(
        $"A shortcode is written {Syntax} and is the whole content of a core/paragraph: no words beside it, none within another, at most {ShortcodeText.MostOfPage} on a page. It has no heading; put one before it.");

    /// <summary>As text, a line for each shortcode and one for each of its attributes.</summary>
    public static string Text(IEnumerable<ShortcodeType> types)
    {
        var text = new StringBuilder(Rule);
        foreach (var type in types)
        {
            text.Append('\n').Append("- ").Append(type.Name).Append(": ").Append(type.Facts.Purpose).Append(' ').Append(type.Facts.Hint).Append(" Example: ").Append(type.Facts.Example);
            foreach (var (name, schema) in type.Schema["properties"]!.AsObject()) text.Append("\n  ").Append(name).Append(" (").Append(Limits(type, name, schema!)).Append("): ").Append(schema!["description"]);
        }

        return text.ToString();
    }

    /// <summary>As JSON, with the schemas of the attributes.</summary>
    public static string Json(IEnumerable<ShortcodeType> types) => PageJson.Write(new JsonObject
    {
        ["rule"] = Rule,
        ["shortcodes"] = new JsonArray([.. types.Select(t => (JsonNode)new JsonObject
        {
            ["name"] = t.Name, ["purpose"] = t.Facts.Purpose, ["hint"] = t.Facts.Hint, ["example"] = t.Facts.Example, ["attributes"] = t.Schema.DeepClone(),
        })]),
    });

    private static string Limits(ShortcodeType type, string name, JsonNode schema)
    {
        var limits = (string)schema["type"]! switch
        {
            "integer" => $"{schema["minimum"]} to {schema["maximum"]}",
            "array" => $"{schema["minItems"]} to {schema["maxItems"]}",
            _ => $"up to {schema["maxLength"]} characters",
        };
        if (schema["default"] is { } value) return $"{limits}, {value} unless given";
        return (type.Schema["required"] as JsonArray ?? []).Any(r => (string)r! == name) ? $"{limits}, required" : limits;
    }
}
