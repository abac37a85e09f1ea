using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Generation.Words;

namespace Steward.Pages.Generation.Writer;

/// <summary>The blocks of a page that is being written. Keeps texts within their limits, says no sentence twice and stops in time.</summary>
internal sealed class PageParts
{
    // Room for the last call below whatever a long brief fills.
    private const int MostBlocks = PageReader.MaxBlocks - 10;

    private const int ParagraphLength = 500, ShortParagraph = 200;

    private readonly HashSet<string> _said = [];

    public JsonArray Blocks { get; } = [];

    /// <summary>True the first time that something is said.</summary>
    public bool IsNew(string sentence) => _said.Add(Sentences.Essence(sentence));

    public void Add(string type, JsonObject attributes, string? id = null)
    {
        var block = new JsonObject();
        if (id is not null) block["id"] = id;
        block["type"] = type;
        block["attributes"] = attributes;
        Blocks.Add(block);
    }

    public void Heading(string text, int level) => Add("core/heading", new JsonObject { ["content"] = Escaped(WordCut.At(text, 200)), ["level"] = level });

    /// <summary>The sentences as paragraphs of a length that reads well; false where nothing of them was new.</summary>
    public bool Paragraphs(IEnumerable<IReadOnlyList<string>> paragraphs)
    {
        var (text, any) = ("", false);
        foreach (var paragraph in paragraphs)
        {
            foreach (var sentence in paragraph.Where(IsNew))
            {
                if (text.Length > 0 && text.Length + sentence.Length > ParagraphLength) Flush();
                text = text.Length == 0 ? sentence : $"{text} {sentence}";
            }

            if (text.Length > ShortParagraph) Flush();
        }

        Flush();
        return any;

        void Flush()
        {
            if (text.Length > 0 && Blocks.Count < MostBlocks) Add("core/paragraph", new JsonObject { ["content"] = Escaped(text) });
            any |= text.Length > 0;
            text = "";
        }
    }

    /// <summary>Points beside each other where they are short, as a list where they are not.</summary>
    public void Points(string title, IReadOnlyList<string> points)
    {
        var news = points.Where(IsNew).ToList();
        if (news.Count == 0) return;
        var cards = news.Count is >= 2 and <= 12 ? news.ConvertAll(Card) : [];
        if (cards.Count > 0 && cards.TrueForAll(c => c is not null))
        {
            Add("page/features", new JsonObject { ["title"] = WordCut.At(title, 200), ["items"] = new JsonArray([.. cards]) });
            return;
        }

        Heading(title, 2);
        Write(news);
    }

    /// <summary>Points as a list, below a heading that is there already.</summary>
    public void List(IReadOnlyList<string> points) => Write(points.Where(IsNew).Select(Sentences.Capital));

    private void Write(IEnumerable<string> points)
    {
        foreach (var items in points.Chunk(100).TakeWhile(_ => Blocks.Count < MostBlocks))
            Add("core/list", new JsonObject { ["items"] = new JsonArray([.. items.Select(i => (JsonNode)Escaped(WordCut.At(i, 500)))]) });
    }

    // "Title: text", or a sentence of which the first words are the title.
    private static JsonObject? Card(string point)
    {
        var cut = new[] { ": ", " – ", " — ", " - " }.Select(s => (At: point.IndexOf(s, StringComparison.Ordinal), s.Length)).Where(c => c.At is > 1 and <= 80).DefaultIfEmpty((-1, 0)).MinBy(c => c.Item1);
        var sentences = Sentences.Split(point);
        var (title, text) = cut.Item1 > 0 ? (point[..cut.Item1], point[(cut.Item1 + cut.Item2)..]) : sentences.Count > 1 ? (sentences[0], string.Join(' ', sentences.Skip(1))) : (point, "");
        if (Sentences.Title(title) is not { Length: > 0 and <= 90 } named) return null;
        var card = new JsonObject { ["title"] = named };
        if (text.Any(char.IsLetterOrDigit)) card["text"] = Escaped(WordCut.At(Sentences.Whole(text), 500));
        return card;
    }

    /// <summary>A text of the brief is text: what would be read as a mark loses what makes it one.</summary>
    public static string Escaped(string text) => Markup.ToPlain(text) is { Length: > 0 } plain ? plain : text;
}
