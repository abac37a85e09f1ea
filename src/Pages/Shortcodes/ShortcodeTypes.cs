using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Schema;

namespace Steward.Pages.Shortcodes;

/// <summary>A shortcode as the registry knows it.</summary>
internal sealed record ShortcodeType(ShortcodeAttribute Facts, Type Content)
{
    private readonly Lazy<JsonObject> _schema = new(() => AttributeSchema.Of(Content));

    public string Name => Facts.Name;

    /// <summary>JSON Schema of its attributes.</summary>
    public JsonObject Schema => _schema.Value;

    /// <summary>The typed attributes; they have been checked against the schema.</summary>
    public ShortcodeContent Read(JsonObject attributes) => (ShortcodeContent)attributes.Deserialize(Content, Block.Json)!;
}

/// <summary>Every shortcode there is, in the order in which editors list them.</summary>
internal static class ShortcodeTypes
{
    public static readonly IReadOnlyList<ShortcodeType> All = [Of<Products>(), Of<Categories>(), Of<RecentPosts>(), Of<ContactForm>(), Of<PictureGallery>(), Of<SocialIcons>()];

    /// <summary>Their names, as messages list them.</summary>
    public static readonly string Names = string.Join(", ", All.Select(t => t.Name));

    private static readonly Dictionary<string, ShortcodeType> ByName = All.ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);

    public static ShortcodeType? Find(string name) => ByName.GetValueOrDefault(name);

    private static ShortcodeType Of<T>() where T : ShortcodeContent => new(typeof(T).GetCustomAttribute<ShortcodeAttribute>()!, typeof(T));
}
