using System.Text;
using System.Text.Json;
using Dapper;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Control;

/// <summary>Which jobs. What is null does not matter.</summary>
public sealed record JobFilter
{
    /// <summary>States; all where empty.</summary>
    public IReadOnlyList<JobState> States { get; init; } = [];

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The AI provider that was asked last.</summary>
    public string? Provider { get; init; }

    /// <summary>Why it failed, as <see cref="JobErrorType"/> is written.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What failures of one cause share.</summary>
    public string? Signature { get; init; }

    /// <summary>Put in the queue at or after this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Put in the queue before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The job's id, or words of its arguments.</summary>
    public string? Text { get; init; }

    /// <summary>Only dead letters that nobody has repeated or set aside.</summary>
    public bool Unsettled { get; init; }

    internal bool IsSearch => (Kind ?? Queue ?? Provider ?? ErrorType ?? Signature ?? Text) is not null || Unsettled;
}

/// <summary>A job as lists show it.</summary>
internal sealed class JobLine
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public string Queue { get; set; } = "";
    public string Kind { get; set; } = "";
    public long State { get; set; }
    public long Attempts { get; set; }
    public long? MaxAttempts { get; set; }
    public DateTime EnqueuedAt { get; set; }
    public DateTime? RunAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string? ErrorType { get; set; }
    public string? Error { get; set; }
    public string? Signature { get; set; }
    public string? Provider { get; set; }
    public string? Model { get; set; }
    public long? CostPico { get; set; }
    public string? UserId { get; set; }
    public string? RequestId { get; set; }
    public Guid? BatchId { get; set; }
    public Guid? RetryOf { get; set; }
    public Guid? RetriedAs { get; set; }
    public string? Discarded { get; set; }
    public bool Cancelling { get; set; }
    public long? Percent { get; set; }
    public string? Message { get; set; }
    public string? Payload { get; set; }
    public string? Result { get; set; }

    public JobState Is => (JobState)State;
}

/// <summary>An attempt that did not succeed.</summary>
internal sealed class FailureLine
{
    public long Attempt { get; set; }
    public DateTime At { get; set; }
    public string ErrorType { get; set; } = "";
    public string Error { get; set; } = "";
}

/// <summary>A page of jobs, newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">Go on before this id; null at the end. A search stops after many rows looked at, and may say so with few or no jobs found.</param>
internal sealed record JobPage(IReadOnlyList<JobLine> Jobs, Guid? Next);

/// <summary>Finds jobs, live and ended, in one order: newest first. A search looks at so many jobs of each state at a time.</summary>
internal sealed class JobReader(AppDb db)
{
    /// <summary>Rows of each state that one search looks at.</summary>
    public const int Reach = 20_000;

    private static readonly JobState[] LiveStates = [JobState.Waiting, JobState.Delayed, JobState.Active, JobState.Parked];

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

    /// <summary>Jobs within reach that match, before an id.</summary>
    public async Task<JobPage> ListAsync(JobReach reach, JobFilter filter, int take, Guid? before, CancellationToken ct)
    {
        var states = filter.Unsettled ? [JobState.Failed] : filter.States.Count == 0 ? Enum.GetValues<JobState>() : filter.States;
        var asked = new Asked(reach, filter, before, filter.IsSearch || reach.UserId is not null ? Reach : take + 1);
        var found = new List<JobLine>();
        var reached = Guid.Empty;
        var live = states.Intersect(LiveStates).Select(s => (int)s).ToList();
        if (live.Count > 0) await BranchAsync("jobs_queue", LiveColumns, $"j.state IN ({string.Join(", ", live)})", ended: false);
        foreach (var state in states.Except(LiveStates)) await BranchAsync("jobs_history", EndedColumns, $"j.state = {(int)state}", ended: true);

        async Task BranchAsync(string table, string columns, string state, bool ended)
        {
            var (rows, stopped) = await RowsAsync(table, columns, state, ended, asked, take, ct);
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

    /// <summary>One job with its arguments, result and failures.</summary>
    public async Task<(JobLine Job, IReadOnlyList<FailureLine> Failures)?> FindAsync(JobReach reach, Guid id, CancellationToken ct)
    {
        var job = (await db.QueryAsync<JobLine>($"SELECT {LiveColumns}, p.payload AS Payload FROM jobs_queue j {Joins} WHERE j.id = @id", new { id }, ct)).SingleOrDefault()
            ?? (await db.QueryAsync<JobLine>($"SELECT {EndedColumns}, p.payload AS Payload, j.result AS Result FROM jobs_history j {Joins} WHERE j.id = @id", new { id }, ct)).SingleOrDefault();
        if (job is null || !reach.Has(job.TenantId, job.UserId)) return null;
        var failures = await db.QueryAsync<FailureLine>(
            "SELECT CAST(attempt AS bigint) AS Attempt, at AS At, error_type AS ErrorType, error AS Error FROM jobs_failures WHERE job_id = @id ORDER BY lease", new { id }, ct);
        return (job, failures);
    }

    private async Task<(IReadOnlyList<JobLine> Rows, Guid? Stopped)> RowsAsync(
        string table, string columns, string state, bool ended, Asked asked, int take, CancellationToken ct)
    {
        var range = asked.Range();
        var all = asked.All(ended).With("take", take + 1);
        var within = $"SELECT * FROM {table} j WHERE {state}{range.Sql} ORDER BY j.id DESC LIMIT {asked.Scan}";
        var rows = await db.QueryAsync<JobLine>($"SELECT {columns} FROM ({within}) j {Joins} WHERE 1 = 1{all.Sql} ORDER BY j.id DESC LIMIT @take", all.Parameters, ct);
        // Found more than was asked for: there is no need to know how far the search came.
        if (rows.Count > take || asked.Scan <= take + 1) return (rows, null);
        var stopped = await db.QueryAsync<Guid>($"SELECT j.id FROM {table} j WHERE {state}{range.Sql} ORDER BY j.id DESC LIMIT 1 OFFSET {asked.Scan - 1}", range.Parameters, ct);
        return (rows, stopped.Count > 0 ? stopped[0] : null);
    }

    private const string Words = "lower(p.payload) LIKE @text ESCAPE '!'";

    private sealed record Asked(JobReach Reach, JobFilter Filter, Guid? Before, int Scan)
    {
        /// <summary>What an index answers: tenant and time.</summary>
        public Conditions Range() => new Conditions()
            .And("j.tenant_id = @tenant", "tenant", Reach.Tenant)
            .And("j.id < @before", "before", Before)
            .And("j.id >= @from", "from", Filter.From is { } from ? OrderedIds.At(from) : null)
            .And("j.id < @to", "to", Filter.To is { } to ? OrderedIds.At(to) : null);

        /// <summary>Everything.</summary>
        public Conditions All(bool ended)
        {
            var all = Range().And("j.kind = @kind", "kind", Filter.Kind).And("j.queue = @queue", "queue", Filter.Queue).And("p.user_id = @user", "user", Reach.UserId);
            if (ended)
                all.And("j.provider = @provider", "provider", Filter.Provider).And("j.error_type = @errorType", "errorType", Filter.ErrorType)
                    .And("j.signature = @signature", "signature", Filter.Signature).And(Filter.Unsettled, "j.retried_as IS NULL AND j.discarded IS NULL");
            else
                // Who answered and what failures share is known of ended jobs only.
                all.And("EXISTS (SELECT 1 FROM jobs_failures f WHERE f.job_id = j.id AND f.error_type = @errorType)", "errorType", Filter.ErrorType)
                    .And((Filter.Provider ?? Filter.Signature) is not null, "1 = 0");
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
