using Steward.Pages.Generation;

namespace Pages.Tests.Generation;

/// <summary>Briefs as people write them, and as they should not.</summary>
internal static class Briefs
{
    public const string Bakery =
        """
        Create a landing page for Godt Brød, a bakery in Bergen that bakes sourdough every morning.
        We have baked since 1998. More than 1,200 customers come every week.
        - Fresh bread: from six in the morning
        - Coffee from a local roastery
        - Cakes for every occasion
        "The best bread in town, without a doubt." — Kari Nordmann, neighbour
        Do you deliver? Yes, within the city.
        Small loaf: 45 kr
        Large loaf: 79 kr
        Write to post@godtbrod.example.
        """;

    public static readonly IReadOnlyList<string> All =
    [
        Bakery,
        "Create a landing page for a yoga studio in Oslo called Pust.\nWe offer morning classes, evening classes and quiet weekends.",
        "Make me a website about \"Northern Lights Tours\". We take small groups out on clear nights.",
        "bakery",
        "Write a blog post about why sleep matters for athletes.",
        "Write an article about composting. Compost is alive. It needs air, water and time.\n\n# What goes in\n- Peel\n- Leaves\n\n# What does not\nMeat does not belong there.",
        "Please build an about page for Fjord & Sons. We are three brothers who repair boats. Our father taught us. We love the sea.",
        "Product page for the Luma desk lamp, which dims by itself. Price: $49. Mention that it ships in two days. Tone: friendly.",
        "Basic: 9 € per month, 1 user\nPro: 29 € per month, 10 users\nName: Tidy",
        "Lag en landingsside for en liten kafé i Tromsø som heter Nordlys. Vi serverer kaffe, vafler og suppe. Ring tlf 77 00 00 00.",
        "Skriv et blogginnlegg om hvordan man baker surdeigsbrød. Tålmodighet er viktigst.",
        "Lag en om oss-side for regnskapsbyrået Tall & Tekst. Vi er fire ansatte. Vi hjelper små bedrifter.",
        "Створи лендинг для пекарні «Сонце» у Львові. Ми печемо хліб щодня. Пишіть на info@sonce.example",
        "Напиши статтю про те, як вчити мови. Вчіть потроху щодня.",
        "Про нас: команда інженерів",
        "서울의 작은 빵집을 위한 랜딩 페이지를 만들어 주세요. 매일 아침 빵을 굽습니다. 1,200명의 고객이 찾습니다.",
        "'달빛'이라는 카페를 소개하는 페이지를 작성해 주세요.\n- 커피\n- 케이크\n- 차",
        "Q: When are you open?\nA: From nine to five.\nQ: Where?\nA: In the old harbour.",
        "<h1>Cheap <b>pills</b></h1><script>alert(1)</script><p>Buy &amp; save</p>",
        "\"><img src=x onerror=alert(1)>",
        "javascript:alert(1) [x](javascript:alert(1)) [y](https://a.example/b_(c))",
        "مطعم صغير في بيروت يقدم الطعام اللبناني كل يوم.",
        "דף נחיתה לסטודיו קטן בתל אביב",
        "Создай страницу для мастерской. Мы чиним велосипеды.",
        "🎉🎉🎉 👩‍👩‍👧‍👦",
        "...!!!???", "?", "-", "- \n- \n* ", "#\n##\n### ", "\u0000\u0001\ud800", "", "   ", "**", "Q:\nA:", "Name: ,", "Name:", "1", "0 % of 0", "a@b", "mailto:x",
        new string('a', 10_000), string.Concat(Enumerable.Repeat("word ", 2_000)), string.Concat(Enumerable.Range(0, 1_400).Select(i => $"- p{i}\n")),
        string.Concat(Enumerable.Range(0, 1_200).Select(i => $"# h{i}\n")), string.Concat(Enumerable.Range(0, 1_200).Select(i => $"x{i}. Y\n")), new string('1', 10_000), new string('"', 9_999),
        string.Concat(Enumerable.Repeat("with ", 2_000)), string.Concat(Enumerable.Repeat("위한 ", 3_000)), string.Concat(Enumerable.Repeat("<b>", 3_000)), string.Concat(Enumerable.Repeat("&amp;", 2_000)),
        "We sell bread. We sell bread. We sell bread.",
        "Back to the top. Thank you for stopping by. You will find the most important things on this page. There is no hurry.",
    ];

    private static readonly string[] Pieces =
    [
        "Create a landing page for ", "Write a blog post about ", "Lag en side om ", "Сторінка для ", "라는 ", "bread", "Nordlys", "the sea", "«Сонце»", "\"Luma\"", "called ", ", ", ". ", ": ", "? ", "! ", "\n", "\n\n", "\n- ", "\n# ",
        "9 €", "$49.90 per month", "1,200 customers", "98 % of guests", "since 1998", "a@b.example", "+47 22 33 44 55", "https://a.example/?q=1&r=2", "<b>", "</b>", "<script>", "&lt;", "&#49;", "**", "*", "[", "](", ")", "\u202e", "🎉", "é",
        "Q: ", "A: ", "Name: ", "Tone: ", "include a hero section", "We offer tea, cakes and time", " — Kari Nordmann, baker", "“So very good it is”", "\t", "…", "—", "|", "0", "%", "빵", "مرحبا",
    ];

    /// <summary>A brief made of pieces; the same for the same seed.</summary>
    public static PageBrief Random(int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
        string?[] templates = [null, "landing", "about", "product", "blog", "unknown"], langs = [null, "nb", "uk", "ko-KR", "de", "not a language"];
        return new PageBrief(text, null, templates[random.Next(templates.Length)], langs[random.Next(langs.Length)]);
    }
}
