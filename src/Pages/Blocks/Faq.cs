using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A question with its answer.</summary>
public sealed record Question
{
    /// <summary>What people ask.</summary>
    [Length(1, 300)]
    public required string Asked { get; init; }

    /// <summary>The answer.</summary>
    [Length(1, 2000)]
    public required string Answer { get; init; }
}

/// <summary>Questions with answers, closed until somebody opens them; without script.</summary>
[Block("page/faq", "Questions", "common", "Questions that readers ask, with answers that the text bears out.", Tags = ["faq", "questions", "help"])]
public sealed record Faq : Block
{
    /// <summary>Names the section.</summary>
    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>The questions.</summary>
    [Length(1, 30)]
    public required IReadOnlyList<Question> Questions { get; init; }

    internal override IEnumerable<int> Headings => Css.Outline(Title, 0);

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "faq", Title);
        foreach (var question in Questions)
            html.Open("details").Element("summary", question.Asked).Open("p").Inline(question.Answer).Close("p").Close("details");
        html.Close("section");
    }
}
