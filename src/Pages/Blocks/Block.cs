using System.Text.Json;
using System.Text.Json.Serialization;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>What a page is made of: the attributes of one block, what they must obey, and how they are written as HTML.</summary>
public abstract record Block
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        MaxDepth = 64,
    };

    /// <summary>Writes the block; its element carries the block's id.</summary>
    internal abstract void Write(HtmlWriter html, PageBlock at);

    /// <summary>Levels of the headings it writes, in order.</summary>
    internal virtual IEnumerable<int> Headings => [];

    /// <summary>What the schema cannot say: pictures without words for those who do not see them, colours that cannot be read.</summary>
    internal virtual IEnumerable<Finding> Check(string pointer) => [];
}
