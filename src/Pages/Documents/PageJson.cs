using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Pages.Documents;

/// <summary>A document's JSON text.</summary>
internal static class PageJson
{
    /// <summary>Longest document, in bytes of UTF-8.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Deepest nesting of JSON, well above the deepest page.</summary>
    public const int MaxDepth = 64;

    // An upgrade may put a list and a column around every block.
    private const int MaxStoredDepth = 2 * MaxDepth;

    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxStoredDepth };

    /// <summary>The object that the text holds, or what is wrong with it.</summary>
    public static (JsonObject? Document, Finding? Fault) Parse(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) return (null, Finding.Error("", "too_large", $"A document may have {MaxBytes / 1024} KB."));
        try
        {
            // Names that come twice and halves of characters would surprise later, whoever reads them.
            if (JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false }) is not JsonObject document)
                return (null, Finding.Error("", "wrong_type", "A document is a JSON object."));
            Read(document);
            return (document, null);
        }
        catch (ArgumentException)
        {
            return (null, Finding.Error("", "not_json", "The text is not Unicode: half of a surrogate pair."));
        }
        catch (JsonException error)
        {
            return (null, Finding.Error("", "not_json", $"This is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})."));
        }
        catch (InvalidOperationException)
        {
            return (null, Finding.Error("", "not_json", "A text in it is not Unicode: half of a surrogate pair."));
        }
    }

    /// <summary>As it is stored and sent.</summary>
    public static string Write(JsonNode document) => document.ToJsonString(Writing);

    /// <summary>A document as <see cref="Write"/> has written it: the upgrade, the ids and the writing may have made it larger and deeper than one that is sent.</summary>
    public static JsonObject Stored(string text) => JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxStoredDepth })!.AsObject();

    /// <summary>Can all of it be read: names that come once, texts that are Unicode, no deeper than what is stored?</summary>
    public static bool IsReadable(JsonNode node)
    {
        try
        {
            return Depth(node, 0) <= MaxStoredDepth;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static int Depth(JsonNode? node, int above)
    {
        if (above > MaxStoredDepth) return above;
        return node switch
        {
            JsonObject members => members.Select(m => Depth(m.Value, above + 1)).DefaultIfEmpty(above + 1).Max(),
            JsonArray items => items.Select(item => Depth(item, above + 1)).DefaultIfEmpty(above + 1).Max(),
            JsonValue value when value.TryGetValue<string>(out _) => above,
            _ => above,
        };
    }

    // Texts are decoded when they are first asked for; ask now, while it can be said what is wrong.
    private static void Read(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members) Read(value);
                break;
            case JsonArray items:
                foreach (var item in items) Read(item);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
