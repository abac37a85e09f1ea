using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steward.Pages.Import;

/// <summary>Writes the components that people know from Puck's demo as blocks. What holds other components is <see cref="PuckPage"/>'s.</summary>
internal sealed partial class PuckBlocks(ImportSink sink)
{
    /// <summary>Writes one component; false where it is not known here.</summary>
    public bool Write(PuckComponent at, List<JsonObject> to)
    {
        switch (at.Kind)
        {
            case "hero": Hero(at, to); break;
            case "heading" or "title": Heading(at, at.Text("text", "title", "content", "children"), at.Number("level"), to); break;
            case "text" or "paragraph": Paragraph(at, at.Text("text", "content", "description", "children"), to); break;
            case "richtext": Paragraph(at, Plain(at.Text("text", "content", "html", "richtext", "children")), to); break;
            case "space" or "spacer" or "verticalspace": Space(at, to); break;
            case "card": Card(at, null, to); break;
            case "features" or "featurelist" or "cards": Features(at, [.. at.Items("items", "features", "cards")], to); break;
            case "logos" or "gallery" or "images": Pictures(at, to); break;
            case "stats": Stats(at, to); break;
            case "button": Button(at, at, to); break;
            case "buttongroup" or "buttons": Buttons(at, at.Items("buttons", "items"), to); break;
            case "image": Image(at, to); break;
            case "template": break;
            default: return false;
        }

        return true;
    }

    /// <summary>A component nobody here knows: its texts, and word of it.</summary>
    public void Unknown(PuckComponent at, bool holdsOthers, List<JsonObject> to)
    {
        var texts = at.Unread().ToList();
        foreach (var text in texts)
        {
            if (text.IsAddress) sink.Left(text.Pointer, "This address has no place in a paragraph.");
            else if (text.Name is "title" or "heading") Heading(at, text, null, to);
            else Paragraph(at, text, to);
        }

        if (texts.Count == 0 && !holdsOthers) sink.Left(at.At, $"There is no block for '{Short(at.Type)}'.");
        else sink.Left(at.At, $"'{Short(at.Type)}' is not known here: only its texts and what it holds came along.", "unknown_component");
    }

    /// <summary>Cards beside each other, as many sections as they need.</summary>
    public void Features(PuckComponent at, IReadOnlyList<PuckObject> cards, List<JsonObject> to)
    {
        var items = cards.Select(c => FeatureOf(c)).OfType<JsonObject>().ToList();
        foreach (var some in items.Chunk(12))
        {
            sink.BelowTitle();
            if (sink.Add(to, "page/features", new JsonObject { ["items"] = new JsonArray([.. some]) }, at)) sink.Section();
        }
    }

    /// <summary>A card on its own: a heading and a paragraph.</summary>
    public void Card(PuckComponent at, int? level, List<JsonObject> to)
    {
        sink.BelowTitle();
        Heading(at, at.Text("title", "heading"), level ?? sink.Level + 1, to);
        Paragraph(at, at.Text("description", "text", "content"), to);
    }

    public void Heading(PuckComponent at, PuckText? text, int? level, List<JsonObject> to)
    {
        if (sink.Cut(text, 200) is { } content)
            sink.AddHeading(to, "core/heading", l => Aligned(at, new JsonObject { ["content"] = content, ["level"] = l }), level, at);
    }

    private void Paragraph(PuckComponent at, PuckText? text, List<JsonObject> to)
    {
        if (sink.Cut(text, 10_000) is { } content) sink.Add(to, "core/paragraph", Aligned(at, new JsonObject { ["content"] = content }), at);
    }

    private void Hero(PuckComponent at, List<JsonObject> to)
    {
        var buttons = at.Items("buttons", "actions").Select(ActionOf).OfType<JsonObject>().ToList();
        var subtitle = at.Text("description", "subtitle", "text");
        var title = sink.Cut(at.Text("title", "heading"), 200);
        var held = 0;
        if (title is null)
        {
            Paragraph(at, subtitle, to);
        }
        else
        {
            var hero = Aligned(at, new JsonObject { ["title"] = title });
            if (sink.Cut(subtitle, 500) is { } lead) hero["subtitle"] = lead;
            if (buttons.Count > 0) hero["button"] = buttons[0];
            if (buttons.Count > 1) hero["secondButton"] = buttons[1];
            if (PictureOf(at.Object("image") ?? at) is { } picture) hero["picture"] = picture;
            held = 2;
            sink.AddHeading(to, "page/hero", level => With(hero, "level", level == 1 ? null : 2), 2, at);
        }

        foreach (var button in buttons.Skip(held)) sink.Add(to, "core/button", button, at);
    }

    private void Space(PuckComponent at, List<JsonObject> to)
    {
        var size = at.Number("size") ?? at.Number("height");
        if (at.Text("direction")?.Value == "horizontal" || size is null) sink.Left(at.At, "Room beside something, or room of no size in pixels, has no block.");
        else if (size > 0) sink.Add(to, "page/spacer", new JsonObject { ["size"] = Math.Min(size.Value, 400) }, at);
    }

    private void Pictures(PuckComponent at, List<JsonObject> to)
    {
        foreach (var some in at.Items("logos", "images", "pictures", "items").Select(PictureOf).OfType<JsonObject>().Chunk(24))
            sink.Add(to, "page/gallery", new JsonObject { ["pictures"] = new JsonArray([.. some]) }, at);
    }

    private void Stats(PuckComponent at, List<JsonObject> to)
    {
        var figures = new List<JsonObject>();
        foreach (var item in at.Items("items", "stats"))
        {
            var (value, label) = (item.Text("description", "value", "number"), item.Text("title", "label"));
            if (sink.Cut(value, 40) is { } figure && sink.Cut(label, 120) is { } what) figures.Add(new JsonObject { ["value"] = figure, ["label"] = what });
            else Paragraph(at, value ?? label, to);
        }

        foreach (var some in figures.Chunk(8)) sink.Add(to, "page/stats", new JsonObject { ["items"] = new JsonArray([.. some]) }, at);
    }

    private void Buttons(PuckComponent at, IReadOnlyList<PuckObject> buttons, List<JsonObject> to)
    {
        foreach (var button in buttons) Button(at, button, to);
    }

    private void Button(PuckComponent at, PuckObject button, List<JsonObject> to)
    {
        if (ActionOf(button) is { } action) sink.Add(to, "core/button", action, at);
    }

    private void Image(PuckComponent at, List<JsonObject> to)
    {
        var from = at.Object("image") ?? at;
        var image = new JsonObject { ["alt"] = sink.Cut(from.Text("alt", "altText"), 200) ?? "" };
        if (sink.Picture(from.Text("url", "src", "imageUrl", "image")) is { } url) image["url"] = url;
        if (sink.Cut(from.Text("caption", "title"), 500) is { } caption) image["caption"] = caption;
        sink.Add(to, "core/image", image, at);
    }

    private JsonObject? FeatureOf(PuckObject card)
    {
        if (sink.Cut(card.Text("title", "heading"), 120) is not { } title) return null;
        return With(new JsonObject { ["title"] = title }, "text", sink.Cut(card.Text("description", "text", "content"), 500));
    }

    private JsonObject? ActionOf(PuckObject button) => sink.Cut(button.Text("label", "text", "children", "title"), 100) is { } text
        ? sink.Linked(new JsonObject { ["text"] = text }, button.Text("href", "url", "link")) : null;

    // Without words for those who do not see it; only the author can add them.
    private JsonObject? PictureOf(PuckObject from)
    {
        if (sink.Picture(from.Text("url", "src", "imageUrl", "image")) is not { } url) return null;
        var picture = new JsonObject { ["url"] = url, ["alt"] = sink.Cut(from.Text("alt", "altText"), 200) ?? "" };
        return With(picture, "caption", sink.Cut(from.Text("caption", "title"), 500));
    }

    private static JsonObject Aligned(PuckComponent at, JsonObject attributes) =>
        With(attributes, "align", at.Text("align", "textAlign")?.Value is ("center" or "right") and var align ? align : null);

    private static JsonObject With(JsonObject attributes, string name, JsonNode? value)
    {
        if (value is not null) attributes[name] = value;
        return attributes;
    }

    private static PuckText? Plain(PuckText? html) => html is null ? null
        : html with { Value = WebUtility.HtmlDecode(Tags().Replace(Breaks().Replace(html.Value, "\n"), "")) };

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";

    [GeneratedRegex("<br ?/?>|</(p|li|h[1-6])>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex("</?[a-zA-Z][^<>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
