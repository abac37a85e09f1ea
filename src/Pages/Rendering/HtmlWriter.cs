using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Steward.Pages.Blocks;
using Action = Steward.Pages.Blocks.Action;

namespace Steward.Pages.Rendering;

/// <summary>Writes HTML: everything that comes from a document is encoded, styles are gathered as classes, so that a page needs no style attribute and no script.</summary>
internal sealed class HtmlWriter
{
    // Letters of all scripts stay as they are; what means something to HTML is encoded whatever its range.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();
    private readonly Dictionary<string, string> _styles = [];

    public override string ToString() => _html.ToString();

    /// <summary>Rules of the classes that <see cref="Style"/> has made.</summary>
    public string StyleRules => string.Concat(_styles.Select(s => $".{s.Value}{{{s.Key}}}"));

    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null) continue;
            _html.Append(' ').Append(name);
            if (value.Length > 0 || name is "alt" or "value") _html.Append("=\"").Append(Encode(value)).Append('"');
        }

        _html.Append('>');
        return this;
    }

    public HtmlWriter Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(tag, attributes);

    public HtmlWriter Close(string tag)
    {
        _html.Append("</").Append(tag).Append('>');
        return this;
    }

    public HtmlWriter Text(string text)
    {
        _html.Append(Encode(text));
        return this;
    }

    /// <summary>An element with nothing in it but text.</summary>
    public HtmlWriter Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(tag, attributes).Text(text).Close(tag);

    /// <summary>Text with the marks that blocks allow: bold, italics, links, new lines.</summary>
    public HtmlWriter Inline(string text)
    {
        InlineText.Write(text, this);
        return this;
    }

    /// <summary>A section with its heading, if it has one. Ids that are made have a point in them, which ids of authors never have.</summary>
    public HtmlWriter OpenSection(string id, string name, string? title)
    {
        Open("section", ("id", id), ("class", name), ("aria-labelledby", title is null ? null : $"{id}.title"));
        return title is null ? this : Element("h2", title, ("id", $"{id}.title"));
    }

    /// <summary>One or two buttons.</summary>
    public HtmlWriter Actions(Action? first, Action? second)
    {
        if (first is null && second is null) return this;
        Open("p", ("class", "actions"));
        if (first is not null) Element("a", first.Text, ("class", "button"), ("href", first.Url));
        if (second is not null) Text(first is null ? "" : " ").Element("a", second.Text, ("class", "button quiet"), ("href", second.Url));
        return Close("p");
    }

    /// <summary>A picture with its line.</summary>
    public HtmlWriter Picture(Picture picture)
    {
        Open("figure").Void("img", ("src", picture.Url), ("alt", picture.Alt), ("loading", "lazy"), ("decoding", "async"));
        if (picture.Caption is not null) Open("figcaption").Inline(picture.Caption).Close("figcaption");
        return Close("figure");
    }

    /// <summary>A class of the page's own with these declarations.</summary>
    public string Style(string declarations)
    {
        if (!_styles.TryGetValue(declarations, out var name)) _styles[declarations] = name = FormattableString.Invariant($"s{_styles.Count + 1}");
        return name;
    }

    /// <summary>A class for a text's own colours; they have been checked to be colours.</summary>
    public string? Colors(string? text, string? background) => (text, background) switch
    {
        (null, null) => null,
        (_, null) => Style($"color:{text}"),
        (null, _) => Style($"background:{background}"),
        _ => Style($"color:{text};background:{background}"),
    };

    public string? Classes(params ReadOnlySpan<string?> names)
    {
        var joined = new StringBuilder();
        foreach (var name in names)
            if (name is not null) joined.Append(joined.Length == 0 ? "" : " ").Append(name);
        return joined.Length == 0 ? null : joined.ToString();
    }

    // A carriage return has no way into HTML; what it stands for is a new line.
    private static string Encode(string text) => Encoder.Encode(text.Contains('\r') ? text.Replace("\r\n", "\n").Replace('\r', '\n') : text);
}
