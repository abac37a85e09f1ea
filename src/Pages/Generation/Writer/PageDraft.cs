using System.Globalization;
using System.Text.Json.Nodes;
using Steward.Pages.Generation.Words;

namespace Steward.Pages.Generation.Writer;

/// <summary>Puts the parts of a page in the order of its template.</summary>
internal sealed class PageDraft(Material material, Phrases phrases, Subject subject)
{
    private const string Top = "top", More = "more", Contact = "contact";

    private readonly PageParts _parts = new();

    public JsonArray Blocks => _parts.Blocks;

    /// <summary>What search engines show.</summary>
    public string Description { get; private set; } = phrases.Subtitle;

    public void Compose(string template)
    {
        if (template == PageTemplate.Blog) Blog();
        else if (template == PageTemplate.About) About();
        else Landing(template == PageTemplate.Product);
        if (Blocks[0]!["attributes"]!.AsObject().ContainsKey("button")) Blocks[1]!["id"] ??= More;
    }

    private void Landing(bool product)
    {
        Hero(subject.Title);
        if (product) Features();
        Prose();
        if (!product) Features();
        Parts();
        if (product) Offers();
        Counts();
        Sayings();
        if (!product) Offers();
        Questions();
        LastCall();
    }

    private void About()
    {
        Hero(subject.IsName ? string.Format(CultureInfo.InvariantCulture, phrases.About, subject.Title) : subject.Title);
        var sentences = material.Sections[0].Paragraphs.SelectMany(p => p).ToList();
        var each = (sentences.Count + phrases.AboutSections.Count - 1) / phrases.AboutSections.Count;
        for (var i = 0; i < phrases.AboutSections.Count; i++)
        {
            var framing = phrases.AboutSections[i];
            _parts.Heading(framing.Heading, 2);
            if (!_parts.Paragraphs([sentences.Skip(i * each).Take(each).ToList()])) _parts.Paragraphs([[framing.Text]]);
            if (i == 1) _parts.List(material.Sections[0].Points);
        }

        Parts();
        Counts();
        Sayings();
        Offers();
        Questions();
        LastCall();
    }

    private void Blog()
    {
        _parts.Heading(subject.Title, 1);
        Lead();
        var first = material.Sections[0];
        var paragraphs = first.Paragraphs.Where(p => p.Count > 0).ToList();
        var bare = paragraphs.Count == 0 && material.Sections.Count == 1;
        foreach (var (framing, index) in phrases.BlogSections.Select((f, i) => (f, i)))
        {
            var own = paragraphs.Where((_, i) => i * phrases.BlogSections.Count / Math.Max(paragraphs.Count, 1) == index).ToList();
            var points = index == 1 ? first.Points : [];
            if (own.Count == 0 && points.Count == 0 && !bare) continue;
            _parts.Heading(framing.Heading, 2);
            if (!_parts.Paragraphs(own) && points.Count == 0) _parts.Paragraphs([[framing.Text]]);
            _parts.List(points);
        }

        Parts();
        Sayings();
        Questions();
        _parts.Heading(phrases.BlogClosing.Heading, 2);
        _parts.Paragraphs([[phrases.BlogClosing.Text]]);
        if (material.Contacts.Any) LastCall();
    }

    private void Lead()
    {
        var lead = subject.Tagline ?? material.TakeSentence(500) ?? phrases.BlogLead;
        Description = WordCut.At(PageParts.Escaped(lead), 300);
        _parts.Paragraphs([[lead]]);
    }

    private void Hero(string title)
    {
        var subtitle = subject.Tagline is { Length: <= 450 } tagline ? tagline : material.TakeSentence(300) ?? phrases.Subtitle;
        if (subject.Tagline is { Length: > 450 } longer) material.Sections[0].Paragraphs.Insert(0, [longer]);
        _parts.IsNew(subtitle);
        Description = WordCut.At(PageParts.Escaped(subtitle), 300);
        var more = Action(phrases.More, "#" + More);
        var hero = new JsonObject { ["title"] = title, ["subtitle"] = WordCut.At(PageParts.Escaped(subtitle), 500), ["button"] = material.Contacts.Any ? Action(phrases.GetInTouch, "#" + Contact) : more };
        if (material.Contacts.Any) hero["secondButton"] = more;
        _parts.Add("page/hero", hero, Top);
    }

    // Steps stand where points would, if the brief has none.
    private void Features()
    {
        if (material.Sections[0].Points.Count > 0) _parts.Points(phrases.Points, material.Sections[0].Points);
        else if (material.Sections.TrueForAll(s => s.Points.Count == 0) && phrases.Steps.Where(s => _parts.IsNew(s.Text)).Select(Step).ToArray() is { Length: > 0 } steps)
            _parts.Add("page/features", new JsonObject { ["title"] = phrases.StepsTitle, ["items"] = new JsonArray([.. steps]) });
    }

    private void Prose()
    {
        _parts.Heading(phrases.InShort, 2);
        if (!_parts.Paragraphs(material.Sections[0].Paragraphs)) _parts.Paragraphs([[phrases.Intro]]);
    }

    private void Parts()
    {
        foreach (var section in material.Sections.Skip(1))
        {
            var said = section.Paragraphs.Exists(p => p.Count > 0);
            if (said)
            {
                _parts.Heading(section.Heading!, 2);
                _parts.Paragraphs(section.Paragraphs);
            }

            if (said) _parts.List(section.Points);
            else _parts.Points(section.Heading!, section.Points);
        }
    }

    private void Counts()
    {
        if (material.Counts.Count == 0) return;
        _parts.Add("page/stats", new JsonObject
        {
            ["title"] = phrases.Figures,
            ["items"] = new JsonArray([.. material.Counts.Select(c => new JsonObject { ["value"] = c.Value, ["label"] = c.Label })]),
        });
    }

    private void Sayings()
    {
        foreach (var saying in material.Sayings.Where(s => _parts.IsNew(s.Words)))
        {
            var quote = new JsonObject { ["content"] = PageParts.Escaped(saying.Words) };
            if (saying.Author is not null) quote["author"] = saying.Author;
            if (saying.Role is not null) quote["role"] = saying.Role;
            _parts.Add("page/quote", quote);
        }
    }

    private void Offers()
    {
        if (material.Offers.Count == 0) return;
        _parts.Add("page/pricing", new JsonObject { ["title"] = phrases.Prices, ["plans"] = new JsonArray([.. material.Offers.Select(Plan)]) });
    }

    private JsonObject Plan(Offer offer)
    {
        var plan = new JsonObject { ["name"] = offer.Name ?? phrases.Price, ["price"] = offer.Price };
        if (offer.Period is not null) plan["period"] = offer.Period;
        if (offer.Features.Count > 0) plan["features"] = new JsonArray([.. offer.Features.Select(f => (JsonNode)PageParts.Escaped(f))]);
        return plan;
    }

    private void Questions()
    {
        var questions = material.Questions.Where(q => _parts.IsNew(q.Question) & _parts.IsNew(q.Answer)).Select(q => new JsonObject { ["asked"] = q.Question, ["answer"] = PageParts.Escaped(q.Answer) }).ToArray();
        if (questions.Length > 0) _parts.Add("page/faq", new JsonObject { ["title"] = phrases.Questions, ["questions"] = new JsonArray([.. questions]) });
    }

    private void LastCall()
    {
        var contacts = material.Contacts;
        var framing = contacts.Any ? phrases.Contact : phrases.Farewell;
        var (text, url) = contacts switch
        {
            { Mail: { } mail } => (phrases.Write, mail),
            { Telephone: { } telephone } => (phrases.Call, telephone),
            { Site: { } site } => (phrases.Visit, site),
            _ => (phrases.ToTop, "#" + Top),
        };
        var call = new JsonObject { ["title"] = framing.Heading, ["button"] = Action(text, url) };
        if (_parts.IsNew(framing.Text)) call["text"] = framing.Text;
        _parts.Add("page/call-to-action", call, Contact);
    }

    private static JsonObject Step(Framing step) => new() { ["title"] = step.Heading, ["text"] = step.Text };

    private static JsonObject Action(string text, string url) => new() { ["text"] = text, ["url"] = url };
}
