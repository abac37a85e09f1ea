using System.Data.Common;
using System.Text.Json;
using Dapper;
using Steward.Safety.Policies;
using Steward.Safety.Screening;

namespace Steward.Safety.Rules;

/// <summary>What a rule is made of, as stored.</summary>
internal sealed record RuleDefinition(Condition When, RuleTest[] Tests);

/// <summary>A rule that is live, or in shadow and not live, ready to be asked. Its precision is the share of its hits that reviewers upheld.</summary>
internal sealed record LoadedRule(Guid Id, string Name, int Version, string Action, bool Live, Compiled When, Estimate Precision)
{
    public const int MostOfATenant = 50;

    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public static RuleDefinition DefinitionOf(Rule rule) => JsonSerializer.Deserialize<RuleDefinition>(rule.Definition, Json)!;

    public static string Stored(RuleDefinition definition) => JsonSerializer.Serialize(definition, Json);

    public static async Task<IReadOnlyList<LoadedRule>> ReadAsync(DbConnection connection, Guid tenant, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id AS Id, name AS Name, version AS Version, action AS Action, state AS State, definition AS Definition
            FROM safety_rules WHERE tenant_id = @tenant AND state IN ('live', 'shadow') ORDER BY created_at, id
            """, new { tenant }, cancellationToken: ct))).AsList();
        if (rows.Count == 0) return [];
        var precision = await RulePrecision.ReadAsync(connection, tenant, ct);
        return [.. rows.Select(r => new LoadedRule(r.Id, r.Name, (int)r.Version, r.Action, r.State == "live",
            Conditions.Compile(JsonSerializer.Deserialize<RuleDefinition>(r.Definition, Json)!.When), RulePrecision.Of(precision, r.Id)))];
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public long Version { get; set; }
        public string Action { get; set; } = "";
        public string State { get; set; } = "";
        public string Definition { get; set; } = "";
    }
}

/// <summary>A rule that holds for a text.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Spans">Its words in the text.</param>
internal sealed record RuleHit(LoadedRule Rule, IReadOnlyList<Span> Spans);

/// <summary>What reviewers decided about texts that a rule hit, in whichever version.</summary>
internal static class RulePrecision
{
    public static async Task<IReadOnlyDictionary<Guid, (long Matches, long Upheld, long Decided)>> ReadAsync(DbConnection connection, Guid tenant, CancellationToken ct) =>
        (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT m.rule_id AS RuleId, count(*) AS Matches,
                   sum(CASE WHEN f.review_status = 'upheld' AND q.id IS NOT NULL THEN 1 ELSE 0 END) AS Upheld,
                   sum(CASE WHEN f.review_status IN ('upheld', 'approved', 'rejected') AND q.id IS NOT NULL THEN 1 ELSE 0 END) AS Decided
            FROM safety_rule_matches m
            LEFT JOIN safety_flags f ON f.id = m.flag_id
            LEFT JOIN safety_review_queue q ON q.flag_id = m.flag_id AND q.reviewed_by <> 'system'
            WHERE m.tenant_id = @tenant GROUP BY m.rule_id
            """, new { tenant }, cancellationToken: ct))).ToDictionary(r => r.RuleId, r => (r.Matches, r.Upheld, r.Decided));

    public static Estimate Of(IReadOnlyDictionary<Guid, (long Matches, long Upheld, long Decided)> counts, Guid rule) =>
        counts.TryGetValue(rule, out var count) ? Estimate.From(count.Upheld, count.Decided) : Estimate.From(0, 0);

    private sealed class Row
    {
        public Guid RuleId { get; set; }
        public long Matches { get; set; }
        public long Upheld { get; set; }
        public long Decided { get; set; }
    }
}
