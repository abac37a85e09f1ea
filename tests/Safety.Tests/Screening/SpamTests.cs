using Shouldly;
using Steward.Safety.Screening;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Spam patterns (T107).</summary>
[Trait("Requirement", "T107")]
public sealed class SpamTests
{
    private readonly Screener _screener = new();

    [Theory]
    [InlineData("PLEASE ANSWER ME NOW", "excessiveCaps", .5)]
    [InlineData("buy now buy now buy now buy now buy now", "repeatedPattern", .5)]
    [InlineData("hahahahahahahahaha", "repeatedPattern", .5)]
    [InlineData("BUY THIS THING NOW!!!", "excessiveCaps,excessivePunctuation", .7)]
    [InlineData("win win win win win!!!", "repeatedPattern,excessivePunctuation", .7)]
    [InlineData("wow!!! 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉", "excessivePunctuation,excessiveEmojis", .4)]
    [InlineData("You have won a weekend in Rome, call now on 09061743811", "lure,longNumber", .7)]
    [InlineData("Click here for a free gift http://example.test/a", "lure,links", .7)]
    [InlineData("http://a.test http://b.test www.c.test", "links", .5)]
    public void Spam_patterns_are_named_and_weighed(string text, string details, double confidence)
    {
        var flag = _screener.Screen(text).Flags.Single(flag => flag.Type == FlagType.Spam);

        string.Join(',', flag.Details.Keys).ShouldBe(details);
        flag.Details.Values.ShouldAllBe(value => (bool)value);
        flag.Confidence.ShouldBe(confidence);
    }

    [Theory]
    [InlineData("PLEASE ANSWER ME NOW", true)]
    [InlineData("PLEASE ANSWER ME NOW!!!", false)]
    public void One_sign_alone_is_safe_and_two_are_not(string text, bool safe) => _screener.Screen(text).Safe.ShouldBe(safe);

    [Theory]
    [InlineData("OK THANKS")]
    [InlineData("Really?! Great!!!")]
    [InlineData("🎉🎉🎉🎉🎉")]
    [InlineData("-----------------------------")]
    [InlineData("1. ........................ 2")]
    [InlineData("test test test test")]
    [InlineData("I won the race and the prize was $20")]
    [InlineData("See https://www.example.org/report, room 12345")]
    [InlineData("TWO WORDS are uppercase for emphasis")]
    public void Emphasis_and_layout_are_not_spam(string text) => _screener.Screen(text).Flags.ShouldBeEmpty();
}
