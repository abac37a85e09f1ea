using Steward.Platform.Data;

namespace Steward.Jobs.Statistics;

internal sealed partial class HourFold
{
    // As times are stored, to the letter: they are compared as text.
    private const string SqliteHour = "strftime('%Y-%m-%d %H:00:00', finished_at)";

    private const string SqliteMs = "CAST(round(max(0, (unixepoch(h.finished_at, 'subsec') - unixepoch(h.started_at, 'subsec')) * 1000)) AS bigint)";

    private const string SqliteStepped = "strftime('%Y-%m-%d %H:%M:%f', until, (@step / 1000.0) || ' seconds')";

    // One writer at a time: whoever counts sees every end that is there, so only the clock's steps need the lag.
    private static string SqliteNext(Storage storage, int lagMs) => $"max(until, min({SqliteStepped}, {storage.NowPlus($"-{lagMs}")}))";

    private const string SqliteLeft = $"next >= {SqliteStepped}";
}
