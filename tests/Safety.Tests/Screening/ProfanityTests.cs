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
    [InlineData("that wan ker again", "wan ker")]
    [InlineData("you are a fu ck", "fu ck")]
    [InlineData("pe ni s", "pe ni s")]
    [InlineData("as s", "as s")]
    [InlineData("a f u c k", "f u c k")]
    [InlineData("such a co.ck", "co.ck")]
    [InlineData("a $ s", "a $ s")]
    [InlineData("you |3itch", "|3itch")]
    [InlineData("\\/\\/|-|ore", "\\/\\/|-|ore")]
    [InlineData("f|_|ck this", "f|_|ck")]
    [InlineData("f()()ker", "f()()ker")]
    [InlineData("pure shi+", "shi+")]
    [InlineData("you @$$", "@$$")]
    [InlineData("c *nts", "c *nts")]
    [InlineData("the s*** he says", "s***")]
    [InlineData("千ㄩ匚Ҝ", "千ㄩ匚Ҝ")]
    [InlineData("ᖴᑌᑕᏦ", "ᖴᑌᑕᏦ")]
    [InlineData("ₛₕᵢₜ", "ₛₕᵢₜ")]
    [InlineData("₣Ʉ₵₭", "₣Ʉ₵₭")]
    [InlineData("sh🔥it", "sh🔥it")]
    [InlineData("ʞɔnɟ you", "ʞɔnɟ")]
    [InlineData("you kcuf", "kcuf")]
    [InlineData("what a bytch", "bytch")]
    [InlineData("such phuckerz", "phuckerz")]
    [InlineData("#IHateNi***rs", "Ni***rs")]
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
    [InlineData("The pen is red, who re-read it, he is in a bit of a fix")]
    [InlineData("I bought two t shirts; today s pick is a s hit")]
    [InlineData("hero in, lady boys, inc els, un dies, she male")]
    [InlineData("SHA-1, version 5.7.013, LE<60>, now() and foo[2] in [gyp][]")]
    [InlineData("the tools skip, drat, and he skips the stools")]
    [InlineData("Mr Dikshit met Dean Koontz, Jeff Koons and Mr Kuntz in Phuket")]
    [InlineData("I use |-| and /\\ in ASCII tables: |_|_|, (x) or [ ]")]
    [InlineData("S*** and J*** met at 5h17")]
    public void Innocent_text_is_not_profane(string text) =>
        _screener.Screen(text).Flags.ShouldNotContain(flag => flag.Type == FlagType.Profanity);

    [Theory]
    [InlineData("boobies")]
    [InlineData("what a twink")]
    [InlineData("you are such an 1diot, and nobody in the whole wide town likes what you do")]
    [InlineData("8==D")]
    [InlineData("look: ( . Y . )")]
    [InlineData("🍆💦")]
    public void What_is_only_suggestive_is_noted_where_it_stands_alone_or_in_disguise(string text) => Profanity(text).Confidence.ShouldBeLessThanOrEqualTo(.6);

    [Theory]
    [InlineData("The midwife explained how to clean the nipple of the bottle")]
    [InlineData("It was stupid of me to forget the appointment, sorry about that")]
    [InlineData("The museum shows how slaves lived, and who freed them")]
    [InlineData("if (x == 3) { y = 8; } // a ==> b, 8 => c, (.) and _x_")]
    [InlineData("cocaine and herpes")]
    public void What_is_said_in_earnest_is_not_noted(string text) => _screener.Screen(text).Flags.ShouldBeEmpty();

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
