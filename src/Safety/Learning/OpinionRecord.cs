using Dapper;
using Steward.Platform.Data;
using Steward.Safety.Policies;

namespace Steward.Safety.Learning;

/// <summary>What a model has said, live or in shadow, and what reviewers then made of it.</summary>
/// <param name="Asked">Texts that it was asked about.</param>
/// <param name="Holds">Of these, those that it would hold.</param>
/// <param name="Passes">Those that it would let pass.</param>
/// <param name="HeldRight">Of those that it would hold and that a reviewer decided, the share that he upheld.</param>
/// <param name="PassedRight">Of those that it would let pass and that a reviewer decided, the share that he let go.</param>
internal sealed record OpinionRecord(long Asked, long Holds, long Passes, Estimate HeldRight, Estimate PassedRight)
{
    public static readonly OpinionRecord None = new(0, 0, 0, Estimate.From(0, 0), Estimate.From(0, 0));

    /// <summary>Of each source of opinions of a tenant.</summary>
    public static Task<IReadOnlyDictionary<string, OpinionRecord>> ReadAsync(AppDb db, Guid tenant, CancellationToken ct) => db.Storage.ReadAsync(async c =>
    {
        var rows = await c.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT o.source AS Source, o.says AS Says, count(*) AS Texts,
                   sum(CASE WHEN q.id IS NOT NULL AND f.review_status = 'upheld' THEN 1 ELSE 0 END) AS Upheld,
                   sum(CASE WHEN q.id IS NOT NULL AND f.review_status IN ('approved', 'rejected') THEN 1 ELSE 0 END) AS Released
            FROM safety_model_opinions o
            JOIN safety_flags f ON f.id = o.flag_id
            LEFT JOIN safety_review_queue q ON q.flag_id = f.id AND q.reviewed_by <> 'system'
            WHERE o.tenant_id = @tenant GROUP BY o.source, o.says
            """, new { tenant }, cancellationToken: ct));
        return (IReadOnlyDictionary<string, OpinionRecord>)rows.GroupBy(r => r.Source).ToDictionary(g => g.Key, g => Of([.. g]));
    }, ct);

    private static OpinionRecord Of(IReadOnlyList<Row> rows)
    {
        var (holds, passes) = (rows.FirstOrDefault(r => r.Says == Word.Hold) ?? new Row(), rows.FirstOrDefault(r => r.Says == Word.Pass) ?? new Row());
        return new OpinionRecord(rows.Sum(r => r.Texts), holds.Texts, passes.Texts,
            Estimate.From(holds.Upheld, holds.Upheld + holds.Released), Estimate.From(passes.Released, passes.Upheld + passes.Released));
    }

    private sealed class Row
    {
        public string Source { get; set; } = "";
        public string Says { get; set; } = "";
        public long Texts { get; set; }
        public long Upheld { get; set; }
        public long Released { get; set; }
    }
}
