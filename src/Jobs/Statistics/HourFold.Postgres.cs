using System.Globalization;

namespace Steward.Jobs.Statistics;

internal sealed partial class HourFold
{
    private const string PostgresHour = "date_trunc('hour', finished_at, 'UTC')";

    private const string PostgresMs = "CASE WHEN h.started_at IS NOT NULL THEN CAST(greatest(0, extract(epoch FROM h.finished_at - h.started_at) * 1000) AS bigint) END";

    // An end is not earlier than the beginning of the transaction that writes it. So below the beginning of every transaction that has written something
    // and still runs, nothing can appear any more. (Transactions of a role whose activity this role may not see are covered by the lag.)
    private static string PostgresHorizon(int lagMs) => string.Create(CultureInfo.InvariantCulture,
        $"""
        least(clock_timestamp() - {lagMs} * interval '1 millisecond',
          (SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()))
        """);

    private static string PostgresNext(int lagMs) => $"greatest(until, least(until + @step * interval '1 millisecond', {PostgresHorizon(lagMs)}))";

    private const string PostgresLeft = "next - until >= @step * interval '1 millisecond'";
}
