using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Dapper;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Control;

/// <summary>Finds jobs, live and ended, in one order: newest first. A search looks at so many jobs of each state at a time.</summary>
public sealed class JobReader
{
    // Rows of each state that one page of a search looks at: few at first, since a row may cost a reading of its arguments, more while the moment lasts.
    private const int FirstReach = 500, Reach = 4_000;

    // Rows of each state that a count looks at.
    private const int CountReach = 100_000;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>Jobs are counted exactly up to here.</summary>
    public const int MostCounted = 10_000;

    private readonly AppDb _db;

    internal JobReader(AppDb db) => _db = db;

    private const string Extras =
        """
        p.user_id AS UserId, p.request_id AS RequestId, p.retry_of AS RetryOf, CAST(r.percent AS bigint) AS Percent, r.message AS Message
        """;

    private const string LiveColumns =
        $"""
        j.id AS Id, j.tenant_id AS TenantId, j.queue AS Queue, j.kind AS Kind, CAST(j.state AS bigint) AS State,
        CAST(j.attempt AS bigint) AS Attempts, CAST(j.max_attempts AS bigint) AS MaxAttempts, j.enqueued_at AS EnqueuedAt,
        CASE WHEN j.state IN (1, 3) THEN j.run_at END AS RunAt, CASE WHEN j.state = 2 THEN j.claimed_at END AS StartedAt, j.spent_pico AS CostPico, j.batch_id AS BatchId,
        j.cancelling AS Cancelling,
        (SELECT f.error_type FROM jobs_failures f WHERE f.job_id = j.id ORDER BY f.lease DESC LIMIT 1) AS ErrorType,
        (SELECT f.error FROM jobs_failures f WHERE f.job_id = j.id ORDER BY f.lease DESC LIMIT 1) AS Error, {Extras}
        """;

    private const string EndedColumns =
        $"""
        j.id AS Id, j.tenant_id AS TenantId, j.queue AS Queue, j.kind AS Kind, CAST(j.state AS bigint) AS State, CAST(j.attempts AS bigint) AS Attempts,
        j.enqueued_at AS EnqueuedAt, j.started_at AS StartedAt, j.finished_at AS FinishedAt, j.error_type AS ErrorType, j.error AS Error, j.signature AS Signature,
        j.provider AS Provider, j.model AS Model, j.cost_pico AS CostPico, j.batch_id AS BatchId, j.retried_as AS RetriedAs, j.discarded AS Discarded, {Extras}
        """;

    private const string Joins = "LEFT JOIN jobs_payloads p ON p.id = j.id LEFT JOIN jobs_progress r ON r.job_id = j.id AND r.lease = j.lease";

    /// <summary>Jobs within reach that match, before an id; without their arguments and results.</summary>
    /// <param name="reach">Whose.</param>
    /// <param name="filter">Which.</param>
    /// <param name="take">Most jobs of the page, 1 to 200.</param>
    /// <param name="before">Only older ones than this; all where null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<JobPage> ListAsync(JobReach reach, JobFilter filter, int take, Guid? before, CancellationToken ct)
    {
        // An id is looked up; only where it is no job's it may stand in arguments.
        if (before is null && Guid.TryParse(filter.Text, out var id) && await ListAsync(reach, filter with { Text = null, Id = id }, 1, null, ct) is { Jobs.Count: 1 } named) return named;
        var (started, scan, page) = (Stopwatch.GetTimestamp(), FirstReach, new JobPage([], before));
        do
        {
            // A search that found little goes on for a moment; whoever wants more of it follows the cursor.
            var further = await PageAsync(reach, filter, take - page.Jobs.Count, page.Next, false, scan, ct);
            page = new JobPage([.. page.Jobs, .. further.Jobs], further.Next);
            scan = Math.Min(2 * scan, Reach);
        } while (page.Jobs.Count < take && page.Next is not null && Stopwatch.GetElapsedTime(started) < Moment);

        return page;
    }

    /// <summary>The same, with the jobs' arguments where they are wanted.</summary>
    public Task<JobPage> PageAsync(JobReach reach, JobFilter filter, int take, Guid? before, bool withPayload, CancellationToken ct) =>
        PageAsync(reach, filter, take, before, withPayload, Reach, ct);

    private async Task<JobPage> PageAsync(JobReach reach, JobFilter filter, int take, Guid? before, bool withPayload, int scan, CancellationToken ct)
    {
        var asked = new Asked(reach, filter, before, filter.IsSearch || reach.UserId is not null ? scan : take + 1);
        var found = new List<JobLine>();
        var reached = Guid.Empty;
        foreach (var branch in BranchesOf(filter))
        {
            var (rows, stopped) = await RowsAsync(branch, asked, take, withPayload, ct);
            found.AddRange(rows);
            if (stopped is { } at && at.CompareTo(reached) > 0) reached = at;
        }

        // One that ended while it was looked for is there twice: the end counts.
        found = [.. found.GroupBy(j => j.Id).Select(g => g.Last())];
        // Below where one of the states was left off, the others' rows would be out of order.
        var page = found.Where(j => j.Id.CompareTo(reached) >= 0).OrderByDescending(j => j.Id).Take(take).ToList();
        var more = found.Count > page.Count || reached != Guid.Empty;
        return new JobPage(page, !more ? null : page.Count == take ? page[^1].Id : reached != Guid.Empty ? reached : page.Count > 0 ? page[^1].Id : null);
    }

    /// <summary>How many jobs within reach match, exactly up to <see cref="MostCounted"/>.</summary>
    public async Task<JobCount> CountAsync(JobReach reach, JobFilter filter, CancellationToken ct)
    {
        var asked = new Asked(reach, filter, null, CountReach);
        var (count, atLeast) = (0L, false);
        foreach (var branch in BranchesOf(filter))
        {
            var all = asked.All(branch.Ended).With("most", MostCounted + 1);
            count += (await _db.QueryAsync<long>(
                $"SELECT count(*) FROM (SELECT j.id FROM ({asked.Within(branch)}) j LEFT JOIN jobs_payloads p ON p.id = j.id WHERE 1 = 1{all.Sql} LIMIT @most) counted", all.Parameters, ct))[0];
            atLeast |= (await _db.QueryAsync<Guid>(asked.LastOf(branch), asked.Range().Parameters, ct)).Count > 0;
        }

        return new JobCount(Math.Min(count, MostCounted), atLeast || count > MostCounted);
    }

    /// <summary>One job with its arguments, result and failures; null where there is none within reach.</summary>
    public async Task<FoundJob?> FindAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        var job = (await _db.QueryAsync<JobLine>($"SELECT {LiveColumns}, p.payload AS Payload FROM jobs_queue j {Joins} WHERE j.id = @id", new { id }, ct)).SingleOrDefault()
            ?? (await _db.QueryAsync<JobLine>($"SELECT {EndedColumns}, p.payload AS Payload, j.result AS Result FROM jobs_history j {Joins} WHERE j.id = @id", new { id }, ct)).SingleOrDefault();
        if (job is null || !reach.Has(job.TenantId, job.UserId)) return null;
        var failures = await _db.QueryAsync<FailureLine>(
            "SELECT CAST(attempt AS bigint) AS Attempt, at AS At, error_type AS ErrorType, error AS Error FROM jobs_failures WHERE job_id = @id ORDER BY lease", new { id }, ct);
        return new FoundJob(job, failures);
    }

    // Each branch is one that an index has in order, or one with few rows. The second condition is the index's own: SQLite wants it word by word.
    private static IEnumerable<Branch> BranchesOf(JobFilter filter)
    {
        var states = filter.States.Count > 0 ? filter.States : filter.Unsettled ? [JobState.Failed] : Enum.GetValues<JobState>();
        var live = states.Intersect([JobState.Waiting, JobState.Delayed, JobState.Parked]).Select(s => (int)s).ToList();
        if (live.Count > 0)
            yield return new Branch("jobs_queue", LiveColumns, (live.Count < 3 ? $"j.state IN ({string.Join(", ", live)}) AND " : "") + "j.state IN (0, 1, 3)", Ended: false);
        // After those that wait: one that begins meanwhile is found twice and not left out.
        if (states.Contains(JobState.Active)) yield return new Branch("jobs_queue", LiveColumns, "j.state = 2", Ended: false);
        foreach (var state in states.Where(s => s >= JobState.Completed))
            yield return new Branch("jobs_history", EndedColumns, $"j.state = {(int)state}" + (state == JobState.Completed ? "" : " AND j.state IN (5, 6)"), Ended: true);
    }

    private async Task<(IReadOnlyList<JobLine> Rows, Guid? Stopped)> RowsAsync(Branch branch, Asked asked, int take, bool withPayload, CancellationToken ct)
    {
        var all = asked.All(branch.Ended).With("take", take + 1);
        var columns = branch.Columns + (withPayload ? ", p.payload AS Payload" : "");
        var rows = await _db.QueryAsync<JobLine>($"SELECT {columns} FROM ({asked.Within(branch)}) j {Joins} WHERE 1 = 1{all.Sql} ORDER BY j.id DESC LIMIT @take", all.Parameters, ct);
        // Found more than was asked for: there is no need to know how far the search came.
        if (rows.Count > take || asked.Scan <= take + 1) return (rows, null);
        var stopped = await _db.QueryAsync<Guid>(asked.LastOf(branch), asked.Range().Parameters, ct);
        return (rows, stopped.Count > 0 ? stopped[0] : null);
    }

    private sealed record Branch(string Table, string Columns, string State, bool Ended);

    private const string Words = "lower(p.payload) LIKE @text ESCAPE '!'";

    private sealed record Asked(JobReach Reach, JobFilter Filter, Guid? Before, int Scan)
    {
        /// <summary>What an index answers: tenant and time.</summary>
        public Conditions Range() => new Conditions()
            .And("j.tenant_id = @tenant", "tenant", Reach.Tenant)
            .And("j.id = @only", "only", Filter.Id)
            .And("j.id < @before", "before", Before)
            .And("j.id >= @from", "from", Filter.From is { } from ? OrderedIds.At(from) : null)
            .And("j.id < @to", "to", Filter.To is { } to ? OrderedIds.At(to) : null);

        /// <summary>The rows that are looked at.</summary>
        public string Within(Branch branch) => $"SELECT * FROM {branch.Table} j WHERE {branch.State}{Range().Sql} ORDER BY j.id DESC LIMIT {Scan}";

        /// <summary>The last row that is looked at, where there are as many.</summary>
        public string LastOf(Branch branch) => $"SELECT j.id FROM {branch.Table} j WHERE {branch.State}{Range().Sql} ORDER BY j.id DESC LIMIT 1 OFFSET {Scan - 1}";

        /// <summary>Everything.</summary>
        public Conditions All(bool ended)
        {
            var all = Range().And("j.kind = @kind", "kind", Filter.Kind).And("j.queue = @queue", "queue", Filter.Queue).And("p.user_id = @user", "user", Reach.UserId)
                .And("j.kind <> @notKind", "notKind", Filter.NotKind).And("j.enqueued_at <= (SELECT o.started_at FROM jobs_operations o WHERE o.id = @operation)", "operation", Filter.Operation);
            if (ended)
                all.And("j.provider = @provider", "provider", Filter.Provider).And("j.error_type = @errorType", "errorType", Filter.ErrorType)
                    .And("j.signature = @signature", "signature", Filter.Signature).And(Filter.Unsettled, "j.retried_as IS NULL AND j.discarded IS NULL")
                    .And(Filter.CanRetry is not null, $"coalesce(j.error_type, '') {(Filter.CanRetry == true ? "NOT " : "")}IN ({JobWords.Hopeless})");
            else
                // Who answered, what failures share and what may be repeated is known of ended jobs only.
                all.And("EXISTS (SELECT 1 FROM jobs_failures f WHERE f.job_id = j.id AND f.error_type = @errorType)", "errorType", Filter.ErrorType)
                    .And((Filter.Provider ?? Filter.Signature) is not null || Filter.CanRetry is not null, "1 = 0");
            var words = Filter.Text is null ? null : $"%{Pattern(Filter.Text)}%";
            return Guid.TryParse(Filter.Text, out var id) ? all.With("id", id).And($"(j.id = @id OR {Words})", "text", words) : all.And(Words, "text", words);
        }

        private static string Pattern(string text) => JsonEncodedText.Encode(text).ToString().ToLowerInvariant().Replace("!", "!!").Replace("%", "!%").Replace("_", "!_");
    }

    /// <summary>Conditions of a statement with their values; one without a value does not count.</summary>
    private sealed class Conditions
    {
        private readonly StringBuilder _sql = new();

        public string Sql => _sql.ToString();

        public DynamicParameters Parameters { get; } = new();

        public Conditions And(string condition, string name, object? value) => value is null ? this : And(true, condition).With(name, value);

        public Conditions And(bool counts, string condition)
        {
            if (counts) _sql.Append(" AND ").Append(condition);
            return this;
        }

        public Conditions With(string name, object value)
        {
            Parameters.Add(name, value);
            return this;
        }
    }
}
