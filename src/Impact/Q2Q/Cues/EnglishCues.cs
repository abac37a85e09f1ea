namespace Steward.Impact.Q2Q.Cues;

/// <summary>English: the words that change what a cue means.</summary>
internal static partial class EnglishCues
{
    public static Grammar Grammar { get; } = new()
    {
        Negators = new WordSet(
            "not", "never", "no", "nobody", "nothing", "none", "neither", "nor", "without", "hardly", "barely", "cannot", "cant", "dont",
            "didnt", "doesnt", "isnt", "wasnt", "wont", "havent", "can't", "don't", "didn't", "doesn't", "isn't", "wasn't", "aren't",
            "weren't", "won't", "wouldn't", "haven't", "hasn't", "hadn't", "couldn't", "shouldn't", "stopped", "quit"),
        NegatorExceptions =
        [
            "not only", "not just", "not to mention", "no doubt", "no wonder", "no problem*", "no matter", "can't wait", "cannot wait",
            "can't thank", "couldn't be happier/prouder/more", "without doubt",
            "not/never laughed/smiled/felt/had .. like this/that/so", "without hesitat*", "nothing but", "never been/felt so/more/this",
            "couldn't have", "stopped by", "not long ago",
        ],
        Wishes = new WordSet(
            "hope", "hoping", "hoped", "want", "wanted", "wants", "wish", "wished", "wishing", "would", "i'd", "should", "if", "need",
            "needs", "unless"),
        Intensifiers = new WordSet(
            "very", "really", "so", "much", "extremely", "totally", "completely", "truly", "absolutely", "incredibly", "super", "too",
            "far",
            "deeply", "highly", "always", "constantly", "definitely", "such"),
        Diminishers = new WordSet("bit", "slightly", "somewhat", "little", "kinda", "fairly", "sometimes", "maybe", "perhaps"),
        PastFrames =
        [
            "used to", "at first", "in the beginning", "at the beginning", "at the start", "initially", "originally",
            "before the/this/i/joining",
            "when i (first) started/joined/arrived/came/began", "when we (first) started/met", "months/weeks/year/years ago",
            "until now",
            "last year", "back then", "previously", "in the past",
        ],
        Endings = new WordSet("longer", "anymore", "more", "since", "now"),
        Contrasts = ["but", "however", "now", "today", "although", "though", "yet", "still", "nowadays", "after", "finally", "instead"],
        Joiners = ["and", "why", "because", "so", "while", "then", "except", "since", "who", "which"],
    };

    /// <summary>Phrases that look like cues and are none.</summary>
    public const string Guards =
        """
        [not:belonging_increase]
        hard/difficult/impossible/trouble to make/find/making/finding friends

        [none]
        know what i want to say
        resume on/at/next/in/after/classes/lessons/sessions/the/our
        so/feel/quite/fairly confident that
        proud of my/the/our company/sponsor
        support ticket/team
        lost and found
        alone time
        = not alone in this/that
        hard work*/drive/copy/skills
        working hard
        = better late than never
        stuck around
        lonely planet
        good/great/nice/hard/amazing job
        job .. well done
        interview with .. journalist/newspaper/radio
        the/a/an/my interview with .. journalist/newspaper/radio
        = of course
        golf/race/main course
        """;
}
