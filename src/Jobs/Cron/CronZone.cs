using System.Buffers;

namespace Steward.Jobs.Cron;

/// <summary>A moment at which the clocks of a zone are set.</summary>
/// <param name="At">The first instant with the new offset, UTC.</param>
/// <param name="Before">Local time minus UTC until then.</param>
/// <param name="After">Local time minus UTC from then on.</param>
internal readonly record struct ClockChange(DateTime At, TimeSpan Before, TimeSpan After)
{
    /// <summary>Whether the local time was left out because the clocks went forward over it.</summary>
    public bool Skips(DateTime local) => local >= At + Before && local < At + After;
}

/// <summary>
/// The offsets of an IANA zone, read from UTC to local time only: that direction has one answer for every instant, also where
/// a zone changed its standard time rather than its summer time.
/// </summary>
internal sealed class CronZone
{
    private const int MaxIdLength = 64;

    // Zone rules never change twice within a day, so comparing the ends of a day finds every change.
    private static readonly TimeSpan Stride = TimeSpan.FromDays(1);

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    private readonly TimeZoneInfo _zone;
    private readonly bool _isFixed;

    private CronZone(TimeZoneInfo zone)
    {
        _zone = zone;
        _isFixed = zone.GetAdjustmentRules().Length == 0;
    }

    /// <exception cref="CronException">No such zone.</exception>
    public static CronZone Find(string id) =>
        IsPlain(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? new CronZone(zone)
            : throw new CronException("Time zone: it is not an IANA name such as Europe/Oslo or UTC.");

    public TimeSpan OffsetAt(DateTime utc) => _isFixed ? _zone.BaseUtcOffset : _zone.GetUtcOffset(utc);

    /// <summary>The first change after <paramref name="from"/> and not after <paramref name="to"/>, both UTC and whole minutes.</summary>
    public ClockChange? FirstChange(DateTime from, DateTime to)
    {
        if (_isFixed)
        {
            return null;
        }

        var offset = OffsetAt(from);
        for (var at = from; at < to;)
        {
            var next = to - at > Stride ? at + Stride : to;
            if (OffsetAt(next) != offset)
            {
                return Narrow(at, next, offset);
            }

            at = next;
        }

        return null;
    }

    // The system resolves a name as a path below its zone folder: anything that could leave it, or that means "as this machine is
    // set", would let two nodes disagree.
    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= MaxIdLength
        && !id.AsSpan().ContainsAnyExcept(IdCharacters)
        && id[0] != '/'
        && !id.StartsWith("right/", StringComparison.Ordinal)
        && id is not ("localtime" or "posixrules");

    private ClockChange Narrow(DateTime low, DateTime high, TimeSpan before)
    {
        while (high - low > TimeSpan.FromMinutes(1))
        {
            var middle = low.AddMinutes(Math.Floor((high - low).TotalMinutes / 2));
            if (OffsetAt(middle) == before)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return new ClockChange(high, before, OffsetAt(high));
    }
}
