using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steward.Deliveries.Partners;

/// <summary>Benevity's impact API: one report per delivery, bearer token, signed raw body, repeated keys recognised.</summary>
internal static class BenevityAdapter
{
    public const string Platform = "benevity";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Partner From(BenevityOptions options) => new(
        Platform,
        string.IsNullOrWhiteSpace(options.BaseUrl) ? null : new Uri(options.BaseUrl.TrimEnd('/') + "/v1/impact"),
        [.. Missing(options)],
        [.. new[] { options.ApiKey, options.Secret }.OfType<string>().Where(s => s.Length > 0)],
        (report, at) => JsonSerializer.Serialize(Body(options, report, at), Json),
        (request, deliveryId, body) => Dress(options, request, deliveryId, body))
    {
        Signs = !string.IsNullOrEmpty(options.Secret),
    };

    /// <summary>Lower-case hex HMAC-SHA256 of the raw body.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static IEnumerable<string> Missing(BenevityOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BaseUrl)) yield return "Deliveries:Benevity:BaseUrl";
        if (string.IsNullOrWhiteSpace(options.ApiKey)) yield return "Deliveries:Benevity:ApiKey";
        if (string.IsNullOrWhiteSpace(options.OrganizationId)) yield return "Deliveries:Benevity:OrganizationId";
    }

    private static void Dress(BenevityOptions options, HttpRequestMessage request, Guid deliveryId, byte[] body)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        request.Headers.Add("X-API-Version", "1.0");
        request.Headers.Add("X-Idempotency-Key", deliveryId.ToString());
        if (!string.IsNullOrEmpty(options.Secret)) request.Headers.Add("X-Benevity-Signature", Sign(options.Secret, body));
    }

    private static BenevityBody Body(BenevityOptions options, PartnerReport report, DateTime? at) => new(
        options.OrganizationId ?? "", options.ProgramId, new ReportingPeriod(report.Period.FirstDay, report.Period.LastDay),
        [.. Metrics(report.Metrics)], options.ProgramName,
        at is { } time ? new DateTime(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc) : null);

    // What was not measured is left out: a zero would be read as a result.
    private static IEnumerable<BenevityMetric> Metrics(PartnerMetrics metrics)
    {
        yield return new("volunteer_hours", Math.Round(metrics.TotalHoursVolunteered, 2), "hours", null, "Hours volunteered");
        yield return new("participant_count", metrics.ActiveParticipants, "count", null, "Active participants");
        yield return new("program_participation", metrics.SessionsCount, "count", null, "Sessions held");
        if (metrics.AvgIntegrationScore is { } integration)
            yield return new("outcome_score", Math.Round(integration, 3), "score", "integration", "Average integration score, 0 to 1");
        if (metrics.AvgLanguageLevel is { } language)
            yield return new("outcome_score", Math.Round(language, 3), "level", "language", "Average language level, 0 to 10");
        if (metrics.AvgJobReadiness is { } readiness)
            yield return new("outcome_score", Math.Round(readiness, 3), "score", "job_readiness", "Average job readiness, 0 to 1");
    }
}

/// <summary>The body of <c>POST /v1/impact</c>; members in the order they are sent.</summary>
internal sealed record BenevityBody(
    string OrganizationId, string ProgramId, ReportingPeriod ReportingPeriod, IReadOnlyList<BenevityMetric> Metrics, string ProgramName, DateTime? Timestamp);

/// <summary>First and last day, both included.</summary>
internal sealed record ReportingPeriod(DateOnly StartDate, DateOnly EndDate);

/// <summary>One figure.</summary>
internal sealed record BenevityMetric(string MetricType, double MetricValue, string MetricUnit, string? Category, string Description);
