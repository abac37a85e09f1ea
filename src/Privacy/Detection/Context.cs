namespace Steward.Privacy.Detection;

/// <summary>What numbers are called where they are written, in the languages of those who have them and in English.</summary>
internal static class Context
{
    public static readonly ContextWords SocialSecurity = new(["social security", "social-security", "soc sec"], ["ssn", "ssns"]);

    public static readonly ContextWords Version = new(["version", "ver.", "release", "build", "firmware"], []);

    public static readonly ContextWords Card = new(
        ["card", "credit", "debit", "visa", "mastercard", "maestro", "amex", "kredit", "bankkort", "kortnum", "kortnr", "betalingskort", "karten", "carte", "tarjeta", "картк", "карта", "карты"],
        ["cc", "kort", "karte", "karta", "kartę", "karty", "kaart"]);

    public static readonly ContextWords Phone = new(
        [
            "phone", "telephone", "tel.", "mobile", "call", "fax", "whatsapp", "viber", "telegram", "ring me", "reach me", "reach us", "contact",
            "dial", "hotline", "my number", "his number", "her number", "our number", "their number", "s number is", "text me", "answering at", "reply to", "messages to", "message me", "message on", "desk:", "office:",
            "телефон", "моб.", "мобільн", "мобильн", "дзвон", "подзвон", "зателефон", "звоните", "позвон", "мій номер", "мой номер", "номер:", "вайбер", "телеграм",
            "telefon", "tlf", "mobil", "mob.", "ringe", "nummeret mitt", "mitt nummer", "mit nummer", "handy", "rufnummer", "anruf", "rufen", "meine nummer",
            "téléphone", "portable", "appel", "mon numéro", "teléfono", "móvil", "llam", "mi número", "cellulare", "chiam", "telefoon", "mobiel", "bel me",
            "komórk", "zadzwo", "dzwoni", "mój numer", "puhelin", "soita", "telemóvel", "telemovel", "celular", "ligue", "τηλέφων",
        ],
        ["tel", "tél", "tlf", "cell", "sms", "ring", "tf", "mob", "тел", "моб", "kom", "puh", "gsm"]);

    /// <summary>What is not a telephone number although one may be spoken of.</summary>
    public static readonly ContextWords Other = new(
        [
            "order", "invoice", "licen", "passport", "account", "reference", "ticket", "serial", "postal", "membership", "policy", "tracking", "version", "isbn",
            "ordre", "faktura", "kontonum", "kontonr", "referanse", "kundenum", "kundenr", "medlems", "bestill", "bestellung", "rechnung", "kundennum", "artikel", "vorgang",
            "замовлення", "рахун", "заказ", "счет", "накладн", "commande", "facture", "pedido", "zamówieni", "klantnum",
        ],
        ["ref", "zip", "case", "sku", "konto", "sak", "nip", "ssn"]);

    public static readonly ContextWords NorwegianId = new(
        ["fødselsn", "fodselsn", "fødsels- og", "personnummer", "personnr", "d-nummer", "d-nr", "national id", "national identity", "norwegian id"], ["fnr", "dnr", "pnr"]);

    public static readonly ContextWords SwedishId = new(
        ["personnummer", "personnr", "samordningsnum", "national id", "national identity", "swedish id"], ["pnr", "persnr"]);

    public static readonly ContextWords DanishId = new(["cpr-", "cprnr", "cpr.", "personnummer", "personnr", "danish id"], ["cpr"]);

    public static readonly ContextWords NationalInsurance = new(["national insurance", "ni number", "ni no"], ["nino"]);

    public static readonly ContextWords Nhs = new(["nhs"], []);

    public static readonly ContextWords GermanTaxId = new(
        ["steuer-id", "steuerid", "steueridentifikation", "steuer id", "steuerliche id", "identifikationsnummer", "steuernummer", "tax id", "tax number"], ["idnr", "tin"]);

    public static readonly ContextWords GermanIdCard = new(
        ["personalausweis", "ausweis", "reisepass", "passnummer", "identity card", "id card", "passport"], ["perso"]);

    public static readonly ContextWords FrenchNir = new(
        ["sécurité sociale", "securite sociale", "sécu", "numéro insee", "carte vitale", "social security"], ["nir", "insee", "nss"]);

    public static readonly ContextWords DutchBsn = new(["burgerservice", "sofinummer", "sofi-nummer", "citizen service"], ["bsn", "sofi"]);

    public static readonly ContextWords PolishPesel = new(["pesel"], []);

    public static readonly ContextWords PolishNip = new(["numer identyfikacji podatkowej", "nip:"], ["nip", "nipu"]);

    public static readonly ContextWords UkrainianTaxNumber = new(
        ["рнокпп", "ідентифікаційн", "идентификационн", "податков", "платника податк", "tax number", "tax id", "taxpayer", "rnokpp"], ["іпн", "инн", "ідн", "tin"]);

    public static readonly ContextWords Birth = new(
        [
            "date of birth", "birth date", "birthdate", "birthday", "dob:", "født", "fødsels", "bursdag", "född", "födelse", "geboren", "geburtsdatum", "geburtstag",
            "né le", "née le", "naissance", "народжен", "народив", "народил", "рожден", "рождён", "родился", "родилась", "urodzo", "data urodzenia", "urodziny", "geboortedatum", "geboorte",
            "nacido", "nacida", "nacimiento", "nato il", "nata il", "data di nascita", "nascimento", "nascid", "syntynyt", "syntymä",
        ],
        ["born", "dob", "geb", "ur"]);
}
