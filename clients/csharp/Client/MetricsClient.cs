using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A company's scores in a period. A score without data is null.</summary>
public sealed record CompanyMetrics
{
    /// <summary>Social return on investment: value for each dollar put in; null without any volunteered hours.</summary>
    public decimal? Sroi { get; init; }

    /// <summary>Volunteer impact score, 0 to 100.</summary>
    public double? Vis { get; init; }

    /// <summary>People with a session or a text.</summary>
    public long TotalParticipants { get; init; }

    /// <summary>Sessions held.</summary>
    public long TotalSessions { get; init; }

    /// <summary>Sessions for each participant.</summary>
    public double? AvgEngagement { get; init; }

    /// <summary>Impact score as partners get it, 0 to 10.</summary>
    public double? ImpactScore { get; init; }

    /// <summary>Volunteered hours.</summary>
    public double? TotalHours { get; init; }

    /// <summary>Integration score, 0 to 100.</summary>
    public double? IntegrationScore { get; init; }

    /// <summary>0 to 1.</summary>
    public double? JobReadiness { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Belonging { get; init; }

    /// <summary>0 to 1.</summary>
    public double? LanguageLevel { get; init; }

    /// <summary>0 to 1.</summary>
    public double? WellBeing { get; init; }
}

/// <summary>A stretch of days in UTC.</summary>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day, included.</param>
public sealed record MetricsPeriod(DateOnly Start, DateOnly End);

/// <summary>A company's scores and the time they cover.</summary>
/// <param name="Metrics">The scores.</param>
/// <param name="Period">The time.</param>
public sealed record CompanyReport(CompanyMetrics Metrics, MetricsPeriod Period);

/// <summary>The words behind a score.</summary>
/// <param name="Dimension">Which score, for example <c>confidence</c>; null when no score rests on the words.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Snippet">Quoted from a person's feedback, redacted.</param>
/// <param name="LabelType">What the words were taken for.</param>
/// <param name="Reasoning">Why.</param>
/// <param name="FeedbackId">The feedback it is from.</param>
public sealed record Evidence(string? Dimension, double? Score, string Snippet, string? LabelType, string? Reasoning, string? FeedbackId);

/// <summary>A company's scores and the words behind them. Needs the permission <c>impact.read</c>.</summary>
public sealed class MetricsClient
{
    private readonly Wire _wire;

    internal MetricsClient(Wire wire) => _wire = wire;

    /// <summary>A company's scores.</summary>
    /// <param name="companyId">A UUID or a name from outside.</param>
    /// <param name="start">The first day; a year before the last when null.</param>
    /// <param name="end">The last day, included; today when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such company.</exception>
    public Task<CompanyReport> GetAsync(string companyId, DateOnly? start = null, DateOnly? end = null, CancellationToken ct = default) =>
        _wire.SendAsync<CompanyReport>(
            Call.Get(CallPath.Query($"v1/metrics/{CallPath.Part(companyId)}", ("start", start?.ToString("yyyy-MM-dd")), ("end", end?.ToString("yyyy-MM-dd")))), ct);

    /// <summary>The newest evidence behind a company's scores.</summary>
    /// <param name="companyId">A UUID or a name from outside.</param>
    /// <param name="limit">How many, 1 to 200.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such company.</exception>
    public async Task<IReadOnlyList<Evidence>> EvidenceAsync(string companyId, int limit = 5, CancellationToken ct = default) =>
        (await _wire.SendAsync<EvidenceAnswer>(Call.Get(CallPath.Query($"v1/metrics/{CallPath.Part(companyId)}/evidence", ("limit", limit))), ct)).Evidence;

    private sealed record EvidenceAnswer(IReadOnlyList<Evidence> Evidence);
}
