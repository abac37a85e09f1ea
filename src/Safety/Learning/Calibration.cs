namespace Steward.Safety.Learning;

/// <summary>
/// Makes probabilities of scores: σ(slope · score + shift), fitted to decisions about texts that had no part in the scores. After Platt, Probabilistic Outputs for Support
/// Vector Machines (1999), with targets drawn in from 0 and 1 as he has them, by Newton's method as Lin, Lin and Weng (2007) correct it.
/// </summary>
internal static class Calibration
{
    private const int MostSteps = 100;
    private const double Ridge = 1e-12, Flat = 1e-7;

    /// <summary>The slope is at least 0: a score that means its opposite means nothing.</summary>
    public static (double Slope, double Shift) Of(IReadOnlyList<(double Score, bool Upheld)> decided)
    {
        double upheld = decided.Count(d => d.Upheld), others = decided.Count - upheld;
        var (high, low) = ((upheld + 1) / (upheld + 2), 1 / (others + 2));
        var (slope, shift) = (0.0, Math.Log((upheld + 1) / (others + 1)));
        var loss = Loss(slope, shift);
        for (var step = 0; step < MostSteps; step++)
        {
            double h11 = Ridge, h22 = Ridge, h21 = 0, g1 = 0, g2 = 0;
            foreach (var (score, isUpheld) in decided)
            {
                var p = LogisticRegression.Sigmoid(slope * score + shift);
                var (curve, error) = (p * (1 - p), p - (isUpheld ? high : low));
                h11 += score * score * curve;
                h22 += curve;
                h21 += score * curve;
                g1 += score * error;
                g2 += error;
            }

            if (Math.Abs(g1) < Flat && Math.Abs(g2) < Flat) break;
            var det = h11 * h22 - h21 * h21;
            var (dSlope, dShift) = (-(h22 * g1 - h21 * g2) / det, -(h11 * g2 - h21 * g1) / det);
            var descent = g1 * dSlope + g2 * dShift;
            var length = 1.0;
            for (; length > 1e-10; length /= 2)
            {
                var reached = Loss(slope + length * dSlope, shift + length * dShift);
                if (!(reached < loss + 1e-4 * length * descent)) continue;
                (slope, shift, loss) = (slope + length * dSlope, shift + length * dShift, reached);
                break;
            }

            if (length <= 1e-10) break;
        }

        return slope > 0 ? (slope, shift) : (0, Math.Log((upheld + 1) / (others + 1)));

        double Loss(double a, double b)
        {
            var sum = 0.0;
            foreach (var (score, isUpheld) in decided)
            {
                var (logit, target) = (a * score + b, isUpheld ? high : low);
                sum += target * LogisticRegression.LogLoss(logit, true) + (1 - target) * LogisticRegression.LogLoss(logit, false);
            }

            return sum;
        }
    }
}
