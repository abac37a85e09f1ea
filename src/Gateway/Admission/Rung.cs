namespace Steward.Gateway.Admission;

/// <summary>What it took until a model's answer could be used. Names are labels of a metric.</summary>
internal enum Rung
{
    /// <summary>The first answer was as asked for.</summary>
    Valid,

    /// <summary>It was there, in fences or between words.</summary>
    Repaired,

    /// <summary>It could not be used; a second, paid answer could.</summary>
    Retried,

    /// <summary>None could.</summary>
    Failed,
}
