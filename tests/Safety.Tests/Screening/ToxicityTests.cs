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
        var flag = _screener.Screen("You suck. I will kill you.").Flags.ShouldHaveSingleItem();

        flag.Details["category"].ShouldBe("violence");
        flag.Details["categories"].ShouldBe(new[] { "violence", "harassment" });
        flag.Details["count"].ShouldBe(2);
    }
}
