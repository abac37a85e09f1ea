using Shouldly;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Q2Q;

public sealed class Q2QEngineTests
{
    [Theory]
    [InlineData("en", "I feel more confident when I speak in meetings now.")]
    [InlineData("uk", "Тепер я почуваюся впевненіше на зустрічах.")]
    [InlineData("no", "Jeg føler meg tryggere i møtene nå.")]
    public void Gained_confidence_is_read_in_each_language(string language, string text)
    {
        var labels = Classify(text, language);

        labels.ConfidenceIncrease.ShouldBeTrue();
        labels.ConfidenceDecrease.ShouldBeFalse();
        labels.Language.ShouldBe(language);
    }

    [Theory]
    [InlineData("en", "I do not feel confident in my work.")]
    [InlineData("uk", "Я не впевнена у своїй роботі.")]
    [InlineData("no", "Jeg føler meg ikke trygg på jobben.")]
    public void A_denied_gain_is_a_loss(string language, string text)
    {
        var labels = Classify(text, language);

        labels.ConfidenceIncrease.ShouldBeFalse();
        labels.ConfidenceDecrease.ShouldBeTrue();
    }

    [Theory]
    [InlineData("en", "I am no longer nervous on the phone.")]
    [InlineData("uk", "Я більше не боюся телефонувати.")]
    [InlineData("no", "Jeg er ikke lenger nervøs i telefonen.")]
    public void An_ended_trouble_is_a_gain_and_no_risk(string language, string text)
    {
        var labels = Classify(text, language);

        labels.ConfidenceIncrease.ShouldBeTrue();
        labels.RiskCues.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "I am not lonely here.")]
    [InlineData("en", "The course is never boring and I am not stressed.")]
    [InlineData("uk", "Мені тут не самотньо і не нудно.")]
    [InlineData("no", "Jeg er ikke ensom og ikke stresset.")]
    public void A_denied_trouble_is_no_risk(string language, string text) =>
        Classify(text, language).RiskCues.ShouldBeEmpty();

    [Theory]
    [InlineData("I hope to be more confident one day.")]
    [InlineData("I want to feel part of the group.")]
    [InlineData("If I were more confident I would apply.")]
    public void A_wish_is_not_yet_a_gain(string text)
    {
        var labels = Classify(text, "en");

        labels.ConfidenceIncrease.ShouldBeFalse();
        labels.BelongingIncrease.ShouldBeFalse();
    }

    [Theory]
    [InlineData("en", "At first I was lonely and nervous, but now I have friends here.")]
    [InlineData("uk", "Спочатку мені було самотньо і страшно, але тепер я маю друзів.")]
    [InlineData("no", "I begynnelsen var jeg ensom og nervøs, men nå har jeg fått venner.")]
    public void What_lies_in_the_past_is_no_risk_today(string language, string text)
    {
        var labels = Classify(text, language);

        labels.RiskCues.ShouldBeEmpty();
        labels.BelongingIncrease.ShouldBeTrue();
    }

    [Fact]
    public void One_weak_word_is_not_enough_and_an_intensified_one_is()
    {
        Classify("I am happy with the room.", "en").ConfidenceIncrease.ShouldBeFalse();
        Classify("I am so happy with the result.", "en").ConfidenceIncrease.ShouldBeTrue();
    }

    [Fact]
    public void A_softened_cue_still_counts() =>
        Classify("I am a bit nervous about the exam.", "en").RiskCues.ShouldBe(["anxiety"]);

    [Theory]
    [InlineData("The stationery was delivered and the aloneness of the house is a theme of the novel.")]
    [InlineData("We resume on Monday after the break.")]
    [InlineData("The meeting was on Tuesday at ten.")]
    public void Words_are_matched_whole_and_neutral_text_gives_nothing(string text)
    {
        var labels = Classify(text, "en");

        labels.Evidence.ShouldBeEmpty();
        labels.EmployabilitySignals.ShouldBeEmpty();
        labels.RiskCues.ShouldBeEmpty();
    }

    [Fact]
    public void Both_sides_hold_when_different_words_say_them()
    {
        var request = new Q2QRequest("I am proud of my certificate, but I am not confident enough to speak in meetings.", "en");
        var labels = Q2QEngine.Classify(request);

        labels.ConfidenceIncrease.ShouldBeTrue();
        labels.ConfidenceDecrease.ShouldBeTrue();
        Q2QValidator.Problems(request, labels).ShouldBeEmpty();
    }

    [Fact]
    public void Steps_towards_work_and_topics_are_named()
    {
        var labels = Classify("My mentor and I rewrote my CV and practised interview questions. I have applied for a job as a developer.", "en");

        labels.EmployabilitySignals.ShouldBe(["job_search", "resume_improvement", "interview_prep"]);
        labels.Topics.ShouldBe(["CV", "interview", "dev", "mentorship"]);
    }

    [Fact]
    public void A_step_not_taken_is_no_gained_skill() =>
        Classify("I have not completed the course.", "en").EmployabilitySignals.ShouldBeEmpty();

    [Theory]
    [InlineData("My English is too weak for meetings.", "low")]
    [InlineData("I understand most of it when people speak slowly.", "medium")]
    [InlineData("My pronunciation has improved and I talk with colleagues without fear.", "high")]
    [InlineData("The room was cold.", null)]
    public void Language_comfort_is_read_and_absent_without_a_sign(string text, string? expected) =>
        Classify(text, "en").LanguageComfort.ShouldBe(expected);

    [Fact]
    public void The_language_of_the_text_counts_more_than_the_stated_one() =>
        Classify("Jeg er ikke alene lenger, og jeg trives i gruppa.", "en").Language.ShouldBe("no");

    [Fact]
    public void The_stated_language_decides_where_the_text_is_too_short() =>
        Classify("Boring!", "en-GB").RiskCues.ShouldBe(["disengagement"]);

    [Fact]
    public void A_language_that_is_not_served_gives_no_labels()
    {
        var labels = Classify("Ich bin sehr allein und habe keine Freunde in der Gruppe.", null);

        labels.Language.ShouldBe("unknown");
        labels.Evidence.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_text_always_gives_the_same_labels()
    {
        const string Text = "I passed the exam with my group, thank you all. Still nervous about the interview.";

        System.Text.Json.JsonSerializer.Serialize(Classify(Text, "en"))
            .ShouldBe(System.Text.Json.JsonSerializer.Serialize(Classify(Text, "en")));
    }

    private static Q2QLabels Classify(string text, string? locale) => Q2QEngine.Classify(new Q2QRequest(text, locale));
}
