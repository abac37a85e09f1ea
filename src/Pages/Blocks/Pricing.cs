using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A plan and its price.</summary>
public sealed record Plan
{
    /// <summary>Its name.</summary>
    [Length(1, 80)]
    public required string Name { get; init; }

    /// <summary>The price as it is shown.</summary>
    [Length(1, 40)]
    public required string Price { get; init; }

    /// <summary>For how long, for example “a month”.</summary>
    [MaxLength(40)]
    public string? Period { get; init; }

    /// <summary>What is in it.</summary>
    [Length(0, 20), Each(1, 200)]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>How to get it.</summary>
    public Action? Button { get; init; }

    /// <summary>The one that is recommended.</summary>
    public bool? Highlighted { get; init; }
}

/// <summary>Plans and prices beside each other.</summary>
[Block("page/pricing", "Pricing", "design", "Plans with prices that the text gives. Never make one up.", Tags = ["plans", "prices"])]
public sealed record Pricing : Block
{
    /// <summary>Names the section.</summary>
    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>The plans.</summary>
    [Length(1, 6)]
    public required IReadOnlyList<Plan> Plans { get; init; }

    internal override IEnumerable<int> Headings => Css.Outline(Title, Plans.Count);

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "pricing", Title).Open("ul", ("class", "cards"));
        foreach (var plan in Plans) WritePlan(html, plan);
        html.Close("ul").Close("section");
    }

    private void WritePlan(HtmlWriter html, Plan plan)
    {
        html.Open("li", ("class", plan.Highlighted == true ? "highlighted" : null)).Element(Css.ItemHeading(Title), plan.Name);
        html.Open("p", ("class", "price")).Element("strong", plan.Price);
        if (plan.Period is not null) html.Text(" " + plan.Period);
        html.Close("p");
        if (plan.Features is { Count: > 0 } features)
        {
            html.Open("ul");
            foreach (var feature in features) html.Open("li").Inline(feature).Close("li");
            html.Close("ul");
        }

        html.Actions(plan.Button, null).Close("li");
    }
}
