namespace Steward.Impact.Q2Q.Cues;

/// <summary>Norwegian: the words that change what a cue means.</summary>
internal static partial class NorwegianCues
{
    public static Grammar Grammar { get; } = new()
    {
        Negators = new WordSet(
            "ikke", "ikkje", "aldri", "ingen", "ingenting", "inga", "intet", "uten", "utan", "verken", "knapt", "neppe", "sluttet",
            "slutta"),
        NegatorExceptions =
        [
            "ikke bare", "ikke minst", "ikke sant", "uten tvil", "ikke noe problem", "ingen problem*", "ikke vente",
            "ikke være/blitt mer/gladere/stoltere", "aldri vært/følt (meg) så",
            "ikke rart", "uten problem*",
        ],
        NegatesAfter = true,
        Wishes = new WordSet(
            "håper", "håpet", "ønsker", "ønsket", "ønske", "vil", "ville", "skulle", "hvis", "dersom", "trenger", "må", "burde"),
        Intensifiers = new WordSet(
            "veldig", "kjempe*", "svært", "skikkelig", "helt", "utrolig", "ganske", "så", "virkelig", "altfor", "alltid", "mye",
            "ekstremt", "fullstendig", "absolutt",
            "enormt", "stadig"),
        Diminishers = new WordSet("litt", "noe", "smule", "delvis", "kanskje", "noen"),
        PastFrames =
        [
            "før", "i begynnelsen", "i starten", "først", "til å begynne", "tidligere", "pleide", "da jeg (først) startet/begynte/kom",
            "for .. siden", "i fjor", "opprinnelig",
        ],
        Endings = new WordSet("lenger", "lengre", "mer", "nå"),
        Contrasts = ["men", "nå", "likevel", "imidlertid", "derimot", "idag", "etter", "derfor", "endelig", "selv"],
        Joiners = ["og", "fordi", "for", "mens", "slik", "at", "som", "siden", "da"],
    };

    /// <summary>Phrases that look like cues and are none.</summary>
    public const string Guards =
        """
        [none]
        trygg på at
        trygg trafikk
        bra jobb/jobba/jobbet
        for første gang
        før jul
        god/bra/fin jobb
        bra jobba/jobbet
        """;
}
