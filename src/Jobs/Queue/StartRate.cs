namespace Steward.Jobs.Queue;

/// <summary>
/// Starts per second, evenly spaced: no second, wherever it begins, sees more than <paramref name="PerSecond"/>. From 50 a second on a fiftieth of a
/// second's starts may come together, paid for with wider spacing, so that a claim can take several at once. (GCRA, ITU-T I.371.)
/// </summary>
internal readonly record struct StartRate(int PerSecond)
{
    /// <summary>Starts that may come together.</summary>
    public int Burst => Math.Max(1, PerSecond / 50);

    /// <summary>Milliseconds that one start costs.</summary>
    public double Spacing => 1000.0 / (PerSecond - Burst + 1);

    /// <summary>Starts possible now; times in milliseconds of the epoch.</summary>
    public int StartsAt(double now, double nextStart) => Math.Max(0, Burst - (int)Math.Ceiling(Math.Max(0, nextStart - now) / Spacing));

    /// <summary>The time of the next start after <paramref name="taken"/> more.</summary>
    public double After(double now, double nextStart, int taken) => Math.Max(now, nextStart) + taken * Spacing;

    /// <summary>Milliseconds until one more may start.</summary>
    public double WaitAt(double now, double nextStart) => Math.Max(0, nextStart - now - (Burst - 1) * Spacing);

    /// <summary>The same sums in PostgreSQL's SQL, of columns that hold the rate and the next start; <c>null</c> without a rate.</summary>
    public static string SqlStarts(string rate, string next, string now) =>
        $"(CASE WHEN {rate} IS NOT NULL THEN greatest(0, {SqlBurst(rate)} - ceil(greatest(0, {next} - {now}) / {SqlSpacing(rate)})) END)";

    /// <inheritdoc cref="SqlStarts"/>
    public static string SqlSpacing(string rate) => $"(1000.0 / ({rate} - {SqlBurst(rate)} + 1))";

    /// <inheritdoc cref="SqlStarts"/>
    public static string SqlWait(string rate, string next, string now) =>
        $"(CASE WHEN {rate} IS NOT NULL THEN greatest(0, {next} - {now} - ({SqlBurst(rate)} - 1) * {SqlSpacing(rate)}) END)";

    private static string SqlBurst(string rate) => $"greatest(1, {rate} / 50)";
}
