namespace Steward.Safety.Policies;

/// <summary>
/// A share that was estimated from decisions: the mean and the central 95 % of Beta(1 + count, 1 + of − count), which is what is known of it beginning from nothing.
/// </summary>
/// <param name="Count">Decisions for it.</param>
/// <param name="Of">All decisions.</param>
/// <param name="Mean">0 to 1; .5 without any decision.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal sealed record Estimate(long Count, long Of, double Mean, double Low, double High)
{
    public static Estimate From(long count, long of)
    {
        double a = 1 + count, b = 1 + of - count;
        return new Estimate(count, of, Math.Round(a / (a + b), 3), Math.Round(Quantile(.025, a, b), 3), Math.Round(Quantile(.975, a, b), 3));
    }

    // The distribution function grows with x: thirty halvings are exact to a billionth.
    private static double Quantile(double p, double a, double b)
    {
        double low = 0, high = 1;
        for (var i = 0; i < 30; i++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, a, b) < p) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8), which converges fast below the mean.</summary>
    private static double Cumulative(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - Cumulative(1 - x, b, a);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        // Lentz's way of evaluating it from the front.
        const double tiny = 1e-300;
        double c = 1, d = 1 / Away(1 - (a + b) * x / (a + 1)), fraction = d;
        for (var m = 1; m <= 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            (d, c) = (1 / Away(1 + even * d), Away(1 + even / c));
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            (d, c) = (1 / Away(1 + odd * d), Away(1 + odd / c));
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-12) break;
        }

        return front * fraction;

        static double Away(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    // Stirling's series, exact to ten digits from 10 on; smaller values are moved up by the recurrence.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 10; x++) shift -= Math.Log(x);
        return shift + (x - .5) * Math.Log(x) - x + .5 * Math.Log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * Math.Pow(x, 5));
    }
}
