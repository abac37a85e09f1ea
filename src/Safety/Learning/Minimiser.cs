using System.Numerics.Tensors;

namespace Steward.Safety.Learning;

/// <summary>Finds the least value of a smooth convex function by limited-memory BFGS with steps that are halved until they help enough.</summary>
internal sealed class Minimiser(int size)
{
    // What is remembered of the way; what is small enough to stop at; as many steps as are worth it.
    private const int Remembered = 8, MostSteps = 200, MostHalvings = 30;
    private const double Flat = 1e-4, Enough = 1e-4;

    private readonly List<(double[] Step, double[] Turn, double Inverse)> _way = [];

    /// <param name="function">The value at a point; writes the slope there into the second array.</param>
    /// <param name="ct">Cancels.</param>
    public double[] Least(Func<double[], double[], double> function, CancellationToken ct)
    {
        var (at, slope, next, nextSlope) = (new double[size], new double[size], new double[size], new double[size]);
        var value = function(at, slope);
        var steep = Math.Max(1, TensorPrimitives.Norm<double>(slope));
        for (var step = 0; step < MostSteps && TensorPrimitives.Norm<double>(slope) > Flat * steep; step++)
        {
            ct.ThrowIfCancellationRequested();
            var direction = Direction(slope);
            var descent = TensorPrimitives.Dot<double>(direction, slope);
            // The first step knows nothing of how far: no farther than one.
            var length = _way.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(slope)) : 1.0;
            var reached = double.PositiveInfinity;
            for (var halving = 0; halving < MostHalvings; halving++, length /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, length, at, next);
                reached = function(next, nextSlope);
                if (reached <= value + Enough * length * descent) break;
            }

            if (!(reached < value)) break;
            Remember(at, next, slope, nextSlope);
            (at, next, slope, nextSlope, value) = (next, at, nextSlope, slope, reached);
        }

        return at;
    }

    // Downhill, as bent as the remembered way was: the two loops of the method.
    private double[] Direction(double[] slope)
    {
        var direction = new double[size];
        TensorPrimitives.Negate<double>(slope, direction);
        var shares = new double[_way.Count];
        for (var i = _way.Count - 1; i >= 0; i--)
        {
            shares[i] = _way[i].Inverse * TensorPrimitives.Dot<double>(_way[i].Step, direction);
            TensorPrimitives.MultiplyAdd(_way[i].Turn, -shares[i], direction, direction);
        }

        if (_way.Count > 0)
        {
            var (_, turn, inverse) = _way[^1];
            TensorPrimitives.Multiply(direction, 1 / (inverse * TensorPrimitives.SumOfSquares<double>(turn)), direction);
        }

        for (var i = 0; i < _way.Count; i++)
        {
            var share = shares[i] - _way[i].Inverse * TensorPrimitives.Dot<double>(_way[i].Turn, direction);
            TensorPrimitives.MultiplyAdd(_way[i].Step, share, direction, direction);
        }

        return direction;
    }

    private void Remember(double[] at, double[] next, double[] slope, double[] nextSlope)
    {
        var (step, turn) = (new double[size], new double[size]);
        TensorPrimitives.Subtract<double>(next, at, step);
        TensorPrimitives.Subtract<double>(nextSlope, slope, turn);
        var along = TensorPrimitives.Dot<double>(step, turn);
        // Where it did not bend upwards nothing can be learnt from it.
        if (along <= 1e-12) return;
        if (_way.Count == Remembered) _way.RemoveAt(0);
        _way.Add((step, turn, 1 / along));
    }
}
