using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>What a field takes.</summary>
public enum FieldKind
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>Several lines.</summary>
    Textarea,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Tel,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A date.</summary>
    Date,

    /// <summary>Yes or no.</summary>
    Checkbox,

    /// <summary>One of several.</summary>
    Select,
}

/// <summary>A field of a form.</summary>
public sealed record Field
{
    /// <summary>The name it is sent by.</summary>
    [RegularExpression("^[A-Za-z][A-Za-z0-9_-]*$"), Length(1, 60)]
    public required string Name { get; init; }

    /// <summary>What people read beside it.</summary>
    [Length(1, 120)]
    public required string Label { get; init; }

    /// <summary>What it takes.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>Must be filled in.</summary>
    public bool? Required { get; init; }

    /// <summary>What may be chosen.</summary>
    [Length(1, 50), Each(1, 120)]
    public IReadOnlyList<string>? Options { get; init; }
}

/// <summary>A form that is sent to an address of the site's owner.</summary>
[Block("page/form", "Form", "widgets", "Asks readers for a few things, each with a label; sent to an address that the owner gives.", Tags = ["contact", "sign up", "input"])]
public sealed record Form : Block
{
    internal const string Addresses = "^(https://[^\\s<>\"]+|/([^/\\\\\\s<>\"][^\\s<>\"]*)?|#)$";

    /// <summary>Names the section.</summary>
    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>Where it is sent; https or a path of the site.</summary>
    [RegularExpression(Addresses), MaxLength(2000)]
    public required string Url { get; init; }

    /// <summary>The fields.</summary>
    [Length(1, 20)]
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>What the button says.</summary>
    [Length(1, 100)]
    public required string Submit { get; init; }

    internal override IEnumerable<int> Headings => Css.Outline(Title, 0);

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "form", Title).Open("form", ("method", "post"), ("action", Url));
        for (var i = 0; i < Fields.Count; i++) WriteField(html, Fields[i], $"{at.Id}.{(i + 1).ToString(CultureInfo.InvariantCulture)}");
        html.Open("p", ("class", "actions")).Element("button", Submit, ("type", "submit"), ("class", "button")).Close("p").Close("form").Close("section");
    }

    internal override IEnumerable<Finding> Check(string pointer)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            var name = Fields[i].Name;
            if (Fields.Take(i).Any(f => f.Name == name)) yield return Finding.Error($"{pointer}/fields/{i}/name", "duplicate", $"Two fields are called '{name}'.");
            if (Fields[i] is { Kind: FieldKind.Select, Options: null or { Count: 0 } })
                yield return Finding.Error($"{pointer}/fields/{i}/options", "required", "Say what may be chosen.");
        }
    }

    private static void WriteField(HtmlWriter html, Field field, string id)
    {
        var required = field.Required == true ? "" : null;
        html.Open("p", ("class", field.Kind == FieldKind.Checkbox ? "check" : "field")).Element("label", field.Label, ("for", id));
        switch (field.Kind)
        {
            case FieldKind.Textarea:
                html.Open("textarea", ("id", id), ("name", field.Name), ("rows", "5"), ("required", required)).Close("textarea");
                break;
            case FieldKind.Select:
                html.Open("select", ("id", id), ("name", field.Name), ("required", required));
                if (required is not null) html.Element("option", "", ("value", ""), ("label", "…"));
                foreach (var option in field.Options ?? []) html.Element("option", option);
                html.Close("select");
                break;
            default:
                html.Void("input", ("id", id), ("name", field.Name), ("type", field.Kind.ToString().ToLowerInvariant()), ("required", required));
                break;
        }

        html.Close("p");
    }
}
