using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Steward.Platform.Data;

namespace Steward.Jobs.Statistics;

/// <summary>
/// Counts ended jobs by the hour. A watermark divides them: what ended before it is in <c>jobs_hours</c>, what ended later is still to be read from
/// <c>jobs_history</c>. Counts and watermark move in one transaction that holds the watermark's row, so that each job counts once whatever dies, and
/// however many schedulers there are.
/// </summary>
internal sealed partial class HourFold(Storage storage, IOptions<JobsOptions> options)
{
    private const string Name = "hours";

    // A commit may come a little after the end that it makes true; clocks may step back a little.
    private const int UsualLagMs = 10_000;
    private const int LongestStep = 30 * 60_000;
    private const int ShortestStep = 60_000;
    private int _step = LongestStep;

    /// <summary>Milliseconds that the count stays behind.</summary>
    internal int LagMs { get; init; } = UsualLagMs;

    /// <summary>SQL: until when ended jobs have been counted; NULL before the first count.</summary>
    public const string Until = $"(SELECT until FROM jobs_watermarks WHERE name = '{Name}')";

    /// <summary>SQL: ended jobs of <c>jobs_history</c> counted as <c>jobs_hours</c> counts them, in the order of its columns.</summary>
    public static string Counted(StorageKind kind, string which) =>
        $"""
        SELECT tenant_id, {HourOf(kind)} AS hour, queue, kind, coalesce(provider, 'none') AS provider, coalesce(model, 'none') AS model, state,
               coalesce(error_type, 'none') AS error_type, {DurationBuckets.Sql("ms")} AS bucket, CAST(count(*) AS bigint) AS jobs,
               CAST(sum(CASE WHEN attempts > 1 THEN attempts - 1 ELSE 0 END) AS bigint) AS retries, CAST(sum(coalesce(validations, 0)) AS bigint) AS validations,
               CAST(sum(coalesce(validations_passed, 0)) AS bigint) AS validations_passed, CAST(sum(coalesce(ms, 0)) AS bigint) AS duration_ms
        FROM (SELECT h.*, {MsOf(kind)} AS ms FROM jobs_history h WHERE {which}) ended
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
        """;

    /// <summary>Counts on. True when there may be more.</summary>
    public async Task<bool> PassAsync(CancellationToken ct)
    {
        try
        {
            var left = await storage.WriteAsync((c, t) => CountOnAsync(c, t, ct), ct);
            _step = LongestStep;
            if (left) return true;
        }
        catch
        {
            // Half an hour may hold more than can be counted in the time that a statement has.
            _step = Math.Max(ShortestStep, _step / 4);
            throw;
        }

        await storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM jobs_hours WHERE hour < {storage.NowPlus($"-{options.Value.KeepStatisticsDays * 86_400_000L}")}", transaction: t, cancellationToken: ct)), ct);
        return false;
    }

    /// <summary>Counts jobs that are about to be removed, those of them that are not counted yet. In the transaction that removes them.</summary>
    public static async Task CountAsync(Storage storage, DbConnection connection, DbTransaction? transaction, Guid[] ids, CancellationToken ct)
    {
        await BeginAsync(storage, connection, transaction, UsualLagMs, ct);
        // Holds the row, so that nobody moves the watermark past jobs that are counted here.
        await connection.ExecuteAsync(new CommandDefinition($"UPDATE jobs_watermarks SET next = next WHERE name = '{Name}'", transaction: transaction, cancellationToken: ct));
        var among = storage.Kind == StorageKind.Postgres ? "= ANY(@ids)" : "IN @ids";
        await connection.ExecuteAsync(new CommandDefinition(Add(storage.Kind, $"id {among} AND finished_at >= {Until}"), new { ids }, transaction, cancellationToken: ct));
    }

    private async Task<bool> CountOnAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        Task<int> SendAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, new { step = _step }, transaction, cancellationToken: ct));
        await BeginAsync(storage, connection, transaction, LagMs, ct);
        // Statement by statement: each sees what was committed before it, so no job can appear later below the mark that is set first.
        await SendAsync($"UPDATE jobs_watermarks SET next = {NextOf()} WHERE name = '{Name}'");
        var counted = await SendAsync(Add(storage.Kind, $"finished_at >= {Until} AND finished_at < (SELECT next FROM jobs_watermarks WHERE name = '{Name}')"));
        var left = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT {LeftOf(storage)} FROM jobs_watermarks WHERE name = '{Name}'", new { step = _step }, transaction, cancellationToken: ct));
        // Over a time in which nothing ended it goes at once.
        if (left && counted == 0) await SendAsync($"UPDATE jobs_watermarks SET next = {SkipOf()} WHERE name = '{Name}'");
        await SendAsync($"UPDATE jobs_watermarks SET until = next WHERE name = '{Name}'");
        return left;
    }

    // The first time, from the first job that is left; without any, from now.
    private static async Task BeginAsync(Storage storage, DbConnection connection, DbTransaction? transaction, int lagMs, CancellationToken ct)
    {
        Task<int> SendAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: ct));
        if (await connection.ExecuteScalarAsync<int?>(new CommandDefinition($"SELECT 1 FROM jobs_watermarks WHERE name = '{Name}'", transaction: transaction, cancellationToken: ct)) is not null) return;
        var made = await SendAsync($"INSERT INTO jobs_watermarks (name, until, next) VALUES ('{Name}', {HorizonOf(storage, lagMs)}, {storage.Now}) ON CONFLICT (name) DO NOTHING");
        if (made == 1)
            await SendAsync($"UPDATE jobs_watermarks SET until = coalesce((SELECT min(finished_at) FROM jobs_history WHERE finished_at < until), until) WHERE name = '{Name}'");
    }

    private static string Add(StorageKind kind, string which) =>
        $"""
        INSERT INTO jobs_hours (tenant_id, hour, queue, kind, provider, model, state, error_type, bucket, jobs, retries, validations, validations_passed, duration_ms)
        {Counted(kind, which)}
        ON CONFLICT (tenant_id, hour, queue, kind, provider, model, state, error_type, bucket) DO UPDATE SET
          jobs = jobs_hours.jobs + excluded.jobs, retries = jobs_hours.retries + excluded.retries, validations = jobs_hours.validations + excluded.validations,
          validations_passed = jobs_hours.validations_passed + excluded.validations_passed, duration_ms = jobs_hours.duration_ms + excluded.duration_ms
        """;

    private static string HourOf(StorageKind kind) => kind == StorageKind.Postgres ? PostgresHour : SqliteHour;

    private static string MsOf(StorageKind kind) => kind == StorageKind.Postgres ? PostgresMs : SqliteMs;

    private static string HorizonOf(Storage storage, int lagMs) => storage.Kind == StorageKind.Postgres ? PostgresHorizon(lagMs) : storage.NowPlus($"-{lagMs}");

    private string NextOf() => storage.Kind == StorageKind.Postgres ? PostgresNext(LagMs) : SqliteNext(storage, LagMs);

    private string SkipOf()
    {
        var (least, most) = storage.Kind == StorageKind.Postgres ? ("least", "greatest") : ("min", "max");
        return $"{most}(next, {least}(coalesce((SELECT min(finished_at) FROM jobs_history WHERE finished_at >= next), {storage.Now}), {HorizonOf(storage, LagMs)}))";
    }

    private static string LeftOf(Storage storage) => storage.Kind == StorageKind.Postgres ? PostgresLeft : SqliteLeft;
}
