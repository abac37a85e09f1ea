using Shouldly;
using Steward.Impact.Formulas;
using Xunit;

namespace Impact.Tests.Formulas;

public sealed class VisTests
{
    [Theory]
    [InlineData(500, .8, .65, .4, 61.25)]
    [InlineData(100, .75, .65, .40, 47.75)]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1000, 1, 1, 1, 100)]
    [InlineData(50_000, 1, 1, 1, 100)]
    public void Score_follows_the_weights(double hours, double quality, double outcome, double placement, double expected) =>
        Vis.Score(new VisInput(hours, quality, outcome, placement)).ShouldBe(expected);

    [Fact]
    public void Own_weights_are_used() =>
        Vis.Score(new VisInput(500, .8, .65, .4), new VisWeights(1, 0, 0, 0)).ShouldBe(50);

    [Theory]
    [InlineData(.31, true)]
    [InlineData(.29, true)]
    [InlineData(.32, false)]
    [InlineData(.28, false)]
    public void Weights_must_sum_to_one_give_or_take_a_hundredth(double hours, bool accepted)
    {
        var weights = VisWeights.Default with { Hours = hours };
        var input = new VisInput(1000, 1, 1, 1);

        if (accepted)
        {
            Vis.Score(input, weights).ShouldBeInRange(0, 100);
        }
        else
        {
            Should.Throw<ArgumentOutOfRangeException>(() => Vis.Score(input, weights)).ParamName.ShouldBe("weights");
        }
    }

    [Theory]
    [InlineData(-1, .5, .5, .5, "TotalHours")]
    [InlineData(double.NaN, .5, .5, .5, "TotalHours")]
    [InlineData(1, 1.1, .5, .5, "Quality")]
    [InlineData(1, .5, -.1, .5, "Outcome")]
    [InlineData(1, .5, .5, double.NaN, "Placement")]
    public void Each_member_out_of_range_is_named(double hours, double quality, double outcome, double placement, string member) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Vis.Score(new VisInput(hours, quality, outcome, placement))).ParamName.ShouldBe(member);

    [Theory]
    [InlineData(0, "Developing")]
    [InlineData(30.4, "Developing")]
    [InlineData(30.5, "Good")]
    [InlineData(50, "Good")]
    [InlineData(51, "Excellent")]
    [InlineData(61.25, "Excellent")]
    [InlineData(70.5, "Outstanding")]
    [InlineData(85, "Outstanding")]
    [InlineData(86, "Transformational")]
    [InlineData(100, "Transformational")]
    public void Bands_are_taken_from_whole_points(double score, string band) => Vis.Band(score).ShouldBe(band);

    [Theory]
    [InlineData(60, 50, 20)]
    [InlineData(45, 50, -10)]
    [InlineData(10, 0, 100)]
    [InlineData(0, 0, 0)]
    [InlineData(50, 30, 66.67)]
    public void Trend_is_the_change_in_percent(double current, double previous, double expected) => Vis.Trend(current, previous).ShouldBe(expected);
}
