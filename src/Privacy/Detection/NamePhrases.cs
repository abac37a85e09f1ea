using System.Collections.Frozen;

namespace Steward.Privacy.Detection;

/// <summary>How a phrase introduces the name that follows it.</summary>
internal enum NamePlace
{
    /// <summary>"my name is …"</summary>
    Said,

    /// <summary>"Name: …", opening its line or a part of it.</summary>
    Labelled,

    /// <summary>"Dear …," with something behind that closes it.</summary>
    Greeted,

    /// <summary>"regards,\n…", with nothing else on the line.</summary>
    Signed,

    /// <summary>"Mrs. …"</summary>
    Titled,
}

/// <summary>One phrase before names.</summary>
internal sealed record NamePhrase(string Words, NamePlace Place);

/// <summary>Phrases that a person's name follows, in the languages that Steward's people write.</summary>
internal static class NamePhrases
{
    private static readonly string[] _said =
    [
        "my name is", "my name's", "my full name is", "i am called", "they call me", "this is my friend",
        "jeg heter", "mitt navn er", "navnet mitt er", "jag heter", "mitt namn är", "jeg hedder", "mit navn er",
        "мене звати", "моє ім'я", "моє ім’я", "мене звуть", "меня зовут", "моё имя", "мое имя",
        "ich heiße", "ich heisse", "mein name ist", "je m'appelle", "je m’appelle", "mon nom est", "ik heet", "mijn naam is",
        "nazywam się", "mam na imię", "me llamo", "mi nombre es", "mi chiamo", "il mio nome è", "chamo-me", "meu nome é", "nimeni on",
    ];

    private static readonly string[] _labelled =
    [
        "name:", "full name:", "first name:", "last name:", "surname:", "contact person:", "patient:", "navn:", "fornavn:", "etternavn:", "efternavn:",
        "namn:", "förnamn:", "efternamn:", "vorname:", "nachname:", "nom:", "prénom:", "naam:", "imię:", "nazwisko:", "ім'я:", "ім’я:", "прізвище:", "піб:", "имя:",
        "фамилия:", "фио:", "nombre:", "apellidos:", "nome:", "cognome:",
    ];

    private static readonly string[] _greeted =
    [
        "dear", "hi", "hello", "hey", "good morning", "good afternoon", "good evening", "kjære", "hei", "heisann", "hej", "kära", "kære", "bästa",
        "шановний", "шановна", "дорогий", "дорога", "привіт", "вітаю", "добрий день", "уважаемый", "уважаемая", "дорогой", "дорогая", "привет", "здравствуйте",
        "liebe", "lieber", "hallo", "guten tag", "cher", "chère", "bonjour", "beste", "geachte", "cześć", "drogi", "droga", "szanowny", "szanowna",
        "querido", "querida", "estimado", "estimada", "hola", "caro", "cara", "gentile", "ciao", "olá",
    ];

    private static readonly string[] _signed =
    [
        "regards", "sincerely", "yours truly", "yours faithfully", "best wishes", "all the best", "warmly", "cheers", "many thanks", "thank you", "thanks",
        "hilsen", "vennlig hilsen", "mvh", "hälsningar", "med venlig hilsen", "vh", "takk", "з повагою", "з найкращими побажаннями", "дякую", "с уважением", "спасибо",
        "mit freundlichen grüßen", "mit freundlichen grüssen", "freundliche grüße", "viele grüße", "liebe grüße", "beste grüße", "mfg", "danke", "cordialement", "bien à vous", "merci",
        "met vriendelijke groet", "met vriendelijke groeten", "groetjes", "pozdrawiam", "z poważaniem", "dziękuję", "saludos", "atentamente", "cordiali saluti", "atenciosamente",
    ];

    private static readonly string[] _titled =
    [
        "dr.", "prof.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "herr", "frau", "fru", "madame", "monsieur", "mme", "señor", "señora", "signor", "signora", "mevrouw", "meneer",
        "пан", "пані", "пане",
    ];

    private static readonly NamePhrase[] _all =
    [
        .. _said.Select(words => new NamePhrase(words, NamePlace.Said)), .. _labelled.Select(words => new NamePhrase(words, NamePlace.Labelled)),
        .. _greeted.Select(words => new NamePhrase(words, NamePlace.Greeted)), .. _signed.Select(words => new NamePhrase(words, NamePlace.Signed)),
        .. _titled.Select(words => new NamePhrase(words, NamePlace.Titled)),
    ];

    private static readonly FrozenDictionary<char, NamePhrase[]> _byFirst = _all.GroupBy(phrase => phrase.Words[0])
        .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(phrase => phrase.Words.Length).ToArray());

    private static readonly FrozenSet<string> _nobody = new[]
    {
        "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor", "Herr", "Frau", "Fru", "Sir", "Sirs", "Madam", "Mom", "Mum", "Dad", "All", "Everyone", "Everybody", "Team", "Friend", "Friends", "Customer", "Customers", "Client", "Colleague", "Colleagues", "Support",
        "World", "There", "Again", "God", "Lord", "Santa", "Diary", "Reader", "Readers", "User", "Users", "Admin", "Folks", "Guys", "Ladies", "Gentlemen", "Hiring", "Kitty",
        "The", "This", "That", "It", "In", "On", "And", "For", "Not", "No", "Yes", "Please", "Thanks", "Thank", "Very", "Best", "Kind", "Love", "President", "Minister",
        "Alle", "Dere", "Venner", "Kollegaer", "Kunde", "Alla", "Vänner", "Kolleger", "Damen", "Herren", "Kollegen", "Kolleginnen", "Kunden", "Kundin", "Freunde", "Grüße", "Leute", "Zusammen",
        "Всі", "Всім", "Друзі", "Колеги", "Команда", "Команді", "Пані", "Пане", "Панове", "Клієнте", "Друже", "Друзья", "Коллеги", "Господа", "Боже", "Світ", "Світе",
        "Madame", "Monsieur", "Messieurs", "Mesdames", "Collègues", "Amis", "Tous", "Heer", "Mevrouw", "Collega", "Państwo", "Panie", "Pani", "Señor", "Señora", "Señores", "Todos", "Amigos", "Tutti",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // By the first two letters, where both are ASCII: there are too many phrases for a search of all at once to be fast.
    private static readonly bool[] _beginnings = Beginnings();

    /// <summary>Whether a phrase may begin at a place; false for nearly every word.</summary>
    public static bool MayBegin(string text, int at)
    {
        if (at + 1 >= text.Length) return false;
        var (first, second) = (text[at], text[at + 1]);
        return first >= 128 || second >= 128 ? char.IsLetter(first) : _beginnings[(first << 7) | second];
    }

    private static bool[] Beginnings()
    {
        var beginnings = new bool[128 * 128];
        foreach (var phrase in _all.Where(phrase => char.IsAscii(phrase.Words[0]) && char.IsAscii(phrase.Words[1])))
        {
            foreach (var first in (char[])[phrase.Words[0], char.ToUpperInvariant(phrase.Words[0])])
            {
                foreach (var second in (char[])[phrase.Words[1], char.ToUpperInvariant(phrase.Words[1])]) beginnings[(first << 7) | second] = true;
            }
        }

        return beginnings;
    }

    /// <summary>Words that stand where names do and name nobody.</summary>
    public static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Nobody { get; } = _nobody.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The longest phrase that begins at a place and ends a word there.</summary>
    public static NamePhrase? At(string text, int at)
    {
        foreach (var phrase in _byFirst.GetValueOrDefault(char.ToLowerInvariant(text[at]), []))
        {
            var end = at + phrase.Words.Length;
            if (end < text.Length && !char.IsLetterOrDigit(text[end]) && text.AsSpan(at).StartsWith(phrase.Words, StringComparison.OrdinalIgnoreCase))
            {
                return phrase;
            }
        }

        return null;
    }
}
