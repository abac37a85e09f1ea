using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

[Shortcode("contact-form", "Contact form", "widgets", "A form with name, e-mail and message, sent to an address of the site's owner.", "page/form", Tags = ["contact", "write", "message"],
    Example = "[contact-form url=\"https://example.org/contact\" submit=\"Write to us\"]",
    Hint = "Use it where readers are to write. Leave the url out where you do not know one. Give the labels in the page's language.")]
internal sealed record ContactForm : ShortcodeContent
{
    [Description("Where it is sent: https or a path of the site."), DefaultValue("#"), RegularExpression(Form.Addresses), MaxLength(2000)]
    public string Url { get; init; } = "#";

    [Description("Label of the name."), DefaultValue("Name"), Length(1, 120)]
    public string Name { get; init; } = "Name";

    [Description("Label of the e-mail address."), DefaultValue("E-mail"), Length(1, 120)]
    public string Email { get; init; } = "E-mail";

    [Description("Label of a telephone number, which is asked for only where it has one."), Length(1, 120)]
    public string? Phone { get; init; }

    [Description("Label of a subject, which is asked for only where it has one."), Length(1, 120)]
    public string? Subject { get; init; }

    [Description("Label of the message."), DefaultValue("Message"), Length(1, 120)]
    public string Message { get; init; } = "Message";

    [Description("What the button says."), DefaultValue("Send"), Length(1, 100)]
    public string Submit { get; init; } = "Send";

    internal override PageBlock Expand(PageBlock at, IReadOnlyList<ListedPage> pages)
    {
        var fields = new List<Field> { FieldOf("name", Name, FieldKind.Text, true), FieldOf("email", Email, FieldKind.Email, true) };
        if (Phone is not null) fields.Add(FieldOf("phone", Phone, FieldKind.Tel, false));
        if (Subject is not null) fields.Add(FieldOf("subject", Subject, FieldKind.Text, false));
        fields.Add(FieldOf("message", Message, FieldKind.Textarea, true));
        return In(at, new Form { Url = Url, Fields = fields, Submit = Submit });
    }

    internal override IEnumerable<Finding> Check() => Url == "#" ? [Finding.Warning("/url", "link_open", "Say where this leads.")] : [];

    private static Field FieldOf(string name, string label, FieldKind kind, bool required) => new() { Name = name, Label = label, Kind = kind, Required = required ? true : null };
}
