using Shouldly;
using Steward.Impact.Drift;
using Xunit;

namespace Impact.Tests.Drift;

public sealed class DivergenceTests
{
    // With half a text more in each class: shares 50.5/101 and 79.5/101 of the first, .287129 × ln(.787129 ÷ .5) + (−.287129) × ln(.212871 ÷ .5) = .3755.
    [Fact]
    public void Psi_of_a_half_and_four_fifths_is_as_computed_by_hand() => Divergence.Psi([50, 50], [79, 21]).ShouldBe(.37547, .0001);

    // Large counts, so that the halves vanish: .1 × ln 1.5 + 0 + (−.1) × ln(2 ÷ 3) = .2 × ln 1.5.
    [Fact]
    public void Psi_of_three_classes_sums_their_parts() =>
        Divergence.Psi([2_000_000, 5_000_000, 3_000_000], [3_000_000, 5_000_000, 2_000_000]).ShouldBe(.081093, .00001);

    [Theory]
    [InlineData(new[] { 30, 70 }, new[] { 30, 70 }, 0)]
    [InlineData(new[] { 30, 70 }, new[] { 300, 700 }, 0)]
    [InlineData(new[] { 10, 0 }, new[] { 0, 10 }, 1)]
    // Means .75 and .25: ½ × 1 × log2(1 ÷ .75) + ½ × (½ × log2(.5 ÷ .75) + ½ × log2(.5 ÷ .25)) = .311278.
    [InlineData(new[] { 10, 0 }, new[] { 5, 5 }, .311278)]
    public void Jensen_Shannon_is_nought_for_what_is_alike_and_one_for_what_shares_nothing(int[] baseline, int[] current, double expected)
    {
        Divergence.JensenShannon(baseline, current).ShouldBe(expected, .000001);
        Divergence.JensenShannon(current, baseline).ShouldBe(expected, .000001);
    }

    [Fact]
    public void A_class_that_one_side_lacks_leaves_psi_finite()
    {
        double.IsFinite(Divergence.Psi([100, 0], [60, 40])).ShouldBeTrue();
        Divergence.Psi([40, 60], [40, 60]).ShouldBe(0);
    }

    [Fact]
    public void Counts_that_cannot_be_compared_are_refused()
    {
        Should.Throw<ArgumentException>(() => Divergence.Psi([1, 2], [1, 2, 3]));
        Should.Throw<ArgumentException>(() => Divergence.JensenShannon([0, 0], [1, 2]));
    }

    [Theory]
    [InlineData(.2, .1, "monitor")]
    [InlineData(.2001, 0, "alert")]
    [InlineData(0, .1001, "alert")]
    [InlineData(.1, .05, "none")]
    [InlineData(.1001, 0, "monitor")]
    [InlineData(0, .0501, "monitor")]
    public void Limits_are_a_fifth_for_psi_and_a_tenth_for_jensen_shannon(double psi, double js, string level) => DriftChecker.LevelOf(psi, js).ShouldBe(level);
}
