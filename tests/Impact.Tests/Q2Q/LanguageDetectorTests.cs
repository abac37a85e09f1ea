using Shouldly;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Q2Q;

public sealed class LanguageDetectorTests
{
    [Theory]
    [InlineData("The teacher was kind and we learned a lot.", "en")]
    [InlineData("Група дуже дружня, ми допомагаємо одне одному.", "uk")]
    [InlineData("Jeg vet ikke hvor jeg skal begynne.", "no")]
    [InlineData("Вивчила React, Node.js та MongoDB на курсі", "uk")]
    public void The_three_languages_are_told_apart(string text, string expected)
    {
        var (language, confidence) = LanguageDetector.Detect(text);

        language.ShouldBe(expected);
        confidence.ShouldBeInRange(.8, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345 !!!")]
    [InlineData("OK")]
    [InlineData("Ich habe heute viel gelernt und bin sehr zufrieden mit dem Kurs.")]
    [InlineData("Jag känner mig inte ensam längre och har lärt mig mycket.")]
    [InlineData("Je suis très content de ce cours avec vous.")]
    [InlineData("Мне очень понравилось, но я не всё понял, это было сложно.")]
    public void Anything_else_or_too_little_is_unknown(string text)
    {
        var (language, confidence) = LanguageDetector.Detect(text);

        language.ShouldBe("unknown");
        confidence.ShouldBeInRange(0, .8);
    }

    [Fact]
    public void Most_samples_are_recognised_and_none_as_another_language()
    {
        var samples = LabelledFeedback.Samples();
        var answers = samples.Select(sample => (sample.Locale, LanguageDetector.Detect(sample.Text).Language)).ToArray();

        answers.Count(a => a.Language == a.Locale).ShouldBeGreaterThan(samples.Count * 9 / 10);
        answers.Count(a => a.Language != a.Locale && a.Language != "unknown").ShouldBe(0);
    }
}
