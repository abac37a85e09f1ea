using Shouldly;
using Steward.Safety.Screening;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Profanity in plain and disguised form (T106), and what must not be taken for it (T153).</summary>
[Trait("Requirement", "T106")]
public sealed class ProfanityTests
{
    private readonly Screener _screener = new();

    [Theory]
    [InlineData("you asshole", "asshole")]
    [InlineData("son of a bitch", "son of a bitch")]
    [InlineData("Don't be a butt-head", "butt-head")]
    [InlineData("2motherfucker3", "2motherfucker3")]
    [InlineData("that fucker's car", "fucker")]
    public void Plain_profanity_is_found_where_it_stands(string text, string hit)
    {
        var flag = Profanity(text);

        flag.Evasive.ShouldBeFalse();
        Hit(text, flag).ShouldBe(hit);
    }

    [Theory]
    [InlineData("f*ck this", "f*ck")]
    [InlineData("the f*** up", "f***")]
    [InlineData("sh!t happens", "sh!t")]
    [InlineData("you b1tch", "b1tch")]
    [InlineData("you a$$", "a$$")]
    [InlineData("so f u c k all", "f u c k")]
    [InlineData("F_u c_K", "F_u c_K")]
    [InlineData("s-h-i-t.", "s-h-i-t")]
    [InlineData("oh fuuuuuck", "fuuuuuck")]
    [InlineData("f\u200Bu\u200Bc\u200Bk", "f\u200Bu\u200Bc\u200Bk")]
    [InlineData("f\u0336\u0327u\u0336c\u0336k\u0336 you", "f\u0336\u0327u\u0336c\u0336k\u0336")]
    [InlineData("ＦＵＣＫ", "ＦＵＣＫ")]
    [InlineData("ⓕⓤⓒⓚ", "ⓕⓤⓒⓚ")]
    [InlineData("𝓯𝓾𝓬𝓴 it", "𝓯𝓾𝓬𝓴")]
    [InlineData("shіt with a Cyrillic letter", "shіt")]
    [InlineData("a f uck", "f uck")]
    [InlineData("go to heII", "go to heII")]
    public void Disguised_profanity_is_found_with_its_span_in_the_original(string text, string hit)
    {
        var flag = Profanity(text);

        flag.Evasive.ShouldBeTrue();
        Hit(text, flag).ShouldBe(hit);
    }

    [Theory]
    [Trait("Requirement", "T153")]
    [InlineData("I am from Scunthorpe, near Penistone")]
    [InlineData("The assassin passed the classic grass in the basement")]
    [InlineData("systems exist, push it, has Steph, hot water")]
    [InlineData("the pen is mightier than the sword, whoever reads the therapist")]
    [InlineData("Model S hit the wall")]
    [InlineData("it' s hit and miss")]
    [InlineData("45s and 600 bot, 3 secs, A55, $455")]
    [InlineData("anna!!! what a class!!!")]
    [InlineData("he'll shell out, we'll see, can't, shan't")]
    [InlineData("M*** S*** and J***** answered, see note*")]
    [InlineData("VEHÍCULO, señor, Straße, cụm từ")]
    [InlineData("Dick Cheney read Moby Dick")]
    [InlineData("Watch the blue tit, tit for tat")]
    [InlineData("The cum laude graduate grew oilseed rape")]
    [InlineData("dig a hole here")]
    [InlineData("U S A and C L A S S")]
    [InlineData("https://www.example.com/assets/image.jpg")]
    [InlineData("сосок, сусіди, застрахувати, команда")]
    public void Innocent_text_is_not_profane(string text) =>
        _screener.Screen(text).Flags.ShouldNotContain(flag => flag.Type == FlagType.Profanity);

    [Fact]
    public void An_exception_vetoes_only_the_hit_that_it_covers()
    {
        const string Text = "Moby Dick is a dick";

        var span = Profanity(Text).Spans.ShouldHaveSingleItem();

        span.Start.ShouldBe(Text.LastIndexOf("dick", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_of_one_phrase_are_counted_once() => Profanity("you son of a bitch").Details["count"].ShouldBe(1);

    [Fact]
    public void A_phrase_does_not_run_on_over_the_end_of_a_sentence() =>
        _screener.Screen("Where do I go to? Hell if I know.").Flags.ShouldBeEmpty();

    private static string Hit(string text, Flag flag)
    {
        var span = flag.Spans.ShouldHaveSingleItem();
        return text.Substring(span.Start, span.Length);
    }

    private Flag Profanity(string text) => _screener.Screen(text).Flags.Single(flag => flag.Type == FlagType.Profanity);
}
