using System.Text.Json.Nodes;
using Steward.Pages.Generation.Words;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation.Mending;

/// <summary>What a block cannot be without and what can be said without knowing more: a link that leads nowhere yet, the usual level of a heading, words that stand elsewhere in it.</summary>
internal static class AttributeDefaults
{
    public static void Fill(JsonObject mended, JsonObject known)
    {
        bool Lacks(string name) => known.ContainsKey(name) && !mended.ContainsKey(name);
        if (Lacks("title") && !known.ContainsKey("url") && (mended["text"] ?? mended["subtitle"]) is { } said) Name(mended, (string)said!, known);
        if (Lacks("label") && known.ContainsKey("kind") && mended["name"] is { } name) mended["label"] = Capital((string)name!);
        if (Lacks("name") && known.ContainsKey("kind") && mended["label"] is { } label) mended["name"] = FieldName((string)label!);
        if (Lacks("kind")) mended["kind"] = "text";
        if (Lacks("fields") || Lacks("url")) Link(mended, known);
        if (Lacks("level") && known.ContainsKey("content")) mended["level"] = 2;
        if (Lacks("submit") && mended.ContainsKey("fields")) mended["submit"] = "Send";
        if (Lacks("size")) mended["size"] = 40;
        if (known.ContainsKey("alt") && string.IsNullOrWhiteSpace((string?)mended["alt"])) Alternative(mended);
    }

    // A button alone may lead nowhere for now; a picture or a frame may not.
    private static void Link(JsonObject mended, JsonObject known)
    {
        var isAction = known.ContainsKey("text") && mended.ContainsKey("text");
        if (isAction || mended.ContainsKey("fields")) mended["url"] ??= "#";
    }

    private static void Name(JsonObject mended, string said, JsonObject known)
    {
        var title = WordCut.At(Markup.ToPlain(said), (int?)known["title"]?["maxLength"] ?? 120);
        if (title.Length == 0) return;
        mended["title"] = title;
        foreach (var other in (string[])["text", "subtitle"])
            if ((string?)mended[other] == said && said.Length <= title.Length) mended.Remove(other);
    }

    private static void Alternative(JsonObject mended)
    {
        var file = (string?)mended["url"] is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) ? Path.GetFileNameWithoutExtension(Uri.UnescapeDataString(address.AbsolutePath)) : "";
        var words = string.Join(' ', file.Split(['-', '_', ' ', '.', '+'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 2 && w.All(char.IsLetter)));
        var alternative = (string?)mended["caption"] is { } caption ? Markup.ToPlain(caption) : Markup.ToPlain(Capital(words));
        if (alternative.Length > 0) mended["alt"] = WordCut.At(alternative, 200);
        else mended.Remove("alt");
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string FieldName(string label)
    {
        var slug = PageHeads.SlugOf(label);
        return WordCut.At(char.IsAsciiLetter(slug[0]) ? slug : "f" + slug, 60);
    }
}
