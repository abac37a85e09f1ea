using System.Text.Json.Nodes;

namespace Steward.Pages.Generation.Mending;

/// <summary>Which given field an attribute is meant by: its own name in any spelling, else the names that others use for it, likeliest first.</summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["content"] = ["text", "html", "value", "body", "quote", "title", "heading", "label", "message", "description", "markdown"],
        ["title"] = ["heading", "headline", "header", "name", "label", "caption"],
        ["text"] = ["content", "description", "body", "label", "subtitle", "html", "message", "caption", "title", "name"],
        ["subtitle"] = ["subheading", "subheadline", "tagline", "lead", "text", "description", "content", "body"],
        ["url"] = ["href", "link", "src", "to", "action", "source", "address"],
        ["items"] = ["features", "points", "list", "benefits", "cards", "stats", "figures", "metrics", "values", "content", "text", "entries", "services", "steps"],
        ["questions"] = ["items", "faqs", "entries", "list", "faq", "content"],
        ["asked"] = ["question", "q", "title", "heading", "name"],
        ["answer"] = ["a", "text", "content", "body", "response", "description"],
        ["plans"] = ["items", "tiers", "packages", "prices", "options", "list"],
        ["pictures"] = ["images", "items", "photos", "gallery"],
        ["fields"] = ["inputs", "items", "controls"],
        ["name"] = ["title", "heading", "plan", "tier", "id", "key"],
        ["price"] = ["amount", "cost", "value"],
        ["period"] = ["interval", "per", "billing", "unit"],
        ["features"] = ["items", "includes", "points", "list", "benefits"],
        ["highlighted"] = ["featured", "popular", "recommended", "highlight"],
        ["value"] = ["number", "figure", "stat", "count", "amount", "metric", "title"],
        ["label"] = ["text", "title", "name", "description", "caption", "placeholder"],
        ["button"] = ["cta", "primarybutton", "primarycta", "primaryaction", "action", "calltoaction"],
        ["secondbutton"] = ["secondarybutton", "secondarycta", "secondaryaction", "cta2", "button2"],
        ["picture"] = ["image", "img", "photo", "media", "background", "backgroundimage"],
        ["alt"] = ["alttext", "alternative", "description", "title", "arialabel"],
        ["caption"] = ["figcaption", "legend"],
        ["author"] = ["name", "by", "cite", "citation", "source", "person", "attribution"],
        ["role"] = ["position", "job", "jobtitle", "company", "title"],
        ["submit"] = ["submitlabel", "submittext", "submitbutton", "buttontext", "button", "cta"],
        ["kind"] = ["type", "inputtype", "fieldtype"],
        ["options"] = ["choices", "values"],
        ["required"] = ["mandatory"],
        ["ordered"] = ["numbered"],
        ["level"] = ["depth", "size", "tag"],
        ["size"] = ["height", "space"],
        ["align"] = ["alignment", "textalign"],
        ["textcolor"] = ["color", "foreground"],
        ["backgroundcolor"] = ["background", "bg"],
        ["lang"] = ["language", "locale"],
        ["description"] = ["summary", "metadescription", "excerpt", "subtitle"],
        ["slug"] = ["path", "handle"],
    };

    private static readonly string[] TextEndings = ["text", "label", "title"], UrlEndings = ["url", "link", "href"];

    /// <summary>The names of the fields that may hold the attribute, its own first.</summary>
    public static IEnumerable<string> For(string attribute, JsonObject fields)
    {
        var plain = BlockNames.Plain(attribute);
        return fields.Where(f => BlockNames.Plain(f.Key) == plain).Select(f => f.Key)
            .Concat(Others.GetValueOrDefault(plain, []).SelectMany(other => fields.Where(f => BlockNames.Plain(f.Key) == other).Select(f => f.Key)));
    }

    public static bool IsOwn(string attribute, string field) => BlockNames.Plain(attribute) == BlockNames.Plain(field);

    /// <summary>An action that is spread over fields such as <c>buttonText</c> and <c>buttonUrl</c>.</summary>
    public static JsonObject? Gather(string attribute, JsonObject fields)
    {
        var names = Others.GetValueOrDefault(BlockNames.Plain(attribute), []).Prepend(BlockNames.Plain(attribute)).ToArray();
        string? Find(string[] endings) => fields.Where(f => f.Value is JsonValue && names.Any(n => endings.Any(e => BlockNames.Plain(f.Key) == n + e))).Select(f => LooseJson.Text(f.Value)).FirstOrDefault();
        return Find(TextEndings) is { } text ? new JsonObject { ["text"] = text, ["url"] = Find(UrlEndings) } : null;
    }
}
