using System.Collections.Frozen;

namespace Steward.Impact.Formulas;

/// <summary>What a programme cost and how many people it brought into work. Money is in one currency, whatever it is.</summary>
internal sealed record SroiInput
{
    public const decimal DefaultAvgWageLift = 15_000;
    public const decimal DefaultMultiplier = 1.5m;
    public const decimal DefaultDiscountRate = .03m;
    public const int DefaultYears = 3;

    /// <summary>Total cost of the programme; at least .01.</summary>
    public required decimal Cost { get; init; }

    /// <summary>People who reached the outcome; 0 or more.</summary>
    public required int ParticipantsWithOutcome { get; init; }

    /// <summary>Higher yearly wage per person. Defaults to 15,000; see <see cref="Sroi.RegionalWageLift"/>.</summary>
    public decimal AvgWageLift { get; init; } = DefaultAvgWageLift;

    /// <summary>Factor for effects beyond the wage. Defaults to 1.5.</summary>
    public decimal Multiplier { get; init; } = DefaultMultiplier;

    /// <summary>Yearly discount rate, 0 up to but not including 1. Defaults to .03.</summary>
    public decimal DiscountRate { get; init; } = DefaultDiscountRate;

    /// <summary>Years the outcome is counted, 1 to 50. Defaults to 3.</summary>
    public int Years { get; init; } = DefaultYears;
}

/// <summary>Social return on investment, in the currency of the input.</summary>
/// <param name="Npv">Present value of the benefits before the cost is taken off, 2 decimals.</param>
/// <param name="TotalBenefit">Benefits of all years without discount, 2 decimals.</param>
/// <param name="Ratio">(Npv − cost) ÷ cost, 2 decimals: 0 is break even, −1 a total loss.</param>
internal sealed record SroiResult(decimal Npv, decimal TotalBenefit, decimal Ratio);

/// <summary>
/// Social Return on Investment, net ratio:
/// NPV = Σ over years y = 1..Y of participants × wage lift × multiplier ÷ (1 + r)^y; ratio = (NPV − cost) ÷ cost.
/// </summary>
internal static class Sroi
{
    private const int MostYears = 50;
    private const decimal MostMoney = 1_000_000_000_000m;
    private const decimal MostWageLift = 1_000_000_000m;
    private const decimal MostMultiplier = 1_000m;
    private const decimal LeastCost = .01m;

    private static readonly FrozenDictionary<string, decimal> Regions = new Dictionary<string, decimal>
    {
        ["us-east"] = 18_000,
        ["us-west"] = 22_000,
        ["us-midwest"] = 15_000,
        ["us-south"] = 14_000,
        ["canada"] = 20_000,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Average yearly wage lift of a region (us-east, us-west, us-midwest, us-south, canada); null if the region is not known.</summary>
    public static decimal? RegionalWageLift(string region) => Regions.TryGetValue(region, out var lift) ? lift : null;

    /// <summary>NPV, undiscounted benefit and ratio, each rounded half away from zero to 2 decimals at the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A member is out of range; <c>ParamName</c> names it.</exception>
    public static SroiResult Calculate(SroiInput input)
    {
        Validate(input);
        var yearly = input.ParticipantsWithOutcome * input.AvgWageLift * input.Multiplier;
        decimal npv = 0, discount = 1;
        for (var year = 1; year <= input.Years; year++)
        {
            discount *= 1 + input.DiscountRate;
            npv += yearly / discount;
        }

        return new SroiResult(Round(npv), Round(yearly * input.Years), Round((npv - input.Cost) / input.Cost));
    }

    private static void Validate(SroiInput input)
    {
        FormulaInput.Require(input.Cost is >= LeastCost and <= MostMoney, nameof(input.Cost), "above 0");
        FormulaInput.Require(input.ParticipantsWithOutcome >= 0, nameof(input.ParticipantsWithOutcome), "0 or more");
        FormulaInput.Require(input.AvgWageLift is >= 0 and <= MostWageLift, nameof(input.AvgWageLift), "0 or more");
        FormulaInput.Require(input.Multiplier is > 0 and <= MostMultiplier, nameof(input.Multiplier), "above 0");
        FormulaInput.Require(input.DiscountRate is >= 0 and < 1, nameof(input.DiscountRate), "at least 0 and below 1");
        FormulaInput.Require(input.Years is >= 1 and <= MostYears, nameof(input.Years), $"1 to {MostYears}");
    }

    private static decimal Round(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);
}
