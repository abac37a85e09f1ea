using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Control;

/// <summary>What a list of jobs is asked for.</summary>
internal sealed record JobQuery
{
    /// <summary>waiting, delayed, active, parked, completed, failed or cancelled; several with commas.</summary>
    public string? Status { get; init; }

    /// <summary>The kind of job.</summary>
    public string? Kind { get; init; }

    /// <summary>The queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The AI provider asked last.</summary>
    public string? Provider { get; init; }

    /// <summary>Why it failed.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What failures of one cause share, from the groups of dead letters.</summary>
    public string? Signature { get; init; }

    /// <summary>Put in the queue at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Put in the queue before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The job's id, or words of its arguments.</summary>
    public string? Text { get; init; }

    /// <summary>True for dead letters that may well succeed as they are, false for those that would fail again.</summary>
    public bool? CanRetry { get; init; }

    /// <summary>1 to 200; 50 unless given.</summary>
    public int? Limit { get; init; }

    /// <summary>From the page before.</summary>
    public string? Cursor { get; init; }

    public string Marks => $"{Status}|{Kind}|{Queue}|{Provider}|{ErrorType}|{Signature}|{From:O}|{To:O}|{Text}|{CanRetry}";

    /// <param name="at">Where the values stand, for pointers to what is wrong.</param>
    public JobFilter ToFilter(string at = "")
    {
        var words = Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        new Check().That(words.All(w => JobWords.States.ContainsKey(w)), at + "/status", "invalid", $"One or more of {string.Join(", ", JobWords.States.Keys)} is required.")
            .OptionalText(at + "/kind", Kind, 200).OptionalText(at + "/queue", Queue, 200).OptionalText(at + "/provider", Provider, 200).OptionalText(at + "/errorType", ErrorType, 200)
            .OptionalText(at + "/signature", Signature, 200).OptionalText(at + "/text", Text, 200).ThrowIfAny();
        return new JobFilter
        {
            States = [.. words.Select(w => JobWords.States[w]).Distinct()], Kind = Kind, Queue = Queue, Provider = Provider, ErrorType = ErrorType, Signature = Signature,
            From = From, To = To, CanRetry = CanRetry, Text = string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(),
        };
    }
}

/// <summary>States in words, and what a caller may reach.</summary>
internal static class JobWords
{
    public static readonly IReadOnlyDictionary<string, JobState> States = Enum.GetValues<JobState>().ToDictionary(Of);

    public static string Of(JobState state) => state.ToString().ToLowerInvariant();

    /// <summary>Error types that are the same however often the job is repeated, as an SQL list.</summary>
    public const string Hopeless = "'validation', 'auth'";

    /// <summary>A platform owner reaches every tenant's jobs, anybody else his tenant's.</summary>
    public static JobReach Reach(this HttpContext http) => new(http.Caller().IsOwner ? null : http.Caller().TenantId);

    public static AuditEvent Did(this HttpContext http, string action, Guid job, object? details = null) =>
        new(http.Caller().TenantId, http.Caller().Id, action, $"job:{job}", details);

    /// <summary>True when a dead letter may well succeed if it is repeated as it is.</summary>
    public static bool CanRetry(string? errorType) => errorType is not ("validation" or "auth");

    /// <summary>A stored JSON text as the value it is.</summary>
    public static JsonElement? Json(this string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
