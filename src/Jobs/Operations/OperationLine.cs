using System.Text.Json;
using Steward.Jobs.Control;

namespace Steward.Jobs.Operations;

/// <summary>An operation as lists show it. Times are UTC.</summary>
public sealed class OperationLine
{
    internal const string Columns =
        """
        id AS Id, tenant_id AS TenantId, user_id AS UserId, action AS Action, filter AS FilterJson, reason AS Reason, status AS Status, before_id AS BeforeId, done AS Done,
        skipped AS Skipped, started_by AS StartedBy, started_at AS StartedAt, finished_at AS FinishedAt, error AS Error
        """;

    /// <summary>Its id.</summary>
    public Guid Id { get; internal set; }

    /// <summary><c>retry</c>, <c>discard</c> or <c>cancel</c>.</summary>
    public string Action { get; internal set; } = "";

    /// <summary>Why.</summary>
    public string? Reason { get; internal set; }

    /// <summary><c>running</c>, <c>completed</c>, <c>stopped</c> or <c>failed</c>.</summary>
    public string Status { get; internal set; } = "";

    /// <summary>Jobs it has done it to.</summary>
    public long Done { get; internal set; }

    /// <summary>Jobs that matched, but that somebody else had dealt with in the meantime, or that cannot be repeated any more.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Who asked.</summary>
    public string StartedBy { get; internal set; } = "";

    /// <summary>When it began.</summary>
    public DateTime StartedAt { get; internal set; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTime? FinishedAt { get; internal set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; internal set; }

    /// <summary>Which jobs.</summary>
    public JobFilter Filter => JsonSerializer.Deserialize<JobFilter>(FilterJson, JobKind.Json)!;

    internal Guid TenantId { get; set; }

    internal string? UserId { get; set; }

    internal string FilterJson { get; set; } = "{}";

    internal Guid BeforeId { get; set; }

    internal bool IsRunning => Status == "running";

    internal JobReach Reach => new(TenantId == Guid.Empty ? null : TenantId, UserId);
}
