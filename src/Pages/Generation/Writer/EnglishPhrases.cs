namespace Steward.Pages.Generation.Writer;

/// <summary>Framing in English.</summary>
internal static class EnglishPhrases
{
    public static readonly Phrases All = new()
    {
        Welcome = "Welcome",
        Subtitle = "Good to have you here. Have a look around.",
        Intro = "You will find the most important things on this page.",
        More = "Find out more",
        GetInTouch = "Get in touch",
        Write = "Send an e-mail",
        Call = "Call now",
        Visit = "Go there",
        ToTop = "Back to the top",
        InShort = "In short",
        Points = "What to look forward to",
        Figures = "In figures",
        Prices = "Prices",
        Price = "Price",
        Questions = "Questions and answers",
        About = "About {0}",
        StepsTitle = "From here",
        Steps =
        [
            new("Look around", "Read on at your own pace."),
            new("Ask away", "No question is too small."),
            new("Make up your mind", "There is no hurry."),
        ],
        AboutSections =
        [
            new("Who we are", "Every story begins with people."),
            new("What we do", "The best way to find out is to see for yourself."),
            new("Why we do it", "Because some things are worth doing well."),
        ],
        BlogLead = "Some subjects deserve a closer look.",
        BlogSections =
        [
            new("Where to begin", "It helps to start with what is already known, and to write down what is not."),
            new("What to look at", "Small details often say more than big words."),
            new("What to take along", "One thought that stays is worth more than a long list."),
        ],
        BlogClosing = new("In closing", "Thank you for reading."),
        Contact = new("Let us talk", "A short message is enough to begin."),
        Farewell = new("Come back soon", "Thank you for stopping by."),
    };
}
