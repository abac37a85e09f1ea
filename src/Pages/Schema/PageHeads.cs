using System.Text;
using System.Text.Json.Nodes;

namespace Steward.Pages.Schema;

/// <summary>Gives documents of the first version, which were blocks alone, the head that pages have now.</summary>
internal static class PageHeads
{
    public const string Untitled = "Untitled page";

    public static void Add(JsonObject document)
    {
        if (document["page"] is null)
        {
            var title = FirstHeading(document) ?? Untitled;
            document["page"] = new JsonObject { ["slug"] = SlugOf(title), ["title"] = title };
        }

        ForEachBlock(document["blocks"] as JsonArray, block => block["version"] ??= 1);
    }

    /// <summary>A title as the last part of an address: lower case letters, digits, hyphens; <c>page</c> where nothing is left of it.</summary>
    public static string SlugOf(string title)
    {
        var slug = new StringBuilder();
        foreach (var rune in Latin(title).EnumerateRunes())
        {
            if (rune.IsAscii && Rune.IsLetterOrDigit(rune)) slug.Append(Rune.ToLowerInvariant(rune));
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
            if (slug.Length >= 60) break;
        }

        var made = slug.ToString().Trim('-');
        return made.Length == 0 ? "page" : made;
    }

    private static string? FirstHeading(JsonObject document)
    {
        string? found = null;
        ForEachBlock(document["blocks"] as JsonArray, block =>
        {
            if (found is null && Text(block["type"]) == "core/heading" && block["attributes"] is JsonObject attributes && Text(attributes["content"]) is { Length: > 0 and <= 200 } content) found = content;
        });
        return string.IsNullOrWhiteSpace(found) ? null : found;
    }

    private static void ForEachBlock(JsonArray? blocks, Action<JsonObject> act)
    {
        foreach (var block in blocks?.OfType<JsonObject>() ?? [])
        {
            act(block);
            ForEachBlock(block["innerBlocks"] as JsonArray, act);
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // Letters that lose their marks stay readable; others become hyphens. (Text is not decomposed where cultures are invariant.)
    private static string Latin(string title)
    {
        const string marked = "àáâãäåāăąçćčďèéêëēęěìíîïīłñńňòóôõöøőŕřśšşťùúûüūůűýÿźżžđð";
        const string plain = "aaaaaaaaacccdeeeeeeeiiiiilnnnooooooorrssstuuuuuuuyyzzzdd";
        var latin = new StringBuilder(title.Length);
        foreach (var c in title.Select(char.ToLowerInvariant))
            latin.Append(marked.IndexOf(c) is >= 0 and var at ? plain[at].ToString() : c switch { 'æ' => "ae", 'ß' => "ss", 'þ' => "th", _ => Cyrillic.Of(c) ?? c.ToString() });
        return latin.ToString();
    }

    /// <summary>Ukrainian letters as its national transliteration of 2010 writes them inside a word.</summary>
    private static class Cyrillic
    {
        private const string Letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";

        private static readonly string[] Latin =
            ["a", "b", "v", "h", "g", "d", "e", "ie", "zh", "z", "y", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "iu", "ia"];

        public static string? Of(char letter) => Letters.IndexOf(letter) is >= 0 and var at ? Latin[at] : null;
    }
}
