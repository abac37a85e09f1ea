using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steward.Pages.Documents;
using Steward.Pages.Schema;

namespace Steward.Pages.Shortcodes;

/// <summary>Something about a shortcode that the page's author should know.</summary>
/// <param name="Position">The character it is about, from 1.</param>
/// <param name="Code">Stable word.</param>
/// <param name="Detail">What to change, for a person.</param>
/// <param name="IsError">Keeps the page from being published; what may be meant as text does not.</param>
internal sealed record ShortcodeFault(int Position, string Code, string Detail, bool IsError = true);

/// <summary>What a paragraph says, read as a shortcode.</summary>
/// <param name="Content">The shortcode; null for a text, and for a shortcode with errors, which is shown as text.</param>
/// <param name="Faults">What is wrong or doubtful about it.</param>
internal sealed record ShortcodeReading(ShortcodeContent? Content, IReadOnlyList<ShortcodeFault> Faults);

/// <summary>Reads <c>[name attribute="value"]</c> where it is all that a paragraph says. Never throws, whatever the text; takes time in proportion to it.</summary>
internal static partial class ShortcodeText
{
    /// <summary>Most characters of a paragraph with a shortcode.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Most shortcodes of a page.</summary>
    public const int MostOfPage = 10;

    private const int MostFaults = 20;
    private static readonly ShortcodeReading Text = new(null, []);

    public static ShortcodeReading Read(string content)
    {
        if (Opening().Match(content) is not { Success: true } opening) return Text;
        var (name, start) = (opening.Groups["name"].Value, opening.Groups["name"].Index);
        if (ShortcodeTypes.Find(name) is not { } type)
            return Alone().IsMatch(content) ? Fault(start, "shortcode_unknown", $"There is no shortcode '{Shown(name)}', so this is shown as text; known are {ShortcodeTypes.Names}.", isError: false) : Text;
        if (Link().IsMatch(content)) return Text;
        if (content.Length > MaxLength) return Fault(start, "too_long", FormattableString.Invariant($"A shortcode may have {MaxLength} characters; there are {content.Length}."));
        var (attributes, at) = (new List<Match>(), opening.Index + opening.Length);
        while (Attribute().Match(content, at) is { Success: true } attribute)
        {
            attributes.Add(attribute);
            at = attribute.Index + attribute.Length;
        }

        if (Closing().Match(content, at) is not { Success: true } closing) return Stuck(content, at);
        if (!string.IsNullOrWhiteSpace(content[(closing.Index + closing.Length)..]))
            return Fault(closing.Index + closing.Length, "shortcode_with_text", "A shortcode stands alone in its paragraph; with other words beside it, it is shown as text.", isError: false);
        return Typed(type, attributes, start);
    }

    // The attributes have been read up to here and neither another one nor the end follows.
    private static ShortcodeReading Stuck(string content, int at)
    {
        while (at < content.Length && char.IsWhiteSpace(content[at])) at++;
        if (at < content.Length && content[at] == '[') return Fault(at, "shortcode_nested", "A shortcode holds no other one; give each a paragraph of its own.");
        if (content.IndexOf(']', at) < 0) return Fault(at, "shortcode_unterminated", "The shortcode has no end; write ] after its last attribute.");
        if (OpenQuote().IsMatch(content, at)) return Fault(at, "shortcode_unterminated", "The quotation mark of this value is not closed.");
        return Fault(at, "shortcode_malformed", "Write attributes as name=\"value\", with straight quotation marks and a space before each.");
    }

    private static ShortcodeReading Typed(ShortcodeType type, List<Match> attributes, int start)
    {
        var (given, places, faults) = (new JsonObject(), new Dictionary<string, int>(), new List<ShortcodeFault>());
        foreach (var attribute in attributes)
        {
            var name = attribute.Groups["key"].Value.ToLowerInvariant();
            if (places.TryAdd(name, attribute.Groups["key"].Index)) given[name] = Value(attribute.Groups["value"].Value, type.Schema["properties"]?[name]);
            else faults.Add(new ShortcodeFault(attribute.Groups["key"].Index + 1, "duplicate", $"'{Shown(name)}' is given twice."));
        }

        var findings = new List<Finding>();
        SchemaCheck.Check(given, type.Schema, "", findings);
        var content = faults.Count == 0 && findings.Count == 0 ? type.Read(given) : null;
        if (content is not null) findings.AddRange(content.Check());
        faults.AddRange(findings.Select(f => Placed(f, places, start)));
        return new ShortcodeReading(faults.Exists(f => f.IsError) ? null : content, [.. faults.OrderBy(f => f.Position).Take(MostFaults)]);
    }

    private static ShortcodeFault Placed(Finding finding, Dictionary<string, int> places, int start)
    {
        if (finding.Pointer.Length == 0) return new ShortcodeFault(start + 1, finding.Code, finding.Detail, finding.IsError);
        var (path, name) = (finding.Pointer[1..], finding.Pointer.Split('/')[1]);
        return new ShortcodeFault(places.GetValueOrDefault(name, start) + 1, finding.Code, $"'{Shown(path)}': {finding.Detail}", finding.IsError);
    }

    // What is no number stays a text, for the schema to refuse.
    private static JsonNode Value(string text, JsonNode? schema) => (string?)schema?["type"] switch
    {
        "integer" when int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        "array" => Pictures(text),
        _ => text,
    };

    private static JsonArray Pictures(string text) => new([.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(picture =>
    {
        var parts = picture.Split('|', 3, StringSplitOptions.TrimEntries);
        var read = new JsonObject { ["url"] = parts[0], ["alt"] = parts.ElementAtOrDefault(1) ?? "" };
        if (parts.Length == 3) read["caption"] = parts[2];
        return read;
    })]);

    private static ShortcodeReading Fault(int at, string code, string detail, bool isError = true) => new(null, [new ShortcodeFault(at + 1, code, detail, isError)]);

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"\A\s*\[(?<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s\[\]]|/\]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    // All of the text is in one pair of brackets, with nothing in it or with what looks like attributes: more than a remark like [to be continued].
    [GeneratedRegex(@"\A\s*\[[^\s\[\]]+(\s[^\[\]=]*=[^\[\]]*)?\]\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    [GeneratedRegex(@"\A\s*\[[^\[\]\n]+\]\(", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("""\G\s+(?<key>[A-Za-z][A-Za-z0-9_-]*)\s*=\s*("(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'“”„«»‘’\[\]]+))""", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    [GeneratedRegex("""\G[A-Za-z][A-Za-z0-9_-]*\s*=\s*("[^"]*|'[^']*)\z""", RegexOptions.CultureInvariant)]
    private static partial Regex OpenQuote();

    [GeneratedRegex(@"\G\s*/?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Closing();
}
