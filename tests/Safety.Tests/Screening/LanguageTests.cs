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
    [InlineData("ありがとうございました", "und")]
    [InlineData("", "en")]
    public void The_language_is_told_by_script_and_frequent_words(string text, string language) =>
        _screener.Screen(text).Language.ShouldBe(language);

    [Theory]
    [InlineData("nb-NO", "no")]
    [InlineData("nn", "no")]
    [InlineData("uk_UA", "uk")]
    [InlineData("EN-gb", "en")]
    [InlineData("de-DE", "und")]
    public void A_locale_decides_over_the_text(string locale, string language) =>
        _screener.Screen("hello", locale).Language.ShouldBe(language);

    [Fact]
    public void A_language_without_a_vocabulary_is_reported_as_degraded() =>
        _screener.Screen("Guten Tag", "de").Degraded.ShouldBe(["language"]);

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
    public void Swear_words_of_each_language_are_found(string text, string language)
    {
        var verdict = _screener.Screen(text);

        verdict.Language.ShouldBe(language);
        verdict.Flags.ShouldContain(flag => flag.Type == FlagType.Profanity);
        verdict.Safe.ShouldBeFalse();
    }
}
