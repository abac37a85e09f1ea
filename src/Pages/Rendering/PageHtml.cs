using System.Security.Cryptography;
using System.Text;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;
using Steward.Pages.Shortcodes;

namespace Steward.Pages.Rendering;

/// <summary>A page as HTML, and the policy that a browser is to hold it to.</summary>
/// <param name="Html">A whole document, without script.</param>
/// <param name="ContentSecurityPolicy">Lets through what the page has and nothing else.</param>
internal sealed record PageHtml(string Html, string ContentSecurityPolicy)
{
    private static readonly string Sheet = ReadSheet();

    /// <summary>Raised when the same document would be written otherwise.</summary>
    public const string Version = "2";

    /// <summary>The document with the policy in it, for servers that send none.</summary>
    public string Standalone => Html.Replace("<meta charset=\"utf-8\">", $"<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{ContentSecurityPolicy.Replace("; frame-ancestors 'none'", "")}\">");

    /// <summary>The page as it was read.</summary>
    public static PageHtml Of(ReadPage read)
    {
        var page = ShortcodeExpansion.Expand(read.Document, read.Lists);
        var body = new HtmlWriter();
        foreach (var block in page.Blocks) block.Write(body);
        var style = Sheet + body.StyleRules;
        var head = Head(page.Head, style);
        return new PageHtml($"<!DOCTYPE html>\n{head}<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n", PolicyOf(page, style));
    }

    private static string Head(PageHead head, string style)
    {
        var html = new HtmlWriter();
        html.Open("html", ("lang", head.Lang ?? "en")).Open("head").Void("meta", ("charset", "utf-8")).Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Element("title", head.Title);
        if (head.Description is not null) html.Void("meta", ("name", "description"), ("content", head.Description));
        if (head.Hidden == true) html.Void("meta", ("name", "robots"), ("content", "noindex"));
        return $"{html}<style>{style}</style></head>\n";
    }

    // Styles by their hash, frames only of the sites on the list, no script at all.
    private static string PolicyOf(PageDocument page, string style)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        var frames = page.All.Any(b => b.Content is Embed) ? $" frame-src {string.Join(' ', Embed.Sites)};" : "";
        var forms = page.All.Any(b => b.Content is Form) ? "'self' https:" : "'none'";
        return $"default-src 'none'; style-src 'sha256-{hash}'; img-src https: http:;{frames} form-action {forms}; base-uri 'none'; frame-ancestors 'none'";
    }

    private static string ReadSheet()
    {
        using var reader = new StreamReader(typeof(PageHtml).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
