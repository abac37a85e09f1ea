using Dapper;
using Microsoft.Extensions.Options;
using Steward.Gateway;
using Steward.Moderation.Verdicts;
using Steward.Platform.Data;

namespace Steward.Moderation.Analytics;

/// <summary>From its first instant up to the first after it, UTC.</summary>
internal sealed record Period(DateTime From, DateTime To);

/// <summary>What was moderated. Decisions and platforms each sum to <c>comments_moderated</c>.</summary>
internal sealed record OverviewResponse(
    Period Period, long CommentsModerated, IReadOnlyDictionary<string, long> Decisions, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> ActionsTaken,
    IReadOnlyDictionary<string, long> PlatformBreakdown, LlmStats LlmStats, Waiting Waiting);

/// <summary>Verdicts that a model was asked for.</summary>
internal sealed record LlmStats(long JudgedByModel, long JudgedByRules, decimal CostUsd, IReadOnlyDictionary<string, long> ByProvider);

/// <summary>What waits for people now.</summary>
internal sealed record Waiting(long Comments, long Overdue);

/// <summary>How each rule does.</summary>
internal sealed record RulesPerformance(Period Period, IReadOnlyList<RulePerformance> RulePerformance, long UnclaimedMisses);

/// <summary>
/// One rule. Rates are of what people have looked at: of hits that were judged, how many were wrong; of what should have been found, how much was missed. Null while nobody has.
/// </summary>
internal sealed record RulePerformance(string RuleId, long TriggeredCount, long ShadowCount, long Judged, double? FalsePositiveRate, double? FalseNegativeRate);

/// <summary>Counts; an answer is used again for some minutes.</summary>
internal sealed class Figures(Storage storage, IOptions<ModerationOptions> options, ModerationMetrics metrics, TimeProvider time)
{
    private readonly ShortMemory<(Guid, string), object> _memory = new("figures", TimeSpan.FromMinutes(options.Value.FigureMinutes), 1000, metrics, time);

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task<OverviewResponse> OverviewAsync(Guid tenant, Period period, string? platform, CancellationToken ct) =>
        (OverviewResponse)await _memory.GetAsync((tenant, $"overview {period} {platform}"), async () => await CountAsync(tenant, period, platform, ct));

    public async Task<RulesPerformance> RulesAsync(Guid tenant, Period period, CancellationToken ct) =>
        (RulesPerformance)await _memory.GetAsync((tenant, $"rules {period}"), async () => await CountRulesAsync(tenant, period, ct));

    private Task<OverviewResponse> CountAsync(Guid tenant, Period period, string? platform, CancellationToken ct) => storage.ReadAsync(async db =>
    {
        var asked = new { tenant, from = period.From, to = period.To, platform, now = Now };
        var only = platform is null ? "" : " AND platform = @platform";
        var comments = (await db.QueryAsync<Part>(new CommandDefinition(
            $"""
            SELECT platform AS Platform, decision AS Name, coalesce(provider, 'rules') AS Provider, count(*) AS Count, CAST(sum(cost_pico) AS bigint) AS CostPico
            FROM moderation_comments WHERE tenant_id = @tenant AND moderated_at >= @from AND moderated_at < @to{only} GROUP BY platform, decision, coalesce(provider, 'rules')
            """, asked, cancellationToken: ct))).AsList();
        var actions = (await db.QueryAsync<Part>(new CommandDefinition(
            $"SELECT kind AS Name, state AS Provider, count(*) AS Count FROM moderation_actions WHERE tenant_id = @tenant AND created_at >= @from AND created_at < @to{only} GROUP BY kind, state",
            asked, cancellationToken: ct))).AsList();
        var waiting = await db.QuerySingleAsync<Wait>(new CommandDefinition(
            $"SELECT count(*) AS Comments, coalesce(sum(CASE WHEN due_at < @now THEN 1 ELSE 0 END), 0) AS Overdue FROM moderation_comments WHERE tenant_id = @tenant AND due_at IS NOT NULL{only}",
            asked, cancellationToken: ct));
        var byModel = comments.Where(c => c.Provider is not "rules").ToList();
        return new OverviewResponse(period, comments.Sum(c => c.Count), Sums(comments, c => c.Name),
            actions.GroupBy(a => a.Name).ToDictionary(g => g.Key, g => (IReadOnlyDictionary<string, long>)g.ToDictionary(a => a.Provider, a => a.Count)), Sums(comments, c => c.Platform),
            new LlmStats(byModel.Sum(c => c.Count), comments.Sum(c => c.Count) - byModel.Sum(c => c.Count), Money.UsdShown(comments.Sum(c => c.CostPico)), Sums(byModel, c => c.Provider)),
            new Waiting(waiting.Comments, waiting.Overdue));
    }, ct);

    private Task<RulesPerformance> CountRulesAsync(Guid tenant, Period period, CancellationToken ct) => storage.ReadAsync(async db =>
    {
        var asked = new { tenant, from = period.From, to = period.To };
        var hits = (await db.QueryAsync<Hits>(new CommandDefinition(
            """
            SELECT rule_id AS RuleId, count(*) AS Count, sum(CASE WHEN shadow THEN 1 ELSE 0 END) AS Shadow FROM moderation_hits
            WHERE tenant_id = @tenant AND at >= @from AND at < @to GROUP BY rule_id
            """, asked, cancellationToken: ct))).AsList();
        var said = (await db.QueryAsync<Part>(new CommandDefinition(
            "SELECT rule_id AS Name, kind AS Provider, count(*) AS Count FROM moderation_feedback WHERE tenant_id = @tenant AND at >= @from AND at < @to GROUP BY rule_id, kind",
            asked, cancellationToken: ct))).AsList();
        long Of(string rule, string kind) => said.Where(s => s.Name == rule && s.Provider == kind).Sum(s => s.Count);
        var rules = hits.Select(h => h.RuleId).Union(said.Select(s => s.Name)).Where(r => r != "any").Order(StringComparer.Ordinal);
        return new RulesPerformance(period,
        [
            .. from rule in rules
               let hit = hits.Find(h => h.RuleId == rule)
               let wrong = Of(rule, "false_positive")
               let right = Of(rule, "correct")
               let missed = Of(rule, "false_negative")
               select new RulePerformance(rule, (hit?.Count ?? 0) - (hit?.Shadow ?? 0), hit?.Shadow ?? 0, wrong + right, Rate(wrong, wrong + right), Rate(missed, missed + right)),
        ], Of("any", "false_negative"));
    }, ct);

    private static double? Rate(long part, long whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);

    private static Dictionary<string, long> Sums(IEnumerable<Part> parts, Func<Part, string> by) => parts.GroupBy(by).ToDictionary(g => g.Key, g => g.Sum(p => p.Count));

    private sealed class Part
    {
        public string Platform { get; set; } = "";
        public string Name { get; set; } = "";
        public string Provider { get; set; } = "";
        public long Count { get; set; }
        public long CostPico { get; set; }
    }

    private sealed class Hits
    {
        public string RuleId { get; set; } = "";
        public long Count { get; set; }
        public long Shadow { get; set; }
    }

    private sealed class Wait
    {
        public long Comments { get; set; }
        public long Overdue { get; set; }
    }
}
