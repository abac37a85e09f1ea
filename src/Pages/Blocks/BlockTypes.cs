using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Schema;

namespace Steward.Pages.Blocks;

/// <summary>A block as the registry knows it.</summary>
internal sealed record BlockType(BlockAttribute Facts, Type Content)
{
    private readonly Lazy<JsonObject> _schema = new(() => AttributeSchema.Of(Content));

    public string Name => Facts.Name;

    public int Version => Facts.Version;

    /// <summary>What a model is told of it.</summary>
    public string Prompt => $"{Name}: {Facts.Purpose}";

    /// <summary>JSON Schema of its attributes.</summary>
    public JsonObject Schema => _schema.Value;

    /// <summary>May it stand in a block of this kind, or on the page itself (null)?</summary>
    public bool MayStandIn(BlockType? parent) => Facts.Within.Length > 0
        ? parent is not null && Facts.Within.Contains(parent.Name)
        : parent is null || parent.Facts.Holds.Contains("*") || parent.Facts.Holds.Contains(Name);

    /// <summary>The typed attributes; they have been checked against the schema.</summary>
    public Block Read(JsonObject attributes) => (Block)attributes.Deserialize(Content, Block.Json)!;
}

/// <summary>Every block there is, in the order in which editors list them.</summary>
internal static class BlockTypes
{
    public static readonly IReadOnlyList<BlockType> All =
    [
        Of<Paragraph>(), Of<Heading>(), Of<Image>(), Of<Columns>(), Of<Column>(), Of<Button>(), Of<ItemList>(), Of<Hero>(), Of<Features>(), Of<Stats>(),
        Of<Gallery>(), Of<Quote>(), Of<Pricing>(), Of<Faq>(), Of<CallToAction>(), Of<Form>(), Of<Divider>(), Of<Spacer>(), Of<Embed>(),
    ];

    /// <summary>Where editors list blocks.</summary>
    public static readonly IReadOnlyList<string> Categories = ["text", "media", "design", "layout", "widgets", "embed", "common"];

    private static readonly Dictionary<string, BlockType> ByName = All.ToDictionary(t => t.Name);

    private static readonly Dictionary<Type, BlockType> ByContent = All.ToDictionary(t => t.Content);

    public static BlockType? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    public static BlockType Of(Block block) => ByContent[block.GetType()];

    private static BlockType Of<T>() where T : Block => new(typeof(T).GetCustomAttribute<BlockAttribute>()!, typeof(T));
}
