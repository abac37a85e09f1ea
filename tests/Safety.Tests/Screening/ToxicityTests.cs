using Shouldly;
using Steward.Safety.Screening;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Toxic phrases (T109).</summary>
[Trait("Requirement", "T109")]
public sealed class ToxicityTests
{
    private readonly Screener _screener = new();

    [Theory]
    [InlineData("I hate all immigrants", "hate")]
    [InlineData("Women are subhuman", "hate")]
    [InlineData("Jeg hater muslimer", "hate")]
    [InlineData("ненавиджу циган", "hate")]
    [InlineData("I will kill you", "violence")]
    [InlineData("Jeg skal drepe deg", "violence")]
    [InlineData("Я тебе вб'ю", "violence")]
    [InlineData("I want to kill myself", "self_harm")]
    [InlineData("Jeg orker ikke leve lenger", "self_harm")]
    [InlineData("не хочу жити", "self_harm")]
    [InlineData("kill yourself", "harassment")]
    [InlineData("k1ll y0urself", "harassment")]
    [InlineData("drep deg selv", "harassment")]
    [InlineData("убий себе", "harassment")]
    public void Toxic_phrases_are_unsafe_and_wanted_for_review(string text, string category)
    {
        var verdict = _screener.Screen(text);

        verdict.Safe.ShouldBeFalse();
        verdict.RequiresReview.ShouldBeTrue();
        var flag = verdict.Flags.Single(flag => flag.Type == FlagType.Toxicity);
        flag.Reason.ShouldBe("Toxic content detected in text");
        flag.Details["category"].ShouldBe(category);
    }

    [Theory]
    [Trait("Requirement", "T153")]
    [InlineData("A special skill is to kill time with a good book")]
    [InlineData("My diet was studied, whatever I ate")]
    [InlineData("I hate waiting, and I hate mondays")]
    [InlineData("The plant will die without water, and the battery will just die")]
    [InlineData("This threat to public health, a suicide prevention course, the harm done")]
    [InlineData("racist and sexist remarks are not welcome")]
    [InlineData("I will shoot you an email")]
    [InlineData("We love immigrants, all women are great")]
    [InlineData("Cut yourself some slack")]
    [InlineData("I am gay and I am a Muslim woman")]
    public void Lone_words_and_idioms_are_not_toxic(string text) => _screener.Screen(text).Flags.ShouldBeEmpty();

    [Theory]
    [InlineData("You can't seriously believe that \"women are subhuman\".")]
    [InlineData("It hurts to see people saying that immigrants are scum.")]
    [InlineData("I would never say that I hate women.")]
    public void Hate_that_is_quoted_or_denied_stays_below_the_medium_threshold(string text) =>
        _screener.Screen(text).Flags.ShouldAllBe(flag => flag.Type != FlagType.Toxicity || flag.Confidence < .6);

    [Fact]
    public void A_quotation_that_is_the_whole_text_is_no_excuse() => _screener.Screen("\"I hate women\"").Safe.ShouldBeFalse();

    [Fact]
    public void Several_categories_are_listed_and_the_surest_leads()
    {
        var flag = _screener.Screen("You suck. I will kill you.").Flags.Single(flag => flag.Type == FlagType.Toxicity);

        flag.Details["category"].ShouldBe("violence");
        flag.Details["categories"].ShouldBe(new Dictionary<string, double> { ["violence"] = .8, ["harassment"] = .4 });
        flag.Details["count"].ShouldBe(2);
    }

    [Theory]
    [InlineData("Those refugees came last year. They are nothing but vermin.")]
    [InlineData("Refugees should simply all be shot")]
    [InlineData("I think that women are without a doubt the stupidest people")]
    [InlineData("I haet all the refugees")]
    [InlineData("Refugees are vermn")]
    [InlineData("Ihateall refugees")]
    [InlineData("the r e f u g e e s are vermin")]
    [InlineData("Refugees are a c a n c e r")]
    [InlineData("Im migrants are vermin")]
    [InlineData("Lesbians belong in cages")]
    [InlineData("Refugees should be dumped in the sewer")]
    [InlineData("There is no difference between cockroaches and immigrants")]
    [InlineData("I would never rent to a Muslim")]
    [InlineData("I would rather die than sit beside a refugee")]
    [InlineData("Who cares about the gays")]
    [InlineData("Letting Muslims into parliament will destroy us")]
    [InlineData("If I was born gay I would shoot myself")]
    [InlineData("My dog is smarter than immigrants")]
    public void Hate_is_found_over_gaps_pronouns_and_slips_of_typing(string text) => _screener.Screen(text).Safe.ShouldBeFalse();

    [Theory]
    [InlineData("The rats came last year. They are nothing but vermin.")]
    [InlineData("Women are treated like animals in that place")]
    [InlineData("Refugees are not vermin")]
    [InlineData("No refugee should ever be shot")]
    [InlineData("He shut itself in and the strap ongoing")]
    [InlineData("I was raped and nobody believed me")]
    [InlineData("I would never marry a woman who did not like pizza")]
    [InlineData("Refugees belong here")]
    [InlineData("People who say that immigrants belong in cages are wrong")]
    [InlineData("My dog is smarter than me, and women love him")]
    [InlineData("Nobody should be put in a cage, and no refugee in a camp")]
    public void Words_that_only_stand_near_each_other_are_not_hate(string text) => _screener.Screen(text).Safe.ShouldBeTrue();

    [Theory]
    [InlineData("I am a faggot and proud of it")]
    [InlineData("We call ourselves dykes")]
    [InlineData("I came out as a fag last year")]
    [InlineData("there is nothing wrong with being a dyke")]
    [InlineData("Dykes on bikes, all welcome")]
    [InlineData("love you, my nigga")]
    [InlineData("What did that nigga say?")]
    [InlineData("She is the fiercest bitch in town")]
    [InlineData("hell yeah I'm a bitch")]
    [InlineData("It is not okay to call people a tranny")]
    [InlineData("He wrote \"you dirty faggot\" on my door, and I reported it")]
    public void Slurs_that_are_quoted_or_said_of_oneself_are_noted_and_not_held(string text)
    {
        var verdict = _screener.Screen(text);

        verdict.Safe.ShouldBeTrue();
        verdict.Flags.ShouldContain(flag => flag.Type == FlagType.Profanity);
    }

    [Theory]
    [InlineData("You dirty nigga")]
    [InlineData("Get out of here, faggot")]
    [InlineData("That tranny over there")]
    [InlineData("They are all faggots")]
    public void Slurs_that_are_meant_are_held(string text) => _screener.Screen(text).Safe.ShouldBeFalse();

    [Theory]
    [InlineData("hello", "")]
    [InlineData("I hate all refugees", "hate")]
    [InlineData("Refugees should all be shot", "hate,hate/threatening,violence")]
    [InlineData("I will kill you", "harassment,harassment/threatening,violence")]
    [InlineData("kill yourself", "harassment,self-harm,self-harm/instructions")]
    [InlineData("I want to kill myself", "self-harm,self-harm/intent")]
    [InlineData("suck my dick", "sexual")]
    public void Categories_have_the_names_of_openais_moderation(string text, string names)
    {
        var categories = _screener.Screen(text).Categories;

        string.Join(',', categories.Where(category => category.Value > 0).Select(category => category.Key).Order(StringComparer.Ordinal)).ShouldBe(names);
        categories.Values.ShouldAllBe(score => score >= 0 && score <= 1);
        categories.Keys.ShouldNotContain("illicit");
        categories.Keys.ShouldNotContain("violence/graphic");
    }
}
