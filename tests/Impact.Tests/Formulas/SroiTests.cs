using Shouldly;
using Steward.Impact.Formulas;
using Xunit;

namespace Impact.Tests.Formulas;

public sealed class SroiTests
{
    private static readonly SroiInput Input = new() { Cost = 100_000, ParticipantsWithOutcome = 25 };

    [Fact]
    public void Twenty_five_participants_for_a_hundred_thousand_return_14_91() =>
        Sroi.Calculate(Input).ShouldBe(new SroiResult(1_591_093.89m, 1_687_500m, 14.91m));

    [Fact]
    public void Defaults_are_fifteen_thousand_one_and_a_half_three_percent_three_years()
    {
        Input.AvgWageLift.ShouldBe(15_000);
        Input.Multiplier.ShouldBe(1.5m);
        Input.DiscountRate.ShouldBe(.03m);
        Input.Years.ShouldBe(3);
    }

    [Fact]
    public void Without_discount_the_present_value_is_the_total_benefit() =>
        Sroi.Calculate(Input with { DiscountRate = 0 }).Npv.ShouldBe(1_687_500m);

    [Fact]
    public void Nobody_helped_is_a_total_loss() =>
        Sroi.Calculate(Input with { ParticipantsWithOutcome = 0 }).ShouldBe(new SroiResult(0, 0, -1));

    [Fact]
    public void Break_even_is_zero() =>
        Sroi.Calculate(new SroiInput { Cost = 15_000, ParticipantsWithOutcome = 1, Multiplier = 1, DiscountRate = 0, Years = 1 }).Ratio.ShouldBe(0);

    [Theory]
    [InlineData("us-east", 18_000)]
    [InlineData("us-west", 22_000)]
    [InlineData("us-midwest", 15_000)]
    [InlineData("us-south", 14_000)]
    [InlineData("canada", 20_000)]
    [InlineData("CANADA", 20_000)]
    public void Regions_have_their_wage_lift(string region, int lift) => Sroi.RegionalWageLift(region).ShouldBe(lift);

    [Fact]
    public void An_unknown_region_has_none() => Sroi.RegionalWageLift("atlantis").ShouldBeNull();

    [Fact]
    public void Each_member_out_of_range_is_named()
    {
        (SroiInput Input, string Member)[] cases =
        [
            (Input with { Cost = 0 }, "Cost"),
            (Input with { Cost = -1 }, "Cost"),
            (Input with { ParticipantsWithOutcome = -1 }, "ParticipantsWithOutcome"),
            (Input with { AvgWageLift = -1 }, "AvgWageLift"),
            (Input with { Multiplier = 0 }, "Multiplier"),
            (Input with { DiscountRate = 1 }, "DiscountRate"),
            (Input with { DiscountRate = -.01m }, "DiscountRate"),
            (Input with { Years = 0 }, "Years"),
            (Input with { Years = 51 }, "Years"),
        ];

        foreach (var (input, member) in cases)
        {
            Should.Throw<ArgumentOutOfRangeException>(() => Sroi.Calculate(input)).ParamName.ShouldBe(member);
        }
    }

    [Fact]
    public void The_largest_input_does_not_overflow() =>
        Should.NotThrow(() => Sroi.Calculate(new SroiInput
        {
            Cost = .01m, ParticipantsWithOutcome = int.MaxValue, AvgWageLift = 1_000_000_000, Multiplier = 1000, DiscountRate = 0, Years = 50,
        }));
}
