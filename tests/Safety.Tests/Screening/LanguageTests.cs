using Shouldly;
using Steward.Safety.Screening;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Each language is judged by its own words.</summary>
public sealed class LanguageTests
{
    private readonly Screener _screener = new();

    [Theory]
    [InlineData("Thank you for your help with the CV", "en")]
    [InlineData("Tusen takk for hjelpen med jobben", "no")]
    [InlineData("Det var et fint kurs", "no")]
    [InlineData("Дуже дякую за допомогу", "uk")]
    [InlineData("Большое спасибо, это был хороший опыт, мы были рады", "und")]
    [InlineData("Vielen Dank für die gute Hilfe mit dem Lebenslauf", "de")]
    [InlineData("Merci pour votre aide avec mon CV, c'est très bien", "fr")]
    [InlineData("Muchas gracias por la ayuda con el currículum", "es")]
    [InlineData("Bardzo dziękuję za pomoc, to było dobre", "pl")]
    [InlineData("Tack så mycket för hjälpen, det var bra", "sv")]
    [InlineData("Mange tak for hjælpen, det var meget godt", "da")]
    [InlineData("ありがとうございました", "und")]
    [InlineData("", "en")]
    public void The_language_is_told_by_script_and_frequent_words(string text, string language) =>
        _screener.Screen(text).Language.ShouldBe(language);

    [Theory]
    [InlineData("nb-NO", "no")]
    [InlineData("nn", "no")]
    [InlineData("uk_UA", "uk")]
    [InlineData("EN-gb", "en")]
    [InlineData("de-DE", "de")]
    [InlineData("it-IT", "und")]
    public void A_locale_decides_over_the_text(string locale, string language) =>
        _screener.Screen("hello", locale).Language.ShouldBe(language);

    [Fact]
    public void A_language_without_a_vocabulary_is_reported_as_degraded() =>
        _screener.Screen("Buongiorno a tutti", "it").Degraded.ShouldBe(["language"]);

    [Theory]
    [InlineData("Han har stor fart mot slutten av faget")]
    [InlineData("Lykke til og hell i uhell, det er slutt på rape og pus")]
    [InlineData("Sluttdato for hvert fagområde er satt")]
    public void Innocent_norwegian_words_are_not_judged_by_the_english_list(string text)
    {
        var verdict = _screener.Screen(text);

        verdict.Language.ShouldBe("no");
        verdict.Flags.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Det var jævla dårlig", "no")]
    [InlineData("Hva faen er dette", "no")]
    [InlineData("du er en kuk", "no")]
    [InlineData("Для чого ця хуйня", "uk")]
    [InlineData("йди в сраку", "uk")]
    [InlineData("п1здець", "uk")]
    [InlineData("х у й", "uk")]
    [InlineData("cука ти", "uk")]
    [InlineData("Takk for den shit beskjeden", "no")]
    [InlineData("Das ist doch verfickte Scheiße", "de")]
    [InlineData("C'est un connard et une merde", "fr")]
    [InlineData("El jefe es un gilipollas de mierda", "es")]
    [InlineData("To jest kurwa nie do wiary", "pl")]
    [InlineData("Det är en jävla fitta", "sv")]
    [InlineData("Hvad er det for en møgluder", "da")]
    public void Swear_words_of_each_language_are_found(string text, string language)
    {
        var verdict = _screener.Screen(text);

        verdict.Language.ShouldBe(language);
        verdict.Flags.ShouldContain(flag => flag.Type == FlagType.Profanity);
        verdict.Safe.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Ich bin die dicke Frau, das ist nicht das Ende der Fahrt")]
    [InlineData("Le train est en retard et il pleut dans la vallée")]
    [InlineData("El coche es negro y la casa es de mi madre")]
    [InlineData("Det är slut nu, en fartkontroll och vi har en kock")]
    [InlineData("Det er slut nu og vi har et fag med god fart")]
    [InlineData("To jest mój pies i on nie ma na imię Rex")]
    public void Innocent_words_of_other_languages_are_not_judged_by_the_english_list(string text) => _screener.Screen(text).Flags.ShouldBeEmpty();

    [Theory]
    [InlineData("Ich hasse alle Ausländer", "hate")]
    [InlineData("Je déteste tous les immigrés", "hate")]
    [InlineData("Odio a los inmigrantes", "hate")]
    [InlineData("Nienawidzę tych wszystkich uchodźców", "hate")]
    [InlineData("Jag hatar alla invandrare", "hate")]
    [InlineData("Jeg hader alle indvandrere, og det er ikke løgn", "hate")]
    [InlineData("Ich werde dich umbringen, das ist sicher", "violence")]
    [InlineData("je vais te tuer dans la nuit", "violence")]
    [InlineData("voy a matarte esta noche", "violence")]
    [InlineData("jag ska döda dig när jag ser dig", "violence")]
    public void Hate_and_threats_are_found_in_each_language(string text, string category)
    {
        var verdict = _screener.Screen(text);

        verdict.Safe.ShouldBeFalse();
        verdict.Flags.Single(flag => flag.Type == FlagType.Toxicity).Details["category"].ShouldBe(category);
    }
}
