using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Pages.Tests;

/// <summary>Documents for tests.</summary>
internal static class Sample
{
    /// <summary>A page with every block that there is.</summary>
    public const string Everything =
        """
        {
          "schemaVersion": "1.1.0",
          "page": { "slug": "everything", "title": "Everything & more", "lang": "en", "description": "Every block there is." },
          "blocks": [
            { "id": "top", "type": "page/hero", "attributes": { "title": "A <bold> opening", "subtitle": "For *everybody*", "align": "center",
              "button": { "text": "Write", "url": "#contact" }, "secondButton": { "text": "Read", "url": "https://example.org/?a=1&b=2" },
              "picture": { "url": "https://example.org/a.jpg", "alt": "A hall", "caption": "The hall" } } },
            { "type": "core/heading", "attributes": { "content": "About", "level": 2, "align": "right" } },
            { "type": "core/paragraph", "attributes": { "content": "First **line**\nsecond [line](/more) & <i>text</i>", "textColor": "#123", "backgroundColor": "#ffffff" } },
            { "type": "core/list", "attributes": { "ordered": true, "items": ["One", "*Two*"] } },
            { "type": "core/image", "attributes": { "url": "https://example.org/b.jpg", "alt": "A tree", "width": 300, "height": 200 } },
            { "type": "core/columns", "version": 2, "attributes": { "verticalAlignment": "center" }, "innerBlocks": [
              { "type": "core/column", "attributes": {}, "innerBlocks": [ { "type": "core/button", "attributes": { "text": "Go", "url": "/go", "borderRadius": 4 } } ] },
              { "type": "core/column", "attributes": {} } ] },
            { "type": "page/features", "attributes": { "title": "Why", "items": [ { "title": "Quick", "text": "In a day" }, { "title": "Kind" } ] } },
            { "type": "page/stats", "attributes": { "items": [ { "value": "1,200", "label": "members" } ] } },
            { "type": "page/gallery", "attributes": { "pictures": [ { "url": "https://example.org/c.jpg", "alt": "A door" } ] } },
            { "type": "page/quote", "attributes": { "content": "Well done", "author": "Ada", "role": "baker" } },
            { "type": "page/pricing", "attributes": { "title": "Prices", "plans": [ { "name": "One", "price": "9 €", "period": "a month", "features": ["All"], "highlighted": true,
              "button": { "text": "Take it", "url": "tel:+47 22 33 44 55" } } ] } },
            { "type": "page/faq", "attributes": { "title": "Questions", "questions": [ { "asked": "When?", "answer": "Now." } ] } },
            { "type": "page/divider", "attributes": {} },
            { "type": "page/spacer", "attributes": { "size": 40 } },
            { "type": "page/embed", "attributes": { "url": "https://player.vimeo.com/video/1", "title": "A film" } },
            { "id": "contact", "type": "page/form", "attributes": { "title": "Write to us", "url": "https://example.org/form", "submit": "Send", "fields": [
              { "name": "name", "label": "Name", "kind": "text", "required": true }, { "name": "mail", "label": "E-mail", "kind": "email" },
              { "name": "what", "label": "What", "kind": "textarea", "required": true }, { "name": "how", "label": "How", "kind": "select", "required": true, "options": ["Mail", "Call"] },
              { "name": "yes", "label": "Yes", "kind": "checkbox" } ] } },
            { "type": "page/call-to-action", "attributes": { "title": "Come", "text": "Today", "button": { "text": "Mail", "url": "mailto:a@example.org" } } }
          ]
        }
        """;

    public static JsonObject Parse(string json) => PageJson.Parse(json).Document.ShouldNotBeNull();

    public static ReadPage Read(string json) => PageReader.Read(Parse(json));

    /// <summary>A page with these blocks below a heading.</summary>
    public static ReadPage WithBlocks(string blocks) => Read(
        $$"""{ "page": { "slug": "p", "title": "P" }, "blocks": [ { "type": "core/heading", "attributes": { "content": "P", "level": 1 } }, {{blocks}} ] }""");

    public static string Html(ReadPage page) => PageHtml.Of(page).Html;
}
