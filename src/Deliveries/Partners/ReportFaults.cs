namespace Steward.Deliveries.Partners;

/// <summary>Something to know before a report goes out.</summary>
/// <param name="Detail">For people.</param>
/// <param name="Blocks">True when the report is not sent as it is.</param>
internal sealed record ReportFault(string Detail, bool Blocks);

/// <summary>Checks a report before it is sent. Impossible figures block it; unlikely ones are only pointed out.</summary>
internal static class ReportFaults
{
    public static IEnumerable<ReportFault> Of(PartnerMetrics metrics)
    {
        foreach (var (name, value, max) in Bounded(metrics))
        {
            if (value is { } given && !(given >= 0 && given <= max))
                yield return new(FormattableString.Invariant($"{name} is {given}; it must be from 0 to {max}."), true);
        }

        if (metrics.ActiveParticipants == 0) yield return new("Nobody took part in the period.", false);
        if (metrics.ActiveParticipants > metrics.TotalEmployees)
            yield return new("More people took part than there are employees.", false);
    }

    public static IEnumerable<ReportFault> Of(Partner partner)
    {
        foreach (var setting in partner.Missing) yield return new($"{setting} is not set.", true);
        if (!partner.Signs) yield return new("No secret is set; the body will not be signed.", false);
    }

    private static IEnumerable<(string Name, double? Value, double Max)> Bounded(PartnerMetrics metrics) =>
    [
        ("totalEmployees", metrics.TotalEmployees, int.MaxValue),
        ("activeParticipants", metrics.ActiveParticipants, int.MaxValue),
        ("totalHoursVolunteered", metrics.TotalHoursVolunteered, 1e9),
        ("impactScore", metrics.ImpactScore, 10),
        ("volunteersCount", metrics.VolunteersCount, int.MaxValue),
        ("sessionsCount", metrics.SessionsCount, int.MaxValue),
        ("avgIntegrationScore", metrics.AvgIntegrationScore, 1),
        ("avgLanguageLevel", metrics.AvgLanguageLevel, 10),
        ("avgJobReadiness", metrics.AvgJobReadiness, 1),
    ];
}
