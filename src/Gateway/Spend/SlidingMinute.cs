using System.Globalization;

namespace Steward.Gateway.Spend;

/// <summary>
/// Requests of the last minute, counted by the second. A request is admitted when those of its own second and the sixty before it leave room, so no
/// minute, wherever it begins, holds more than the quota.
/// </summary>
internal sealed class SlidingMinute
{
    private const long Seconds = 60;
    private readonly SortedDictionary<long, int> _bySecond = [];

    /// <summary>Reads what <see cref="ToString"/> wrote: <c>second:count</c>, separated by blanks.</summary>
    /// <param name="text">The counts.</param>
    /// <param name="nowMs">Now. A count in the future is from before the clock was set back; it is taken as of now and runs out within a minute.</param>
    public SlidingMinute(string text, long nowMs)
    {
        var now = nowMs / 1000;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var second = Math.Min(long.Parse(part.AsSpan(0, colon), CultureInfo.InvariantCulture), now);
            if (second >= now - Seconds) Count(second, int.Parse(part.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Zero when one more request passes now, and counts it; else how long until there is room.</summary>
    public TimeSpan Take(int quota, long nowMs)
    {
        var taken = _bySecond.Values.Sum();
        if (taken < quota)
        {
            Count(nowMs / 1000, 1);
            return TimeSpan.Zero;
        }

        foreach (var (second, count) in _bySecond)
        {
            taken -= count;
            if (taken < quota) return TimeSpan.FromMilliseconds(Math.Max(1, (second + Seconds + 1) * 1000 - nowMs));
        }

        throw new ArgumentOutOfRangeException(nameof(quota), "A quota is at least 1.");
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', _bySecond.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value}")));

    private void Count(long second, int count) => _bySecond[second] = _bySecond.GetValueOrDefault(second) + count;
}
