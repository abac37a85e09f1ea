using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Control;

/// <summary>What a list of jobs is asked for.</summary>
/// <param name="Status">waiting, delayed, active, parked, completed, failed or cancelled; several with commas.</param>
/// <param name="Kind">The kind of job.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Provider">The AI provider asked last.</param>
/// <param name="ErrorType">Why it failed.</param>
/// <param name="Signature">What failures of one cause share, from the groups of dead letters.</param>
/// <param name="From">Put in the queue at or after.</param>
/// <param name="To">Put in the queue before.</param>
/// <param name="Text">The job's id, or words of its arguments.</param>
/// <param name="CanRetry">True for dead letters that may well succeed as they are, false for those that would fail again.</param>
/// <param name="Limit">1 to 200; 50 unless given.</param>
/// <param name="Cursor">From the page before.</param>
internal sealed record JobQuery(
    string? Status, string? Kind, string? Queue, string? Provider, string? ErrorType, string? Signature, DateTimeOffset? From, DateTimeOffset? To,
    string? Text, bool? CanRetry, int? Limit, string? Cursor)
{
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
