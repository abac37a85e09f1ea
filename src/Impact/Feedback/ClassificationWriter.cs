using System.Data.Common;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Impact.Feedback;

/// <summary>What became of one text.</summary>
internal sealed record Classification(StoredFeedback Feedback, IReadOnlyList<OutcomeScore> Scores, IReadOnlyList<EvidenceQuote> Evidence);

/// <summary>
/// Writes classifications with the ends of their jobs. Jobs that run at the same time share one commit; one that lost its lease
/// leaves no row.
/// </summary>
internal sealed class ClassificationWriter : IAsyncDisposable
{
    private static readonly BulkUpdate<StoredFeedback> Texts = new BulkUpdate<StoredFeedback>("impact_feedback", "stored.status <> 'classified' OR given.status = 'classified'")
        .Column("id", "uuid", f => f.Id).Column("status", "text", f => f.Status).Column("flag_id", "text", f => f.FlagId)
        .Column("held_reason", "text", f => f.HeldReason).Column("provider", "text", f => f.Provider).Column("model", "text", f => f.Model)
        .Column("tokens", "bigint", f => f.Tokens).Column("cost_pico", "bigint", f => f.CostPico).Column("labels", "text", f => f.Labels)
        .Column("classified_at", "timestamptz", f => f.ClassifiedAt);

    private static readonly BulkInsert<OutcomeScore> Scores = new BulkInsert<OutcomeScore>("impact_scores", "ON CONFLICT (feedback_id, dimension) DO NOTHING")
        .Column("id", "uuid", s => s.Id).Column("tenant_id", "uuid", s => s.TenantId).Column("feedback_id", "uuid", s => s.FeedbackId)
        .Column("user_id", "text", s => s.UserId).Column("dimension", "text", s => s.Dimension)
        .Column("score", "double precision", s => s.Score).Column("confidence", "double precision", s => s.Confidence)
        .Column("model_version", "text", s => s.ModelVersion).Column("method", "text", s => s.Method).Column("provider", "text", s => s.Provider)
        .Column("language", "text", s => s.Language).Column("program", "text", s => s.Program).Column("occurred_at", "timestamptz", s => s.OccurredAt);

    private static readonly BulkInsert<EvidenceQuote> Quotes = new BulkInsert<EvidenceQuote>("impact_evidence")
        .Column("id", "uuid", q => q.Id).Column("tenant_id", "uuid", q => q.TenantId).Column("feedback_id", "uuid", q => q.FeedbackId)
        .Column("label_type", "text", q => q.LabelType).Column("snippet", "text", q => q.Snippet).Column("snippet_hash", "text", q => q.SnippetHash)
        .Column("reasoning", "text", q => q.Reasoning).Column("position_start", "integer", q => q.PositionStart)
        .Column("position_end", "integer", q => q.PositionEnd);

    private readonly Storage _storage;
    private readonly WriteLane<(Classification Done, JobContext Job), bool> _lane;

    public ClassificationWriter(Storage storage)
    {
        _storage = storage;
        _lane = new WriteLane<(Classification, JobContext), bool>(storage, WriteAsync, new WriteLaneSize(MaxBatch: 100, Writers: 1));
    }

    /// <summary>Writes one classification and ends its job.</summary>
    /// <exception cref="LeaseLostException">Another worker has the job; nothing was written.</exception>
    public async Task WriteAsync(Classification done, JobContext job, CancellationToken ct) => job.Ended(await _lane.WriteAsync((done, job), ct));

    public ValueTask DisposeAsync() => _lane.DisposeAsync();

    private async Task<bool[]> WriteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<(Classification Done, JobContext Job)> batch, CancellationToken ct)
    {
        var accepted = await JobContext.FinishManyAsync(_storage, connection, transaction, [.. batch.Select(b => b.Job)], ct);
        var kept = batch.Where((_, i) => accepted[i]).Select(b => b.Done).ToList();
        await using var rows = new Statements(_storage, connection, transaction);
        await Texts.UpdateAsync(rows, [.. kept.Select(k => k.Feedback)], ct);
        await Scores.InsertAsync(rows, [.. kept.SelectMany(k => k.Scores)], ct);
        await Quotes.InsertAsync(rows, [.. kept.SelectMany(k => k.Evidence)], ct);
        await rows.SendAsync(ct);
        return accepted;
    }
}
