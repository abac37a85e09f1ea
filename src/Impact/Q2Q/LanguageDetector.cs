using System.Collections.Frozen;
using Steward.Impact.Q2Q.Cues;

namespace Steward.Impact.Q2Q;

/// <summary>Tells English, Ukrainian and Norwegian apart by letters and everyday words; anything else, or too little, is unknown.</summary>
internal static class LanguageDetector
{
    private const double CyrillicShare = .3;
    private const double Accepted = .8;

    private static readonly FrozenSet<string> NoClauses = FrozenSet<string>.Empty;

    private static readonly FrozenSet<string> English = Set(
        "the and is are was were i you he she it we they my your our their me him her us them this that these those of to in for with at "
        + "from on about as but or if so not don't can't didn't i'm i've it's have has had do does did be been will would can could should very "
        + "really more most just now when what who how why which because there here some any all every no yes a an than then after before "
        + "during while feel felt feeling am get got work help learned");

    private static readonly FrozenSet<string> Norwegian = Set(
        "og er jeg det ikke på å som en et til av med har var vi du de meg min mitt mine deg seg oss dem han hun dette denne disse den "
        + "men eller hvis så når hva hvem hvordan hvorfor hvilken fordi her noen noe alle alt ingen ja nei enn da etter før mens kan kunne "
        + "skal skulle vil ville må måtte blir ble blitt vært være føler følte veldig også bare nå mer mye mange litt fra ved om hos i dag "
        + "takk hjelp fikk får gjøre norsk kurset jobb lærte mye gruppa");

    private static readonly FrozenSet<string> Neighbours = Set(
        "och att inte jag är för mycket också hur vad som från till mig dig af hvad meget også nogle vores blev ved hvor "
        + "und der die das ist nicht ich wir mit ein eine für auch aber sehr war haben "
        + "le la les des est une dans pour avec pas vous nous je mais très que qui el los las es por con para muy pero "
        + "jest nie się na jak ale bardzo i do że");

    private static readonly FrozenSet<string> Ukrainian = Set(
        "і й та не на що я в у з до це як за мене мені ми ви вони але або якщо коли чому хто дуже також тільки вже ще для про від після "
        + "тепер моя мій моє мої своє свої себе він вона було була був є так ні тут там курс робота дякую");

    private static readonly FrozenSet<string> OtherCyrillic = Set(
        "и что как но мне меня это очень тоже только уже еще ещё для после теперь мой моя он она было была был нет спасибо они мы "
        + "са съм не на за от като със това аз");

    /// <summary>
    /// The language (<c>en</c>, <c>uk</c>, <c>no</c> or <c>unknown</c>) and how sure that is, 0 to 1. Cyrillic above three tenths of all letters
    /// means Ukrainian unless its letters or words are another language's; Latin letters are judged by Norwegian letters and by the everyday
    /// words of each language. Below .8 the answer is <c>unknown</c>, with the confidence of the best guess.
    /// </summary>
    public static (string Language, double Confidence) Detect(string text)
    {
        var read = FeedbackText.Read(text, NoClauses);
        int letters = 0, cyrillic = 0;
        foreach (var c in read.Words.SelectMany(word => word.Text).Where(char.IsLetter))
        {
            letters++;
            cyrillic += c is >= '\u0400' and <= '\u04FF' ? 1 : 0;
        }

        if (letters == 0)
        {
            return (Q2QVocabulary.UnknownLanguage, 0);
        }

        var (language, confidence) = (double)cyrillic / letters > CyrillicShare ? DetectCyrillic(read) : DetectLatin(read);
        return confidence >= Accepted ? (language, confidence) : (Q2QVocabulary.UnknownLanguage, confidence);
    }

    private static (string, double) DetectCyrillic(FeedbackText text)
    {
        double own = Words(text, Ukrainian) + 2 * Letters(text, "іїєґ");
        double other = WordsBeside(text, OtherCyrillic, Ukrainian) + 2 * Letters(text, "ыэъё");
        // Cyrillic without any telling sign is more likely Ukrainian than not among the languages served.
        return ("uk", Share(own + 1, other));
    }

    private static (string, double) DetectLatin(FeedbackText text)
    {
        double english = Words(text, English);
        double norwegian = Words(text, Norwegian) + 2 * Letters(text, "æøå");
        var (language, best, own, rival) = english >= norwegian ? ("en", english, English, Norwegian) : ("no", norwegian, Norwegian, English);
        var against = WordsBeside(text, rival, own) + WordsBeside(text, Neighbours, own) + 2 * Letters(text, "äößñçłśżğ")
            + (language == "en" ? 2 * Letters(text, "æøå") : 0);
        // One word proves little: it takes three everyday words to be sure.
        var support = Math.Min(1, .55 + .15 * best);
        return (language, Share(best, .6 * against) * support);
    }

    private static double Share(double own, double other) => own + other == 0 ? 0 : own / (own + other);

    private static int Words(FeedbackText text, FrozenSet<string> set) => text.Words.Count(word => set.Contains(word.Text));

    // A word that both languages have says nothing against either.
    private static int WordsBeside(FeedbackText text, FrozenSet<string> rival, FrozenSet<string> own) =>
        text.Words.Count(word => rival.Contains(word.Text) && !own.Contains(word.Text));

    private static int Letters(FeedbackText text, string letters) =>
        text.Words.Count(word => word.Text.AsSpan().IndexOfAny(letters) >= 0);

    private static FrozenSet<string> Set(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
