using System.Globalization;

namespace Steward.Platform.Limits;

/// <summary>
/// Calls of the last sixty units of time, and an amount that each of them carries, counted by the unit. A call passes when those of its own unit and of the units before it
/// leave room, so that no span, wherever it begins, holds more than the quota. Kept as text in a row that is locked while it is asked, it is exact over all processes.
/// </summary>
public sealed class SlidingWindow
{
    private const int Units = 60;
    private readonly SortedDictionary<long, (int Calls, long Amount)> _byUnit = [];
    private readonly long _nowMs;
    private readonly int _unitMs;

    /// <summary>Reads what <see cref="ToString"/> wrote: <c>unit:calls</c> or <c>unit:calls:amount</c>, separated by blanks.</summary>
    /// <param name="text">The counts.</param>
    /// <param name="nowMs">Now, in milliseconds of the epoch. A count in the future is from before the clock was set back; it is taken as of now and runs out with the window.</param>
    /// <param name="unitMs">How long a unit is, in milliseconds: 1,000 makes a window of a minute, 60,000 of an hour.</param>
    public SlidingWindow(string text, long nowMs, int unitMs = 1000)
    {
        (_nowMs, _unitMs) = (nowMs, unitMs);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var figures = part.Split(':');
            var unit = Math.Min(long.Parse(figures[0], CultureInfo.InvariantCulture), Unit);
            if (unit >= Unit - Units)
                Count(unit, int.Parse(figures[1], CultureInfo.InvariantCulture), figures.Length > 2 ? long.Parse(figures[2], CultureInfo.InvariantCulture) : 0);
        }
    }

    /// <summary>The unit that now is in, counted from the epoch.</summary>
    public long Unit => _nowMs / _unitMs;

    /// <summary>Calls of the window.</summary>
    public long Calls => _byUnit.Values.Sum(s => (long)s.Calls);

    /// <summary>What they carry together.</summary>
    public long Amount => _byUnit.Values.Sum(s => s.Amount);

    /// <summary>How long until the oldest of them no longer count; zero where there are none.</summary>
    public TimeSpan Ebb => _byUnit.Count == 0 ? TimeSpan.Zero : Until(_byUnit.Keys.First(), Units);

    /// <summary>Zero when one more call passes now, and counts it; else how long until there is room.</summary>
    /// <param name="quota">Calls in the window, at least 1.</param>
    public TimeSpan Take(int quota)
    {
        var wait = WaitForCall(quota);
        if (wait == TimeSpan.Zero) Add();
        return wait;
    }

    /// <summary>Counts one call and what it carries now.</summary>
    public void Add(long amount = 0) => Count(Unit, 1, amount);

    /// <summary>Counts more or less for a call of an earlier unit, if that still counts.</summary>
    public void Correct(long unit, long amount)
    {
        if (_byUnit.TryGetValue(Math.Min(unit, Unit), out var counted)) _byUnit[Math.Min(unit, Unit)] = (counted.Calls, Math.Max(0, counted.Amount + amount));
    }

    /// <summary>How long until there is room for one more call.</summary>
    /// <param name="quota">Calls, at least 1.</param>
    /// <param name="units">In so many units, 1 to 60.</param>
    public TimeSpan WaitForCall(int quota, int units = Units) => WaitFor(1, quota, units, s => s.Calls);

    /// <summary>How long until there is room for so much more, which is no more than the quota.</summary>
    public TimeSpan WaitForAmount(long amount, long quota) => WaitFor(amount, quota, Units, s => s.Amount);

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', _byUnit.Select(s => s.Value.Amount == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value.Calls}") : string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value.Calls}:{s.Value.Amount}")));

    private TimeSpan WaitFor(long more, long quota, int units, Func<(int Calls, long Amount), long> of)
    {
        var counting = _byUnit.Where(s => s.Key >= Unit - units).ToList();
        var taken = counting.Sum(s => of(s.Value));
        if (taken + more <= quota) return TimeSpan.Zero;
        foreach (var (unit, counted) in counting)
        {
            taken -= of(counted);
            if (taken + more <= quota) return Until(unit, units);
        }

        throw new ArgumentOutOfRangeException(nameof(quota), "It is less than what is asked.");
    }

    private TimeSpan Until(long unit, int units) => TimeSpan.FromMilliseconds(Math.Max(1, (unit + units + 1) * _unitMs - _nowMs));

    private void Count(long unit, int calls, long amount)
    {
        var counted = _byUnit.GetValueOrDefault(unit);
        _byUnit[unit] = (counted.Calls + calls, counted.Amount + amount);
    }
}
