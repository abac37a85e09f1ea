namespace Steward.Impact.Q2Q;

/// <summary>A number for one outcome dimension, derived from labels.</summary>
/// <param name="Dimension">One of confidence, belonging, lang_level_proxy, job_readiness, well_being.</param>
/// <param name="Score">0 to 1, .5 is neutral.</param>
/// <param name="Confidence">
/// 0 to 1: how much evidence stands behind the score, whatever its height. A score below <c>Q2QScores.FindingConfidence</c> rests on no
/// evidence of its own and must not be stored or averaged.
/// </param>
public sealed record DimensionScore(string Dimension, double Score, double Confidence);
