using System.Text.RegularExpressions;

namespace Steward.Pages.Generation.Writer;

/// <summary>Tells what a brief asks for from what it is about: "Create a landing page for a bakery" is about a bakery.</summary>
internal static partial class RequestWords
{
    // Nobody asks for a page in a longer sentence.
    private const int Longest = 1_500;

    /// <summary>What the page is to be about, where the sentence asks for a page; null where it does not.</summary>
    public static string? Subject(string sentence)
    {
        if (sentence.Length > Longest) return null;
        var match = ((Regex[])[English(), Norwegian(), Ukrainian(), Korean()]).Select(r => r.Match(sentence)).FirstOrDefault(m => m.Success);
        return match is null ? null : Politeness().Replace(Layout().Replace(match.Groups["rest"].Value, ""), "").Trim(' ', '.', ',', ':', ';', '!', '。');
    }

    /// <summary>Does the sentence say how the page is to be made, and nothing of its subject?</summary>
    public static bool IsInstruction(string sentence) => (Instruction().IsMatch(sentence) && LayoutWord().IsMatch(sentence)) || Tone().IsMatch(sentence);

    /// <summary>What the page is asked to mention; null where it is not asked.</summary>
    public static string? Mentioned(string sentence) => Mention().Match(sentence) is { Success: true } match ? match.Groups["rest"].Value : null;

    [GeneratedRegex("""
        ^\W*(?:(?:hi|hello|hey)[,!]?\s+)?(?:please\s+)?(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?|(?:i|we)(?:['’]d|\s+would)?\s+(?:want|need|like|wish)(?:\s+(?:you\s+)?to)?\s+|help\s+(?:me|us)\s+(?:to\s+)?|let['’]?s\s+)?
        (?:(?:(?:create|make|build|write|generate|design|draft|produce|prepare|develop|compose|have)\s+)(?:(?:me|us)\s+)?(?:(?:a|an|the|my|our|one|some)\s+)?(?:[\p{L}-]+\s+){0,5}?(?:[\p{L}]*pages?|[\p{L}]*sites?|blog(?:\s?(?:posts?|articles?))?|posts?|articles?)\b\s*(?:(?:for|about|on|of|to\s+(?:promote|present|sell|introduce|announce|launch)|that\s+(?:promotes|presents|describes|sells|introduces)|promoting|presenting|describing|selling|introducing|regarding|covering)\b)?
        |(?:(?:a|an|the|my|our)\s+)?(?:[\p{L}-]+\s+){0,3}?(?:(?:landing|home|about(?:[\s-]us)?|product|sales|web)[\s-]?page|website|web\s?site|homepage|webpage|blog\s?(?:post|article)?|article|page)\s+(?:for|about|on|promoting|presenting|introducing)\b)
        \s*[:,–—-]?\s*(?<rest>.*)$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex English();

    [GeneratedRegex("""
        ^\W*(?:hei[,!]?\s+)?(?:vær\s+så\s+snill(?:\s+å)?\s+|kan\s+du\s+|kunne\s+du\s+|(?:jeg|vi)\s+(?:vil|ønsker|trenger|skal)\s+(?:å\s+)?(?:ha\s+)?)?(?:(?:lage?|skrive?|opprette?|bygge?|utforme?|designe?|generere?)\s+)?(?:(?:meg|oss)\s+)?(?:(?:en|ei|et)\s+)?
        (?:[\p{L}-]+\s+){0,4}?(?:(?:landings|produkt|nett|hjemme|web|salgs|blogg)[\s-]?side|side|om[\s-]oss[\s-]side|blogg(?:innlegg|post)?|innlegg|artikkel|nettsted)n?\s+(?:for|om|til|som\s+(?:presenterer|selger|beskriver))\s+(?<rest>.*)$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Norwegian();

    [GeneratedRegex("""
        ^\W*(?:будь\s+ласка,?\s+)?(?:(?:мені|нам)\s+потріб\p{L}*\s+|хочу\s+|прошу\s+)?(?:(?:створ|зроб|напиш|побуд|підгот|розроб|згенер|написа)\p{L}*\s+)?(?:(?:мені|нам)\s+)?(?:[\p{L}-]+\s+){0,3}?
        (?:лендинг\p{L}*|сторінк\p{L}*|сайт\p{L}*|допис\p{L}*|пост|статт\p{L}*|блог\p{L}*)\s+(?:для|про(?:\s+те,)?|на\s+тему|щодо)\s+(?<rest>.*)$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Ukrainian();

    [GeneratedRegex("""
        ^(?<rest>[^.!?]+?)(?:을|를|에|의)?\s*(?:위한|대한|관한|소개하는|홍보하는|판매하는|알리는)\s+[^.!?]*?(?:페이지|사이트|블로그|글|포스트)[^.!?]*?(?:만들|작성|써|쓰|생성|제작|디자인|부탁).*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Korean();

    [GeneratedRegex(@"[,;]?\s*\b(?:with|including|containing|that\s+(?:has|includes|contains)|med|inkludert|із|зі|з)\s+[^.!?]{0,300}\b(?:sections?|hero|buttons?|cta|call[\s-]to[\s-]action|faq|testimonials?|pricing|contact\s+form|header|footer|features|headings?|tone|points|seksjon\p{L}*|knapp\p{L}*|overskrift\p{L}*|kontaktskjema|tone|розділ\p{L}*|секці\p{L}*|кнопк\p{L}*)\b[^.!?]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Layout();

    [GeneratedRegex(@"[,;]?\s*\b(?:please|thanks|thank\s+you|takk|vennligst|будь\s+ласка|дякую)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Politeness();

    [GeneratedRegex("""
        ^\W*(?:please\s+)?(?:include|add|use|make|keep|write|put|show|give|avoid|do\s+not|don['’]?t|ensure|there\s+should|the\s+(?:page|tone|style|design|text|copy|site|language)|it\s+(?:should|must)|inkluder|ta\s+med|legg\s+til|bruk|hold|skriv|unngå|siden\s+(?:skal|bør|må)|додай\p{L}*|включ\p{L}*|використ\p{L}*|уник\p{L}*|сторінка\s+(?:має|повинна))\b|(?:포함|추가|사용|작성)(?:해|하)\s*(?:주세요|줘|주십시오)
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instruction();

    [GeneratedRegex("""
        \b(?:sections?|hero|buttons?|cta|call[\s-]to[\s-]action|faq|testimonials?|pricing|headings?|headlines?|tone|style|forms?|images?|pictures?|layout|colou?rs?|friendly|professional|formal|seo|header|footer|paragraphs?|seksjon\p{L}*|knapp\p{L}*|tone\p{L}*|stil|bilde\p{L}*|overskrift\p{L}*|kontaktskjema|vennlig|profesjonell|розділ\p{L}*|секці\p{L}*|кнопк\p{L}*|тон|стиль|зображен\p{L}*|заголов\p{L}*|форм\p{L}*|дружн\p{L}*)\b|섹션|버튼|톤|스타일|이미지|제목|친근
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LayoutWord();

    [GeneratedRegex(@"^\W*(?:tone(?:\s+of\s+voice)?|style|language|layout|template|tonen?|stil|språk|тон|стиль|мова|шаблон|톤|스타일|언어)\s*(?::|should\b|skal\b|bør\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tone();

    [GeneratedRegex(@"^\W*(?:please\s+)?(?:mention|highlight|emphasi[sz]e|stress|point\s+out|focus\s+on|talk\s+about|nevn|fremhev|framhev|fortell(?:\s+om)?|få\s+frem|згада\p{L}*|підкресл\p{L}*|розкаж\p{L}*|наголос\p{L}*)\s+(?:that\s+|at\s+|про\s+те,?\s+що\s+|про\s+|що\s+)?(?<rest>.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Mention();
}
