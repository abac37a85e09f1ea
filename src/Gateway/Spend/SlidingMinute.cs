using System.Globalization;

namespace Steward.Gateway.Spend;

/// <summary>
/// Requests and tokens of the last minute, counted by the second. A request is admitted when those of its own second and the sixty before it leave room, so no
/// minute, wherever it begins, holds more than the quota.
/// </summary>
internal sealed class SlidingMinute
{
    private const long Seconds = 60;
    private readonly SortedDictionary<long, (int Requests, long Tokens)> _bySecond = [];
    private readonly long _nowMs;

    /// <summary>Reads what <see cref="ToString"/> wrote: <c>second:requests</c> or <c>second:requests:tokens</c>, separated by blanks.</summary>
    /// <param name="text">The counts.</param>
    /// <param name="nowMs">Now. A count in the future is from before the clock was set back; it is taken as of now and runs out within a minute.</param>
    public SlidingMinute(string text, long nowMs)
    {
        _nowMs = nowMs;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var figures = part.Split(':');
            var second = Math.Min(long.Parse(figures[0], CultureInfo.InvariantCulture), Second);
            if (second >= Second - Seconds)
                Count(second, int.Parse(figures[1], CultureInfo.InvariantCulture), figures.Length > 2 ? long.Parse(figures[2], CultureInfo.InvariantCulture) : 0);
        }
    }

    /// <summary>The second that now is in.</summary>
    public long Second => _nowMs / 1000;

    /// <summary>Requests of the last minute.</summary>
    public long Requests => _bySecond.Values.Sum(s => (long)s.Requests);

    /// <summary>Tokens of the last minute.</summary>
    public long Tokens => _bySecond.Values.Sum(s => s.Tokens);

    /// <summary>How long until the oldest of them no longer count; zero where there are none.</summary>
    public TimeSpan Ebb => _bySecond.Count == 0 ? TimeSpan.Zero : Until(_bySecond.Keys.First());

    /// <summary>Zero when one more request passes now, and counts it; else how long until there is room.</summary>
    /// <param name="quota">Requests a minute, at least 1.</param>
    public TimeSpan Take(int quota)
    {
        var wait = WaitForRequest(quota);
        if (wait == TimeSpan.Zero) Count(Second, 1, 0);
        return wait;
    }

    /// <summary>Counts one request and its tokens now.</summary>
    public void Add(long tokens) => Count(Second, 1, tokens);

    /// <summary>Counts more or fewer tokens for a request of an earlier second, if that still counts.</summary>
    public void Correct(long second, long tokens)
    {
        if (_bySecond.TryGetValue(Math.Min(second, Second), out var counted)) _bySecond[Math.Min(second, Second)] = (counted.Requests, Math.Max(0, counted.Tokens + tokens));
    }

    /// <summary>How long until there is room for one more request.</summary>
    public TimeSpan WaitForRequest(int quota) => WaitFor(1, quota, s => s.Requests);

    /// <summary>How long until there is room for so many more tokens, which are no more than the quota.</summary>
    public TimeSpan WaitForTokens(long tokens, long quota) => WaitFor(tokens, quota, s => s.Tokens);

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', _bySecond.Select(s => s.Value.Tokens == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value.Requests}") : string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value.Requests}:{s.Value.Tokens}")));

    private TimeSpan WaitFor(long more, long quota, Func<(int Requests, long Tokens), long> of)
    {
        var taken = _bySecond.Values.Sum(of);
        if (taken + more <= quota) return TimeSpan.Zero;
        foreach (var (second, counted) in _bySecond)
        {
            taken -= of(counted);
            if (taken + more <= quota) return Until(second);
        }

        throw new ArgumentOutOfRangeException(nameof(quota), "It is less than what is asked.");
    }

    private TimeSpan Until(long second) => TimeSpan.FromMilliseconds(Math.Max(1, (second + Seconds + 1) * 1000 - _nowMs));

    private void Count(long second, int requests, long tokens)
    {
        var counted = _bySecond.GetValueOrDefault(second);
        _bySecond[second] = (counted.Requests + requests, counted.Tokens + tokens);
    }
}
