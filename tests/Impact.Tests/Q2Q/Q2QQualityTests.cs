using Shouldly;
using Xunit;

namespace Impact.Tests.Q2Q;

/// <summary>Floors under what the engine reaches (docs/reports/q2q-builtin.md): a cue added for one text may not break others.</summary>
public sealed class Q2QQualityTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("uk")]
    public void Reference_sets_are_read_with_a_macro_F1_of_at_least_point_9(string language)
    {
        var texts = LabelledFeedback.Reference(language);
        Assert.SkipWhen(texts is null, "The reference sets (../shared/data/csr) are not here.");

        LabelledFeedback.MacroF1(texts!).ShouldBeGreaterThan(.9);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("uk")]
    [InlineData("no")]
    public void Labelled_samples_are_read_with_a_macro_F1_of_at_least_point_85(string language) =>
        LabelledFeedback.MacroF1(LabelledFeedback.LabelledSamples(language)).ShouldBeGreaterThan(.85);

    [Fact]
    public void Samples_have_unique_ids_and_texts_and_about_sixty_people()
    {
        var samples = LabelledFeedback.Samples();

        samples.Count.ShouldBeGreaterThanOrEqualTo(320);
        samples.Select(s => s.Id).Distinct().Count().ShouldBe(samples.Count);
        samples.Select(s => s.Text).Distinct().Count().ShouldBe(samples.Count);
        samples.Select(s => s.UserId).Distinct().Count().ShouldBe(60);
        samples.ShouldAllBe(s => s.Text.Length >= 1 && s.Text.Length <= 10_000);
    }
}
