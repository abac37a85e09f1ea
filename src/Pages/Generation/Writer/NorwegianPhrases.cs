namespace Steward.Pages.Generation.Writer;

/// <summary>Framing in Norwegian (bokmål).</summary>
internal static class NorwegianPhrases
{
    public static readonly Phrases All = new()
    {
        Welcome = "Velkommen",
        Subtitle = "Så hyggelig at du er her. Ta deg gjerne en titt rundt.",
        Intro = "Her finner du det viktigste samlet.",
        More = "Les mer",
        GetInTouch = "Ta kontakt",
        Write = "Send e-post",
        Call = "Ring nå",
        Visit = "Gå dit",
        ToTop = "Til toppen",
        InShort = "Kort fortalt",
        Points = "Dette kan du glede deg til",
        Figures = "I tall",
        Prices = "Priser",
        Price = "Pris",
        Questions = "Spørsmål og svar",
        About = "Om {0}",
        StepsTitle = "Veien videre",
        Steps =
        [
            new("Se deg rundt", "Les videre i ditt eget tempo."),
            new("Spør oss", "Ingen spørsmål er for små."),
            new("Bestem deg", "Det haster ikke."),
        ],
        AboutSections =
        [
            new("Hvem vi er", "Alle historier begynner med mennesker."),
            new("Hva vi gjør", "Det er best å se det med egne øyne."),
            new("Hvorfor vi gjør det", "Fordi noe er verdt å gjøre ordentlig."),
        ],
        BlogLead = "Noen temaer fortjener en nærmere titt.",
        BlogSections =
        [
            new("Hvor du kan begynne", "Det hjelper å starte med det du allerede vet, og å skrive ned det du lurer på."),
            new("Hva du kan se etter", "Små detaljer sier ofte mer enn store ord."),
            new("Hva du kan ta med deg", "Én tanke som blir, er verdt mer enn en lang liste."),
        ],
        BlogClosing = new("Til slutt", "Takk for at du leste."),
        Contact = new("La oss snakkes", "En kort melding er nok til å begynne."),
        Farewell = new("Velkommen tilbake", "Takk for besøket."),
    };
}
