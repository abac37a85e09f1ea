namespace Steward.Deliveries;

/// <summary>What partners are told about one tenant and one period. Numbers are finite; what was not measured is null, never a made-up value.</summary>
/// <param name="TotalEmployees">Everybody who could take part.</param>
/// <param name="ActiveParticipants">Those who did in the period.</param>
/// <param name="TotalHoursVolunteered">Hours given by volunteers in the period.</param>
/// <param name="ImpactScore">0 to 10.</param>
/// <param name="VolunteersCount">Volunteers active in the period.</param>
/// <param name="SessionsCount">Sessions held in the period.</param>
/// <param name="AvgIntegrationScore">0 to 1; null when nothing was scored.</param>
/// <param name="AvgLanguageLevel">0 to 10; null when nothing was scored.</param>
/// <param name="AvgJobReadiness">0 to 1; null when nothing was scored.</param>
public sealed record PartnerMetrics(
    int TotalEmployees, int ActiveParticipants, double TotalHoursVolunteered, double ImpactScore, int VolunteersCount, int SessionsCount,
    double? AvgIntegrationScore, double? AvgLanguageLevel, double? AvgJobReadiness);

/// <summary>Where the figures come from. Declared here and filled by the module that has them, as a singleton.</summary>
/// <param name="scope">The caller's scope; it may see the tenant's rows.</param>
/// <param name="tenantId">Whose figures.</param>
/// <param name="from">First instant of the period, UTC.</param>
/// <param name="to">First instant after the period, UTC.</param>
/// <param name="ct">Cancels.</param>
public delegate Task<PartnerMetrics> PartnerMetricsSource(IServiceProvider scope, Guid tenantId, DateTime from, DateTime to, CancellationToken ct);
