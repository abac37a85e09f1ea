namespace Steward.Pages.Generation.Writer;

/// <summary>A question with its answer.</summary>
internal sealed record Answered(string Question, string Answer);

/// <summary>A part of a brief below a heading of its own, or the part before the first.</summary>
internal sealed class Section(string? heading)
{
    public string? Heading { get; } = heading;

    /// <summary>Sentences, by paragraph.</summary>
    public List<List<string>> Paragraphs { get; } = [[]];

    public List<string> Points { get; } = [];

    public void Say(string sentence)
    {
        if (sentence.Length > 0) Paragraphs[^1].Add(sentence);
    }

    /// <summary>One point alone is no list.</summary>
    public void SaySinglePoint()
    {
        if (Points.Count != 1) return;
        Break();
        Say(Sentences.Whole(Points[0]));
        Points.Clear();
    }

    public void Break()
    {
        if (Paragraphs[^1].Count > 0) Paragraphs.Add([]);
    }
}

/// <summary>What a brief says, taken apart.</summary>
internal sealed class Material
{
    public Subject? Subject { get; set; }

    public required Contacts Contacts { get; init; }

    public List<Section> Sections { get; } = [new(null)];

    public List<Answered> Questions { get; } = [];

    public List<Offer> Offers { get; } = [];

    public List<Count> Counts { get; } = [];

    public List<Saying> Sayings { get; } = [];

    public IEnumerable<string> AllSentences => Sections.SelectMany(s => s.Paragraphs).SelectMany(p => p);

    /// <summary>Takes the first sentence away that is no longer than this; null where there is none.</summary>
    public string? TakeSentence(int most)
    {
        var paragraph = Sections[0].Paragraphs.FirstOrDefault(p => p.Count > 0);
        if (paragraph is null || paragraph[0].Length > most) return null;
        var sentence = paragraph[0];
        paragraph.RemoveAt(0);
        return sentence;
    }
}
