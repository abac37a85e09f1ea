using Steward.Pages.Blocks;

namespace Steward.Pages.Generation.Mending;

/// <summary>Which block is meant by a name: any namespace or none, any case, and the words that other builders use.</summary>
internal static class BlockNames
{
    private static readonly Dictionary<string, string> ByWord = Words();
    private static readonly string[] Endings = ["section", "block", "component", "module", "widget", "area"];

    // Lists of blocks under one name.
    private static readonly Dictionary<string, string> ByList = new()
    {
        ["testimonials"] = "page/quote", ["quotes"] = "page/quote", ["reviews"] = "page/quote", ["buttons"] = "core/button", ["actions"] = "core/button",
        ["paragraphs"] = "core/paragraph", ["headings"] = "core/heading",
    };

    public static BlockType? Find(string? name) => name is null ? null : BlockTypes.Find(name) ?? BlockTypes.Find(ByWord.GetValueOrDefault(Word(name)) ?? ByWord.GetValueOrDefault(Stem(Word(name))));

    /// <summary>The block that each item of such a list is.</summary>
    public static string? Each(string? name) => name is null ? null : ByList.GetValueOrDefault(Word(name)) ?? ByList.GetValueOrDefault(Stem(Word(name)));

    /// <summary>Level of a heading that is called by its HTML element; null for other names.</summary>
    public static int? Level(string? name) => name is not null && Word(name) is ['h', >= '1' and <= '6' and var digit] ? digit - '0' : null;

    /// <summary>Does it say that its points are numbered?</summary>
    public static bool IsNumbered(string? name) => name is not null && Word(name) is "ol" or "orderedlist" or "numberedlist" or "steps";

    /// <summary>A name without case and without what joins its words.</summary>
    public static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Word(string name) => Plain(name[(name.LastIndexOfAny(['/', ':']) + 1)..]);

    private static string Stem(string word) => Endings.FirstOrDefault(e => word.EndsWith(e, StringComparison.Ordinal) && word.Length > e.Length) is { } ending ? word[..^ending.Length] : word;

    private static Dictionary<string, string> Words()
    {
        var words = new Dictionary<string, string>();
        foreach (var type in BlockTypes.All) words[Word(type.Name)] = type.Name;
        void Add(string name, string others)
        {
            foreach (var word in others.Split(' ')) words.TryAdd(word, name);
        }

        Add("core/paragraph", "p text paragraph richtext copy body lead intro description textblock markdown html freeform shortcode");
        Add("core/heading", "title headline subheading header h1 h2 h3 h4 h5 h6 sectiontitle");
        Add("core/image", "img picture photo figure media");
        Add("core/columns", "row grid columnlist");
        Add("core/column", "col");
        Add("core/button", "btn link anchor");
        Add("core/list", "bullets bulletlist ul ol orderedlist unorderedlist numberedlist points checklist itemlist steps");
        Add("page/hero", "banner jumbotron cover opening masthead");
        Add("page/features", "benefits cards featuregrid featurelist services advantages valueprops valuepropositions");
        Add("page/stats", "figures numbers metrics statistics counters facts");
        Add("page/gallery", "images pictures photos imagegallery");
        Add("page/quote", "testimonial blockquote citation pullquote review");
        Add("page/pricing", "prices plans pricingtable pricingplans tiers packages");
        Add("page/faq", "faqs questions accordion qa qanda");
        Add("page/call-to-action", "cta ctabanner callout action");
        Add("page/form", "contactform signup signupform newsletter leadform");
        Add("page/divider", "separator hr line rule");
        Add("page/spacer", "space gap");
        Add("page/embed", "video map iframe youtube vimeo");
        return words;
    }
}
