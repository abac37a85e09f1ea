using System.Globalization;

namespace Steward.Moderation.Platforms;

/// <summary>
/// Calls of the last sixty units, counted by the unit. One passes when those of its own unit and of the units before it leave room, so that no span, wherever it begins,
/// holds more than the quota.
/// </summary>
internal sealed class CallWindow
{
    private const int Kept = 60;
    private readonly SortedDictionary<long, int> _byUnit = [];
    private readonly long _nowMs;
    private readonly long _unitMs;

    /// <summary>Reads what <see cref="ToString"/> wrote: <c>unit:calls</c>, separated by blanks. A count from the future is from before the clock was set back; it is taken as of now.</summary>
    public CallWindow(string text, long nowMs, long unitMs)
    {
        (_nowMs, _unitMs) = (nowMs, unitMs);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var figures = part.Split(':');
            var unit = Math.Min(long.Parse(figures[0], CultureInfo.InvariantCulture), Unit);
            if (unit >= Unit - Kept) _byUnit[unit] = _byUnit.GetValueOrDefault(unit) + int.Parse(figures[1], CultureInfo.InvariantCulture);
        }
    }

    public int Total => _byUnit.Values.Sum();

    private long Unit => _nowMs / _unitMs;

    /// <summary>How long until fewer than <paramref name="quota"/> calls are of the last <paramref name="units"/> units.</summary>
    public TimeSpan WaitFor(int quota, int units)
    {
        var calls = 0;
        foreach (var (unit, count) in _byUnit.Reverse())
        {
            if (unit < Unit - units) break;
            calls += count;
            if (calls >= quota) return TimeSpan.FromMilliseconds((unit + units + 1) * _unitMs - _nowMs);
        }

        return TimeSpan.Zero;
    }

    public void Count() => _byUnit[Unit] = _byUnit.GetValueOrDefault(Unit) + 1;

    public override string ToString() => string.Join(' ', _byUnit.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value}")));
}
