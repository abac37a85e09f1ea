using System.Text.Json.Serialization;
using Dapper;
using Steward.Impact.Formulas;
using Steward.Impact.Q2Q;
using Steward.Platform.Data;

namespace Steward.Impact.Metrics;

/// <summary>A stretch of time, the end left out, and optionally one programme.</summary>
internal sealed record MetricsPeriod(DateTime Start, DateTime End, string? Program = null);

/// <summary>A company's numbers in a period; null where there is nothing to compute them from.</summary>
/// <param name="Sroi">Net social return: benefits of participants who became job-ready against the value of the volunteered hours; null without hours, or without a text that says anything of work.</param>
/// <param name="Vis">Volunteer Impact Score, 0 to 100; null until sessions with a score and classified texts are known.</param>
/// <param name="TotalParticipants">People with a session or a text.</param>
/// <param name="TotalSessions">Completed sessions.</param>
/// <param name="AvgEngagement">Sessions per participant.</param>
/// <param name="ImpactScore">VIS on a scale of 0 to 10.</param>
/// <param name="IntegrationScore">0 to 100: language, belonging and job readiness at .4, .3, .3; null until all three are known.</param>
/// <param name="TotalHours">Hours of all sessions.</param>
/// <param name="Confidence">Mean score of gained confidence, 0 to 1.</param>
/// <param name="Belonging">Mean score of belonging, 0 to 1.</param>
/// <param name="LanguageLevel">Mean score of language comfort, 0 to 1.</param>
/// <param name="JobReadiness">Mean score of job readiness, 0 to 1.</param>
/// <param name="WellBeing">Mean score of well-being, 0 to 1.</param>
internal sealed record CompanyMetrics(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? Sroi, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Vis, int TotalParticipants, int TotalSessions, double AvgEngagement,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ImpactScore, double? IntegrationScore, double TotalHours,
    double? Confidence, double? Belonging, double? LanguageLevel, double? JobReadiness, double? WellBeing);

/// <summary>Reads what happened and applies the formulas.</summary>
internal sealed class CompanyMetricsReader(Storage storage)
{
    /// <summary>Value of a volunteered hour in US dollars; what the programme cost when hours are all that was put in.</summary>
    private const decimal HourValueUsd = 29.95m;

    /// <summary>A participant counts as job-ready from three employability signals on: .3 + 3 × .15.</summary>
    private const double JobReady = .75;

    public async Task<CompanyMetrics> ReadAsync(Guid tenant, MetricsPeriod period, CancellationToken ct)
    {
        var facts = await storage.ReadAsync(async c =>
        {
            var parameters = new { tenant, period.Start, period.End, period.Program, JobReady, Q2QScores.JobReadiness };
            CommandDefinition Command(string sql) => new(sql, parameters, cancellationToken: ct);
            var sessions = await c.QuerySingleAsync<Sessions>(Command(
                $"SELECT count(*) AS Count, coalesce(sum(duration_minutes), 0) / 60.0 AS Hours, avg(score) AS Quality FROM impact_sessions WHERE {Within(period)}"));
            var people = await c.ExecuteScalarAsync<long>(Command(
                $"""
                SELECT count(*) FROM (SELECT user_id FROM impact_sessions WHERE {Within(period)} UNION SELECT user_id FROM impact_feedback WHERE {Within(period)}) AS p
                """));
            var scores = (await c.QueryAsync<Average>(Command(
                $"SELECT dimension AS Dimension, avg(score) AS Score FROM impact_scores WHERE {Within(period)} GROUP BY dimension"))).AsList();
            var ready = await c.ExecuteScalarAsync<long>(Command(
                $"SELECT count(DISTINCT user_id) FROM impact_scores WHERE {Within(period)} AND dimension = @JobReadiness AND score >= @JobReady"));
            return new Facts(sessions, (int)people, scores.ToDictionary(s => s.Dimension, s => s.Score), (int)ready);
        }, ct);
        return Compute(facts);
    }

    private static string Within(MetricsPeriod period) =>
        "tenant_id = @tenant AND occurred_at >= @Start AND occurred_at < @End" + (period.Program is null ? "" : " AND program = @Program");

    private static CompanyMetrics Compute(Facts facts)
    {
        double? Of(string dimension) => facts.Scores.TryGetValue(dimension, out var score) ? Math.Round(score, 3) : null;
        var (sessions, hours) = (facts.Sessions, facts.Sessions.Hours);
        var cost = (decimal)hours * HourValueUsd;
        // Without a word on work in the period its outcome is unknown, which is not the same as none.
        var sroi = cost < 0.01m || !facts.Scores.ContainsKey(Q2QScores.JobReadiness) ? (decimal?)null : Sroi.Calculate(new SroiInput { Cost = cost, ParticipantsWithOutcome = facts.Ready }).Ratio;
        double? outcome = facts.Scores.Count == 0 ? null : facts.Scores.Values.Average();
        double? vis = sessions.Quality is not { } quality || outcome is null ? null
            : Vis.Score(new VisInput(hours, quality, outcome.Value, facts.People == 0 ? 0 : Math.Min(1, (double)facts.Ready / facts.People)));
        var (language, social, job) = (Of(Q2QScores.LanguageLevel), Of(Q2QScores.Belonging), Of(Q2QScores.JobReadiness));
        // Of two thirds of a score nobody can tell whether it is low: all three parts or none.
        double? integration = language is null || social is null || job is null ? null : Integration.Score(language.Value, social.Value, job.Value).Score;
        return new CompanyMetrics(
            sroi, vis, facts.People, (int)sessions.Count, facts.People == 0 ? 0 : Math.Round((double)sessions.Count / facts.People, 2),
            vis is null ? null : Math.Round(vis.Value / 10, 1), integration, Math.Round(hours, 2),
            Of(Q2QScores.Confidence), social, language, job, Of(Q2QScores.WellBeing));
    }

    private sealed record Facts(Sessions Sessions, int People, IReadOnlyDictionary<string, double> Scores, int Ready);

    private sealed class Sessions
    {
        public long Count { get; set; }
        public double Hours { get; set; }
        public double? Quality { get; set; }
    }

    private sealed class Average
    {
        public string Dimension { get; set; } = "";
        public double Score { get; set; }
    }
}
