using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Steward.Safety.Learning;

/// <summary>A text that was decided about.</summary>
/// <param name="Features">The text's.</param>
/// <param name="Upheld">A reviewer upheld its flag; he let the text go when false.</param>
internal readonly record struct Example(TextFeatures Features, bool Upheld);

/// <summary>Weights of all places and one that every text has: their sum over a text is the logarithm of the odds that a reviewer would uphold its flag.</summary>
internal sealed class LogisticRegression
{
    private readonly float[] _weights;

    private LogisticRegression(float[] weights, double bias) => (_weights, Bias) = (weights, bias);

    /// <summary>What every text has.</summary>
    public double Bias { get; }

    /// <summary>The logarithm of the odds.</summary>
    public double Logit(TextFeatures text)
    {
        var sum = 0f;
        foreach (var place in text.Places) sum += _weights[place];
        var marks = 0f;
        foreach (var mark in text.Marks) marks += _weights[mark];
        return Bias + sum * text.Value + marks;
    }

    /// <summary>0 to 1.</summary>
    public double Probability(TextFeatures text) => Sigmoid(Logit(text));

    /// <summary>The same with its odds stretched and moved: what a calibration makes of it.</summary>
    public LogisticRegression Calibrated(double slope, double shift)
    {
        var weights = new float[TextFeatures.Size];
        TensorPrimitives.Multiply(_weights, (float)slope, weights);
        return new LogisticRegression(weights, Bias * slope + shift);
    }

    /// <summary>
    /// Fits weights: the least of ½‖w‖² + strength · Σ log-loss, by the limited-memory BFGS method (Nocedal and Wright, Numerical Optimization, 7.2) from nothing, so that
    /// the same decisions give the same model. The bias is not held back.
    /// </summary>
    /// <param name="examples">Of both kinds.</param>
    /// <param name="strength">How much examples count beside what is simple; greater than 0.</param>
    /// <param name="ct">Cancels.</param>
    public static LogisticRegression Fit(IReadOnlyList<Example> examples, double strength, CancellationToken ct)
    {
        var point = new Minimiser(TextFeatures.Size + 1).Least((at, slope) => Loss(examples, strength, at, slope), ct);
        var weights = new float[TextFeatures.Size];
        TensorPrimitives.ConvertTruncating<double, float>(point.AsSpan(0, TextFeatures.Size), weights);
        return new LogisticRegression(weights, point[TextFeatures.Size]);
    }

    /// <summary>Weights as stored: 65,536 numbers of 16 bits, little-endian.</summary>
    public byte[] ToBytes()
    {
        var halves = new Half[TextFeatures.Size];
        TensorPrimitives.ConvertToHalf(_weights, halves);
        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }

    /// <summary>Reads <see cref="ToBytes"/>.</summary>
    public static LogisticRegression From(byte[] stored, double bias)
    {
        var weights = new float[TextFeatures.Size];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(stored), weights);
        return new LogisticRegression(weights, bias);
    }

    public static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    // The value, and into slope its derivative.
    private static double Loss(IReadOnlyList<Example> examples, double strength, double[] at, double[] slope)
    {
        const int bias = TextFeatures.Size;
        var weights = at.AsSpan(0, bias);
        var value = TensorPrimitives.SumOfSquares<double>(weights) / 2;
        weights.CopyTo(slope);
        slope[bias] = 0;
        foreach (var (text, upheld) in examples)
        {
            var sum = 0.0;
            foreach (var place in text.Places) sum += at[place];
            var logit = at[bias] + sum * text.Value;
            foreach (var mark in text.Marks) logit += at[mark];
            value += strength * LogLoss(logit, upheld);
            var error = strength * (Sigmoid(logit) - (upheld ? 1 : 0));
            slope[bias] += error;
            foreach (var mark in text.Marks) slope[mark] += error;
            error *= text.Value;
            foreach (var place in text.Places) slope[place] += error;
        }

        return value;
    }

    /// <summary>−log of the probability of what was decided; exact for logits of any size.</summary>
    public static double LogLoss(double logit, bool upheld)
    {
        var margin = upheld ? logit : -logit;
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : -margin + Math.Log(1 + Math.Exp(margin));
    }
}
