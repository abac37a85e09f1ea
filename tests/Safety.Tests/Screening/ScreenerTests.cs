using System.Text.Json;
using Shouldly;
using Steward.Safety.Screening;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Verdicts as the guides promise them.</summary>
public sealed class ScreenerTests
{
    private readonly Screener _screener = new();

    [Fact]
    [Trait("Requirement", "T019")]
    public void Clean_text_is_safe_without_flags_or_review()
    {
        var verdict = _screener.Screen("Thank you for the session, I learned a lot about job interviews.");

        verdict.Safe.ShouldBeTrue();
        verdict.Flags.ShouldBeEmpty();
        verdict.RequiresReview.ShouldBeFalse();
        verdict.Confidence.ShouldBe(0);
        verdict.Reason.ShouldBe("");
        verdict.Coverage.ShouldBe("rules");
        verdict.Degraded.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Requirement", "T020")]
    [Trait("Requirement", "T021")]
    [Trait("Requirement", "T022")]
    public void Two_swear_words_in_capitals_give_the_example_of_the_guide()
    {
        var verdict = _screener.Screen("WHAT THE FUCK IS THIS SHIT SERVICE");

        verdict.Safe.ShouldBeFalse();
        verdict.Reason.ShouldBe("profanity, spam");
        verdict.Confidence.ShouldBe(.75);
        verdict.RequiresReview.ShouldBeTrue();
        var (profanity, spam) = (verdict.Flags[0], verdict.Flags[1]);
        profanity.Reason.ShouldBe("Profanity detected in text");
        profanity.Confidence.ShouldBe(.7);
        JsonSerializer.Serialize(profanity.Details).ShouldBe("""{"count":2}""");
        spam.Reason.ShouldBe("Spam patterns detected");
        spam.Confidence.ShouldBe(.5);
        JsonSerializer.Serialize(spam.Details).ShouldBe("""{"excessiveCaps":true}""");
    }

    [Fact]
    [Trait("Requirement", "T152")]
    public void A_mild_swear_word_alone_is_unsafe_and_wants_review()
    {
        const string Text = "This is a test message with damn profanity";

        var verdict = _screener.Screen(Text);

        verdict.Safe.ShouldBeFalse();
        verdict.RequiresReview.ShouldBeTrue();
        var span = verdict.Flags.ShouldHaveSingleItem().Spans.ShouldHaveSingleItem();
        Text.Substring(span.Start, span.Length).ShouldBe("damn");
    }

    [Theory]
    [Trait("Requirement", "T106")]
    [InlineData(1, .6)]
    [InlineData(2, .7)]
    [InlineData(4, .9)]
    [InlineData(9, .9)]
    public void Profanity_grows_surer_with_each_hit_up_to_nine_tenths(int count, double confidence)
    {
        var verdict = _screener.Screen(string.Join(", then ", Enumerable.Repeat("shit", count)));

        verdict.Flags.Single(flag => flag.Type == FlagType.Profanity).Confidence.ShouldBe(confidence);
    }

    [Fact]
    [Trait("Requirement", "T108")]
    public void Personal_data_warns_and_blocks_nothing()
    {
        var verdict = _screener.Screen("I am bob@example.com, +47 22 12 34 56, 4111111111111111 and 203.0.113.7");

        verdict.Safe.ShouldBeTrue();
        var flag = verdict.Flags.ShouldHaveSingleItem();
        flag.Type.ShouldBe(FlagType.Pii);
        flag.Reason.ShouldBe("Personal data detected in text");
        flag.Details["types"].ShouldBe(new[] { "email", "phone", "card", "ip_address" });
        JsonSerializer.Serialize(verdict).ShouldNotContain("example.com");
    }

    [Fact]
    [Trait("Requirement", "T108")]
    public void Personal_data_is_counted_by_kind_with_its_places()
    {
        var details = _screener.Screen("My name is Kari. Write to bob@example.com or ola@example.com, CPR 0306090950.").Flags.ShouldHaveSingleItem().Details;

        JsonSerializer.Serialize(details["counts"]).ShouldBe("{\"email\":2,\"dk_cpr\":1,\"name\":1}");
        JsonSerializer.Serialize(details["found"]).ShouldContain("{\"Type\":\"dk_cpr\",\"Start\":66,\"End\":76,\"Score\":0.8,\"Validated\":false}");
    }

    [Fact]
    [Trait("Requirement", "T108")]
    public void Names_raise_the_confidence_once_however_many_there_are()
    {
        _screener.Screen("Dear Kari,").Flags.ShouldHaveSingleItem().Confidence.ShouldBe(.55);
        _screener.Screen("Dear Kari,\nmy name is Ola and I met Mrs. Berg and Mr. Lund.\nRegards,\nOla").Flags.ShouldHaveSingleItem().Confidence.ShouldBe(.55);
    }

    [Fact]
    [Trait("Requirement", "T110")]
    public void A_finding_as_good_as_certain_is_looked_at_by_a_person_even_where_the_text_is_safe()
    {
        const string Many = "I am bob@example.com, +47 22 12 34 56, 4111111111111111 and 203.0.113.7";

        _screener.Screen("I am bob@example.com").RequiresReview.ShouldBeFalse();
        (_screener.Screen(Many).Safe, _screener.Screen(Many).RequiresReview).ShouldBe((true, true));
        _screener.Screen(Many, thresholds: new Thresholds(High: .95)).RequiresReview.ShouldBeFalse();
    }

    [Fact]
    [Trait("Requirement", "T110")]
    public void Thresholds_decide_what_is_reported_and_what_is_unsafe()
    {
        const string Text = "well, damn";

        _screener.Screen(Text, thresholds: new Thresholds(Medium: .7)).Safe.ShouldBeTrue();
        _screener.Screen(Text, thresholds: new Thresholds(Low: .65, Medium: .7)).Flags.ShouldBeEmpty();
        _screener.Screen("THIS IS ALL IN CAPITALS", thresholds: new Thresholds(Medium: .5)).Safe.ShouldBeFalse();
    }

    [Fact]
    public void The_whole_confidence_never_reaches_certainty()
    {
        var verdict = _screener.Screen(
            "SHIT FUCK SHIT FUCK SHIT!!! I WILL KILL YOU! I HATE ALL WOMEN! bob@example.com go go go go go go go go");

        verdict.Confidence.ShouldBe(.99);
        verdict.Reason.ShouldBe("profanity, spam, pii, toxicity");
    }

    [Fact]
    public void Flag_types_have_lower_case_names_on_the_wire() =>
        JsonSerializer.Serialize(Enum.GetValues<FlagType>()).ShouldBe("""["profanity","spam","pii","toxicity"]""");

    [Fact]
    public void The_rules_version_is_the_same_for_every_screener() =>
        new Screener().Screen("a").RulesVersion.ShouldBe(_screener.Screen("b", "no").RulesVersion);

    [Fact]
    public void Many_threads_get_the_verdicts_of_one()
    {
        string[] texts = ["what the f*ck", "jævla dritt", "ти сука", "hello there", "call +47 22 12 34 56"];
        var expected = texts.Select(text => _screener.Screen(text).Reason).ToArray();

        Parallel.For(0, 2000, i => _screener.Screen(texts[i % texts.Length]).Reason.ShouldBe(expected[i % texts.Length]));
    }
}
