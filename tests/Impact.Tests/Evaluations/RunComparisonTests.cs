using Impact.Tests.Q2Q;
using Shouldly;
using Steward.Impact.Evaluations;
using Xunit;

namespace Impact.Tests.Evaluations;

public sealed class RunComparisonTests
{
    // 2 × Σ C(n, i) ÷ 2ⁿ: of 6 all one way 2 ÷ 64; 9 to 1 2 × 11 ÷ 1024; an even division is at most 1.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(6, 0, .03125)]
    [InlineData(0, 6, .03125)]
    [InlineData(9, 1, .021484375)]
    [InlineData(5, 5, 1)]
    [InlineData(2, 1, 1)]
    public void Chance_of_a_division_is_that_of_coins(int gained, int lost, double expected) => RunComparison.ExactMcNemar(gained, lost).ShouldBe(expected, 1e-12);

    [Fact]
    public void A_thousand_changed_texts_stay_within_a_doubles_range() => RunComparison.ExactMcNemar(600, 400).ShouldBe(2.72846e-10, 1e-14);

    [Fact]
    public void Texts_that_changed_sides_are_named_with_the_labels_that_made_it()
    {
        var right = EvaluatedLabels.Of(Labels.None with { ConfidenceIncrease = true });
        var wrong = EvaluatedLabels.Of(Labels.None);
        var expected = new Dictionary<string, string> { ["confidence_increase"] = "true" };
        List<AnsweredText> before = [new(1, expected, wrong), new(2, expected, right), new(3, expected, right), new(4, expected, wrong)];
        List<AnsweredText> after = [new(1, expected, right), new(2, expected, wrong), new(3, expected, right)];

        var comparison = RunComparison.Of(Report(before), Report(after), before, after);

        (comparison.Fixed, comparison.Broken, comparison.PValue).ShouldBe((1, 1, 1));
        comparison.Texts.Select(t => (t.Number, t.Change, t.Labels.Single())).ShouldBe([(1, "fixed", "confidence_increase"), (2, "broken", "confidence_increase")]);
        comparison.Labels.ShouldHaveSingleItem().ShouldBe(new LabelChange("confidence_increase", .6667, .8, 1, 1));
        comparison.Metrics.Recall.ShouldBe(.1667);
    }

    private static EvaluationReport Report(List<AnsweredText> texts) => EvaluationReport.Of([.. texts.Select(t => (t.Expected, t.Given))]);
}
