using System.Text.RegularExpressions;
using Steward.Pages.Generation.Words;

namespace Steward.Pages.Generation.Writer;

/// <summary>A plan as the brief gives it; without a name where it gives none.</summary>
internal sealed record Offer(string? Name, string Price, string? Period, IReadOnlyList<string> Features);

/// <summary>A figure with what it counts.</summary>
internal sealed record Count(string Value, string Label);

/// <summary>What somebody said.</summary>
internal sealed record Saying(string Words, string? Author, string? Role);

/// <summary>Finds prices, figures and quotations in a text. Takes over what stands there, digit by digit.</summary>
internal static partial class Facts
{
    private static readonly HashSet<string> Stops =
        ["and", "in", "of", "for", "with", "to", "per", "every", "each", "from", "the", "a", "an", "at", "on", "by", "or", "is", "are", "who", "that", "og", "i", "på", "med", "til", "av", "som", "hver", "fra", "er", "і", "та", "у", "в", "з", "на", "для", "про", "до", "що", "від", "kr", "nok", "eur", "usd", "euro", "euros", "dollars", "dollar", "kroner", "грн", "гривень", "am", "pm", "year", "month", "th", "st",
            "come", "comes", "visit", "use", "trust", "work", "works", "choose", "love", "rely", "join", "read", "buy", "have", "has", "kommer", "bruker", "besøker", "stoler", "jobber", "velger", "har",
            "приходять", "користуються", "довіряють", "працюють", "обирають"];

    private static readonly HashSet<string> Dates =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "januar", "februar", "mars", "mai", "juni", "juli", "oktober", "desember"];

    /// <summary>A line that is an offer: a name, a price, perhaps for how long and what is in it.</summary>
    public static Offer? OfferIn(string line)
    {
        if (Offers().Match(line) is not { Success: true } match) return null;
        var rest = match.Groups["rest"].Value.Trim(' ', '.', ',', ';', ':', '-', '–', '—', '(', ')');
        var features = rest.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(20).Select(f => WordCut.At(Sentences.Capital(f), 200)).Distinct().ToList();
        var (price, period, name) = (match.Groups["price"].Value.Trim().TrimEnd('.', ','), match.Groups["period"].Value.Trim(' ', '/'), Sentences.Title(match.Groups["name"].Value));
        return price.Length > 40 || period.Length > 40 || name.Length > 80 ? null : new Offer(name.Length == 0 ? null : name, price, period.Length == 0 ? null : period, features);
    }

    /// <summary>Several offers in one sentence; none where there is one alone.</summary>
    public static IReadOnlyList<Offer> OffersIn(string sentence)
    {
        var all = Listed().Matches(sentence).Select(m => OfferIn(m.Value.Trim())).OfType<Offer>().Where(o => o.Name is not null).ToList();
        return all.Count >= 2 ? all : [];
    }

    public static IEnumerable<Count> CountsIn(string sentence)
    {
        foreach (Match match in Counts().Matches(sentence))
        {
            var share = match.Groups["sign"].Value.Contains('%', StringComparison.Ordinal);
            var label = string.Join(' ', match.Groups["label"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(w => share || !Stops.Contains(w.ToLowerInvariant())).Take(share ? 4 : 3));
            while (label.Split(' ')[^1] is { Length: > 0 } last && Stops.Contains(last.ToLowerInvariant())) label = label[..^last.Length].TrimEnd();
            if (label.Length > 0 && label[0] is >= '가' and <= '힣') label = label.Split(' ')[0].TrimEnd('이', '가', '을', '를', '은', '는');
            if (label.Length is < 2 or > 120 || match.Groups["value"].Length > 30 || Dates.Contains(label.Split(' ')[0].ToLowerInvariant())) continue;
            yield return new Count((match.Groups["value"].Value + match.Groups["sign"].Value.TrimEnd('의', '이', '가', '을', '를')).Trim(), Sentences.Capital(label));
        }
    }

    /// <summary>Words in quotation marks with who said them, and the text without.</summary>
    public static (Saying? Saying, string Others) SayingIn(string line)
    {
        if (Quotations().Match(line) is not { Success: true } match || match.Groups["words"].Value.Split(' ').Length < 3) return (null, line);
        var who = match.Groups["who"].Value.Trim().TrimEnd('.').Split(',', 2, StringSplitOptions.TrimEntries);
        var author = who[0].Length == 0 ? null : WordCut.At(who[0], 120);
        var role = author is not null && who.Length > 1 && who[1].Length > 0 ? WordCut.At(who[1], 120) : null;
        return (new Saying(match.Groups["words"].Value.Trim(), author, role), line.Remove(match.Index, match.Length).Trim());
    }

    private const string Amount =
        @"(?:(?:[$€£₴₩]|NOK|EUR|USD|GBP|UAH|KRW|kr\.?)\s?\d[\d.,  ]{0,15}(?:,-)?|\d[\d.,  ]{0,15}\s?(?:[$€£₴₩]|NOK\b|EUR\b|USD\b|GBP\b|UAH\b|KRW\b|kr\b|kroner\b|euros?\b|dollars\b|грн\b|гривень\b|만\s?원|원|,-))";

    private const string Period = @"(?:\s*(?<period>/\s?\p{L}+|(?:per|a|an|each|every|i|pr\.?|hver|на|за)\s+(?:month|year|week|day|hour|person|user|seat|måneden?|året?|uken?|dag(?:en)?|time|måned|місяць|рік|тиждень|день|годину|особу)))?";

    [GeneratedRegex(@"^(?<name>[^\d:;$€£₴₩]{0,80}?)\s*(?::|–|—|-|=|\s)?\s*(?:(?<=\s|^|:|–|—|-)(?:costs?|is|at|for|from|only|koster|fra|kun|коштує|від)\s+)?(?<price>" + Amount + ")" + Period + @"(?<rest>(?:\s*[:,;(–—-].*)?)\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offers();

    [GeneratedRegex(@"\p{Lu}[\p{L} ]{1,30}?(?:\s*[:–—-]\s*|\s+(?:costs?\s+|is\s+|at\s+|for\s+|koster\s+|коштує\s+)?)" + Amount + Period, RegexOptions.CultureInvariant)]
    private static partial Regex Listed();

    [GeneratedRegex(@"(?<![\p{L}\d.,:/@+$€£₴₩-])(?<!\b(?:in|since|from|until|i|siden|fra|у|в|з|від|of)\s)(?<value>\d{1,3}(?:[ ,.]\d{3})+|\d+(?:[.,]\d+)?)(?<sign>\s?%|\+|[명개곳회건](?:의|이|가|을|를)?)?\s+(?<label>\p{L}[\p{L}'’-]*(?:\s\p{L}[\p{L}'’-]*){0,3})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Counts();

    [GeneratedRegex(@"[""“«„「](?<words>[^""”»“」]{12,900})[""”»“」]\s*(?:(?:[-–—]+|,?\s*(?:says|said|sier|sa|каже|сказав|сказала|by|av))\s*(?<who>\p{Lu}[^.!?\n""“«]{1,120})\.?)", RegexOptions.CultureInvariant)]
    private static partial Regex Quotations();
}
