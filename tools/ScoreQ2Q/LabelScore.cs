namespace Steward.Tools.ScoreQ2Q;

/// <summary>Right, wrong and missed answers for one label.</summary>
internal sealed record LabelScore(string Label, int Right, int Wrong, int Missed)
{
    /// <summary>Texts that carry the label according to people.</summary>
    public int Support => Right + Missed;

    /// <summary>Share of the given labels that are right; 1 if none was given and none was due.</summary>
    public double Precision => Share(Right, Right + Wrong);

    /// <summary>Share of the due labels that were given; 1 if none was due and none was given.</summary>
    public double Recall => Share(Right, Right + Missed);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => Share(2 * Right, 2 * Right + Wrong + Missed);

    private double Share(int part, int whole) => whole > 0 ? (double)part / whole : Wrong + Missed == 0 ? 1 : 0;
}
