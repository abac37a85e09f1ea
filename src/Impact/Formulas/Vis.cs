namespace Steward.Impact.Formulas;

/// <summary>What volunteers gave and what came of it.</summary>
/// <param name="TotalHours">Volunteer hours in the period; 0 or more. 1,000 hours reach the full score.</param>
/// <param name="Quality">Quality of the sessions, 0 to 1.</param>
/// <param name="Outcome">Share of participants with an outcome, 0 to 1.</param>
/// <param name="Placement">Share of participants placed in work, 0 to 1.</param>
internal sealed record VisInput(double TotalHours, double Quality, double Outcome, double Placement);

/// <summary>Shares of the four parts; they sum to 1, give or take .01.</summary>
internal sealed record VisWeights(double Hours, double Quality, double Outcome, double Placement)
{
    public static VisWeights Default { get; } = new(.30, .30, .25, .15);
}

/// <summary>
/// Volunteer Impact Score, 0 to 100: .30 × hours + .30 × quality + .25 × outcome + .15 × placement, where
/// hours = min(total hours ÷ 1000 × 100, 100) and the other parts are 100 × their share.
/// </summary>
internal static class Vis
{
    private const double FullHours = 1000;
    private const double WeightTolerance = .01;
    private const double Slack = 1e-9;

    /// <summary>The score, rounded half away from zero to 2 decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A member is out of range; <c>ParamName</c> names it.</exception>
    public static double Score(VisInput input, VisWeights? weights = null)
    {
        var share = weights ?? VisWeights.Default;
        Validate(share);
        Validate(input);
        var hours = Math.Min(input.TotalHours / FullHours * 100, 100);
        var score = share.Hours * hours
            + share.Quality * input.Quality * 100
            + share.Outcome * input.Outcome * 100
            + share.Placement * input.Placement * 100;
        // Weights may sum to 1.01, the score may not pass 100.
        return Math.Min(Math.Round(score, 2, MidpointRounding.AwayFromZero), 100);
    }

    /// <summary>
    /// The band of a score: 0–30 Developing, 31–50 Good, 51–70 Excellent, 71–85 Outstanding, 86–100 Transformational. The bands are given
    /// in whole points, so the score is rounded half up first: 30.4 is Developing, 30.5 Good.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is not from 0 to 100.</exception>
    public static string Band(double score)
    {
        FormulaInput.Require(score is >= 0 and <= 100, nameof(score), "from 0 to 100");
        return Math.Round(score, MidpointRounding.AwayFromZero) switch
        {
            <= 30 => "Developing",
            <= 50 => "Good",
            <= 70 => "Excellent",
            <= 85 => "Outstanding",
            _ => "Transformational",
        };
    }

    /// <summary>Change in percent, (current − previous) ÷ previous × 100, 2 decimals; from 0 it is 100 if there is any score now, else 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A score is not from 0 to 100.</exception>
    public static double Trend(double current, double previous)
    {
        FormulaInput.Require(current is >= 0 and <= 100, nameof(current), "from 0 to 100");
        FormulaInput.Require(previous is >= 0 and <= 100, nameof(previous), "from 0 to 100");
        if (previous == 0)
        {
            return current > 0 ? 100 : 0;
        }

        return Math.Round((current - previous) / previous * 100, 2, MidpointRounding.AwayFromZero);
    }

    private static void Validate(VisWeights weights)
    {
        FormulaInput.RequireShare(weights.Hours, nameof(weights.Hours));
        FormulaInput.RequireShare(weights.Quality, nameof(weights.Quality));
        FormulaInput.RequireShare(weights.Outcome, nameof(weights.Outcome));
        FormulaInput.RequireShare(weights.Placement, nameof(weights.Placement));
        var sum = weights.Hours + weights.Quality + weights.Outcome + weights.Placement;
        FormulaInput.Require(Math.Abs(sum - 1) <= WeightTolerance + Slack, nameof(weights), "shares that sum to 1");
    }

    private static void Validate(VisInput input)
    {
        FormulaInput.Require(double.IsFinite(input.TotalHours) && input.TotalHours >= 0, nameof(input.TotalHours), "0 or more");
        FormulaInput.RequireShare(input.Quality, nameof(input.Quality));
        FormulaInput.RequireShare(input.Outcome, nameof(input.Outcome));
        FormulaInput.RequireShare(input.Placement, nameof(input.Placement));
    }
}
