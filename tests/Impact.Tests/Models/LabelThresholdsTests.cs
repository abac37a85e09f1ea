using Impact.Tests.Q2Q;
using Shouldly;
using Steward.Impact.Models;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Models;

public sealed class LabelThresholdsTests
{
    private static readonly Q2QLabels Given = Labels.None with
    {
        ConfidenceIncrease = true, LanguageComfort = "high", RiskCues = ["anxiety", "isolation"], Topics = ["CV"],
        Evidence =
        [
            Labels.Quote("confidence_increase", 1), Labels.Quote("confidence_increase", 2), Labels.Quote("language_comfort", 3),
            Labels.Quote("anxiety", 4), Labels.Quote("anxiety", 5), Labels.Quote("anxiety", 6), Labels.Quote("isolation", 7),
        ],
    };

    // Two quotes are .65, one is .5, three are .8.
    [Fact]
    public void A_label_below_its_threshold_is_left_out_with_its_quotes()
    {
        var kept = LabelThresholds.Apply(Given, new Dictionary<string, double> { ["confidence_increase"] = .7, ["language_comfort"] = .5, ["anxiety"] = .8, ["isolation"] = .51 });

        kept.ConfidenceIncrease.ShouldBeFalse();
        kept.LanguageComfort.ShouldBe("high");
        kept.RiskCues.ShouldBe(["anxiety"]);
        kept.Topics.ShouldBe(["CV"]);
        kept.Evidence.Select(quote => quote.LabelType).ShouldBe(["language_comfort", "anxiety", "anxiety", "anxiety"]);
    }

    [Fact]
    public void Without_thresholds_every_label_counts() => LabelThresholds.Apply(Given, new Dictionary<string, double>()).ShouldBeSameAs(Given);

    [Fact]
    public void The_same_words_quoted_twice_are_one_quote() =>
        LabelThresholds.Apply(Labels.None with { ConfidenceDecrease = true, Evidence = [Labels.Quote("confidence_decrease", 1), Labels.Quote("confidence_decrease", 1)] },
            new Dictionary<string, double> { ["confidence_decrease"] = .6 }).ConfidenceDecrease.ShouldBeFalse();
}
