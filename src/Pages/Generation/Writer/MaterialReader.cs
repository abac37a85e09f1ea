using System.Text.RegularExpressions;
using Steward.Pages.Generation.Words;

namespace Steward.Pages.Generation.Writer;

/// <summary>Takes a brief apart: line by line, then sentence by sentence. What it cannot place stays a sentence, so that nothing of the brief is lost but the words that ask for a page.</summary>
internal sealed partial class MaterialReader
{
    private const int MostSections = 20, MostQuestions = 30, MostOffers = 6, MostCounts = 8, MostSayings = 3, LongestPoint = 450, RequestSentences = 3;

    private readonly Material _material;
    private readonly bool _running;
    private string? _asked;
    private int _sentences;

    private MaterialReader(string text, bool running) => (_material, _running) = (new Material { Contacts = Contacts.Of(text) }, running);

    /// <summary>Reads a brief whose markup is gone. In running text (an article) questions are part of it, and prices no offers.</summary>
    public static Material Read(string text, bool running)
    {
        var reader = new MaterialReader(text, running);
        foreach (var line in text.Split('\n')) reader.Line(line.Trim());
        reader.Unanswered();
        foreach (var section in reader._material.Sections) section.SaySinglePoint();
        reader.Name();
        return reader._material;
    }

    private Section Here => _material.Sections[^1];

    private void Line(string line)
    {
        if (line.Length == 0) Here.Break();
        else if (Heading().Match(line) is { Success: true } heading && _material.Sections.Count < MostSections && heading.Groups["words"].Value is var words && Markup.ToPlain(words) is { Length: > 0 and <= 120 } title) Open(title);
        else if (Bullet().Match(line) is { Success: true } bullet) Point(Markup.ToPlain(bullet.Groups["words"].Value));
        else if (Label().Match(line) is { Success: true } label && Labelled(label)) return;
        else if (line[^1] is ':' or '：' && line.Length <= 90 && _material.Sections.Count < MostSections && RequestWords.Subject(line) is null) Open(Markup.ToPlain(line));
        else Text(Markup.ToPlain(line));
    }

    private void Open(string heading)
    {
        if (RequestWords.Subject(heading) is not null || heading.All(c => !char.IsLetterOrDigit(c))) Text(heading);
        else if (_material.Subject is null && _material.Sections.Count == 1 && !_material.AllSentences.Any() && heading[^1] is not (':' or '：')) _material.Subject = Subject.Of(heading, running: true);
        else _material.Sections.Add(new Section(Sentences.Title(heading.TrimEnd(':', '：'))));
    }

    // "Name: Godt Brød", "Q: When?"; how the page is to sound is not for its readers.
    private bool Labelled(Match label)
    {
        var (name, value) = (label.Groups["label"].Value.ToLowerInvariant(), Markup.ToPlain(label.Groups["value"].Value));
        if (RequestWords.IsInstruction(label.Value)) return true;
        if (!value.Any(char.IsLetterOrDigit)) return false;
        if (QuestionLabel().IsMatch(name)) Ask(value);
        else if (AnswerLabel().IsMatch(name) && _asked is not null) Answer(value);
        else if (NameLabel().IsMatch(name) && value.Length is > 0 and <= 90) _material.Subject = new Subject(Sentences.Title(value), true, _material.Subject is { IsName: false } before ? Sentences.Whole(before.Title) : _material.Subject?.Tagline);
        else return false;
        return true;
    }

    private void Point(string point)
    {
        if (!point.Any(char.IsLetterOrDigit) || Contacts.IsOnlyContact(point) || RequestWords.IsInstruction(point)) return;
        if (!_running && _material.Offers.Count < MostOffers && Facts.OfferIn(point) is { Name: not null } offer) _material.Offers.Add(offer);
        else if (Question(point) is { } answered) _material.Questions.Add(answered);
        else if (point.Length > LongestPoint) Text(point);
        else List(point);
    }

    private void List(string point)
    {
        Count(point);
        Here.Points.Add(point);
    }

    private void Text(string line)
    {
        for (var (saying, rest) = Facts.SayingIn(line); saying is not null && _material.Sayings.Count < MostSayings; (saying, rest) = Facts.SayingIn(line))
        {
            _material.Sayings.Add(saying);
            line = rest;
        }

        foreach (var sentence in Sentences.Split(line)) Sentence(sentence);
    }

    private void Sentence(string sentence)
    {
        if (_sentences++ < RequestSentences && RequestWords.Subject(sentence) is { } words) Requested(words);
        else if (RequestWords.IsInstruction(sentence) || Contacts.IsOnlyContact(sentence)) return;
        else if (_asked is not null && sentence[^1] != '?') Answer(sentence);
        else if (!_running && sentence[^1] is '?' or '？' && _material.Questions.Count < MostQuestions) Ask(sentence);
        else if (RequestWords.Mentioned(sentence) is { } mentioned) Here.Points.Add(Sentences.Title(mentioned));
        else if (!Offered(sentence)) Say(sentence);
    }

    private void Requested(string words)
    {
        if (_material.Subject is null) _material.Subject = Subject.Of(words, _running);
        else if (words.Any(char.IsLetterOrDigit)) Here.Say(Sentences.Whole(words));
    }

    private bool Offered(string sentence)
    {
        if (_running || _material.Offers.Count >= MostOffers) return false;
        var offers = Facts.OffersIn(sentence);
        if (offers.Count == 0 && sentence.Length <= 120 && Facts.OfferIn(sentence) is { } single) offers = [single];
        _material.Offers.AddRange(offers.Take(MostOffers - _material.Offers.Count));
        return offers.Count > 0;
    }

    private void Say(string sentence)
    {
        Count(sentence);
        if (!_running && Enumerations.In(sentence) is { Count: > 0 } points) Here.Points.AddRange(points);
        else Here.Say(Sentences.Whole(sentence));
    }

    private void Count(string sentence)
    {
        foreach (var count in Facts.CountsIn(sentence))
            if (_material.Counts.Count < MostCounts && !_material.Counts.Contains(count)) _material.Counts.Add(count);
    }

    private void Ask(string question)
    {
        Unanswered();
        if (question.Length is > 1 and <= 300) _asked = question;
        else Here.Say(Sentences.Whole(question));
    }

    private void Answer(string answer)
    {
        _material.Questions.Add(new Answered(Sentences.Capital(_asked!), Sentences.Whole(WordCut.At(answer, 1_900))));
        _asked = null;
    }

    // Nobody answered: the question stays where it was.
    private void Unanswered()
    {
        if (_asked is not null) Here.Say(Sentences.Whole(_asked));
        _asked = null;
    }

    private Answered? Question(string point) =>
        _material.Questions.Count < MostQuestions && point.IndexOf('?', StringComparison.Ordinal) is > 3 and <= 299 and var at && point[(at + 1)..].Trim(' ', '-', '–', '—', ':') is { Length: > 1 } answer
            ? new Answered(Sentences.Capital(point[..(at + 1)]), Sentences.Whole(answer)) : null;

    // Without a request the first sentence names the subject, or is itself short enough for a title.
    private void Name()
    {
        if (_material.Subject is not null) return;
        if (_material.AllSentences.Select(Subject.NameIn).FirstOrDefault(n => n is not null) is { } name) _material.Subject = new Subject(name, true, null);
        else if (_material.AllSentences.FirstOrDefault() is { } first)
        {
            _material.Subject = Subject.Of(Markup.ToPlain(first).TrimEnd('.'), running: true) is { } subject ? subject with { Tagline = null } : null;
            if (first.Length <= 90 && _material.Sections[0].Paragraphs.Exists(p => p.Contains(first))) _material.TakeSentence(90);
        }
        else if (_material.Sections.SelectMany(s => s.Points).FirstOrDefault() is { } point) _material.Subject = new Subject(Sentences.Title(WordCut.At(point, 90)), false, null);
    }

    [GeneratedRegex(@"^#{1,6}\s+(?<words>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?:[-–—*•·‣▪+]|\d{1,2}[.)])\s+(?<words>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\**(?<label>[\p{L} ]{1,24})\**\s*[:：]\s*(?<value>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:q|question|spørsmål|sp|п|питання|запитання|질문)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex QuestionLabel();

    [GeneratedRegex(@"^(?:a|answer|svar|в|відповідь|답변|답)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex AnswerLabel();

    [GeneratedRegex(@"^(?:name|company(?: name)?|business(?: name)?|product(?: name)?|brand|title|topic|subject|navn|firma|produkt|tittel|tema|emne|назва|компанія|продукт|тема|заголовок|이름|회사명|상호|제품명|제목|주제)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NameLabel();
}
