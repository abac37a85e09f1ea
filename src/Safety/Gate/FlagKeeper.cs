using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>A text to screen, and whose it is.</summary>
internal sealed record ScreenedText(Guid TenantId, string ContentId, string ContentType, string Text, string? Locale, string? SubjectId)
{
    /// <summary>What the text is told from another version of itself by.</summary>
    public string Hash => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>Keeps what screening found: flag, queue item, event, hits of rules and audit entry in one transaction; one flag for one text.</summary>
internal sealed class FlagKeeper(AppDb db, Trail trail, JobQueue jobs, TimeProvider time, IOptions<SafetyOptions> options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The flag of this text, new or from before; null when nothing was found.</summary>
    public async Task<SafetyFlag?> KeepAsync(ScreenedText text, Judgement judged, CancellationToken ct)
    {
        if (!judged.Found && judged.Hits.Count == 0) return null;
        if (!judged.Found)
        {
            await db.InTransactionAsync(() => NoteAsync(text, judged, null, ct), ct);
            return null;
        }

        if (await FindAsync(text, ct) is { } known) return await AgainAsync(known, text, judged, ct);
        try
        {
            return await RaiseAsync(text, judged, ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            db.ChangeTracker.Clear();
            return await FindAsync(text, ct);
        }
    }

    public static string FindingsOf(Verdict verdict) => JsonSerializer.Serialize(verdict.Flags.Select(FlagResponse.From), Json);

    private Task<SafetyFlag?> FindAsync(ScreenedText text, CancellationToken ct) => db.Set<SafetyFlag>().AsNoTracking()
        .SingleOrDefaultAsync(f => f.TenantId == text.TenantId && f.ContentId == text.ContentId && f.ContentHash == text.Hash, ct);

    // A text that did not wait for anybody may have to since thresholds or rules have changed; held without a queue item it would wait for ever.
    private async Task<SafetyFlag> AgainAsync(SafetyFlag known, ScreenedText text, Judgement judged, CancellationToken ct)
    {
        var queued = judged.RequiresReview && known.ReviewStatus == "none";
        if (!queued && judged.Hits.Count == 0 && judged.Words.Count == 0) return known;
        await db.InTransactionAsync(async () =>
        {
            await NoteAsync(text, judged, known.Id, ct);
            // Of two at once one queues it.
            if (!queued || await db.Set<SafetyFlag>().Where(f => f.Id == known.Id && f.ReviewStatus == "none").ExecuteUpdateAsync(s => s.SetProperty(f => f.ReviewStatus, "pending"), ct) == 0) return;
            var flag = await db.Set<SafetyFlag>().SingleAsync(f => f.Id == known.Id, ct);
            (flag.RequiresHumanReview, flag.Safe, flag.FlagReason, flag.Confidence) = (true, judged.Safe, judged.Reason, judged.Confidence);
            (flag.Findings, flag.RulesVersion) = (JsonSerializer.Serialize(judged.Flags, Json), judged.RulesVersion);
            Queue(flag, time.GetUtcNow().UtcDateTime);
            await TellAsync(flag, "flag.queued", ct);
            known = flag;
        }, ct);
        return known;
    }

    private Task<SafetyFlag> RaiseAsync(ScreenedText text, Judgement judged, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var now = time.GetUtcNow().UtcDateTime;
        var id = Guid.CreateVersion7().ToString();
        // Of what nobody would see a share is seen all the same: else nobody would know what is missed.
        var dismissed = judged.DismissedUnseen && !options.Value.Draws(id);
        var queued = (judged.RequiresReview && !dismissed) || (judged.Spared && options.Value.Draws(id));
        var flag = new SafetyFlag
        {
            Id = id, TenantId = text.TenantId, ContentId = text.ContentId, ContentType = text.ContentType, ContentHash = text.Hash,
            Content = text.Text, SubjectId = text.SubjectId, Locale = text.Locale, FlagReason = judged.Reason, Confidence = judged.Confidence, Safe = judged.Safe,
            RequiresHumanReview = queued, ReviewStatus = dismissed ? "rejected" : queued ? "pending" : "none",
            Findings = JsonSerializer.Serialize(judged.Flags, Json), RulesVersion = judged.RulesVersion, RaisedAt = now,
        };
        db.Add(flag);
        if (queued) Queue(flag, now);
        if (dismissed) Dismiss(flag, judged, now);
        await db.SaveChangesAsync(ct);
        await NoteAsync(text, judged, flag.Id, ct);
        await TellAsync(flag, dismissed ? "flag.dismissed" : "flag.raised", ct);
        return flag;
    }, ct);

    private void Queue(SafetyFlag flag, DateTime now) => db.Add(new ReviewItem
    {
        Id = Guid.CreateVersion7().ToString(), TenantId = flag.TenantId, FlagId = flag.Id, Status = "pending", CreatedAt = now,
        DueAt = now.AddHours(options.Value.ReviewHours),
    });

    private void Dismiss(SafetyFlag flag, Judgement judged, DateTime now)
    {
        var item = new ReviewItem
        {
            Id = Guid.CreateVersion7().ToString(), TenantId = flag.TenantId, FlagId = flag.Id, Status = "dismissed", CreatedAt = now, ReviewedAt = now, ReviewedBy = "system",
            ReviewerNotes = FormattableString.Invariant($"Confidence {flag.Confidence:0.000} is below {judged.Policy.AutoDismissBelow} (thresholds, version {judged.Policy.Version})."),
        };
        db.Add(item);
        db.Add(new ReviewEvent
        {
            Id = Guid.CreateVersion7(), TenantId = flag.TenantId, ItemId = item.Id, At = now, Actor = "system", Action = "rejected", Was = "pending", Notes = item.ReviewerNotes,
        });
    }

    private async Task NoteAsync(ScreenedText text, Judgement judged, string? flagId, CancellationToken ct)
    {
        // There are words only about what was found, so there is a flag.
        foreach (var word in judged.Words)
            await db.ExecuteAsync(
                """
                INSERT INTO safety_model_opinions (id, tenant_id, flag_id, source, live, probability, says, at)
                VALUES (@id, @TenantId, @flagId, @Source, @Live, @Probability, @Says, @at) ON CONFLICT DO NOTHING
                """,
                new { id = Guid.CreateVersion7(), text.TenantId, flagId, word.Source, word.Live, word.Probability, word.Says, at = time.GetUtcNow().UtcDateTime }, ct);
        foreach (var hit in judged.Hits)
            await db.ExecuteAsync(
                """
                INSERT INTO safety_rule_matches (id, tenant_id, rule_id, version, content_id, content_hash, subject_id, flag_id, live, at)
                VALUES (@id, @TenantId, @rule, @Version, @ContentId, @Hash, @SubjectId, @flagId, @Live, @at) ON CONFLICT DO NOTHING
                """,
                new
                {
                    id = Guid.CreateVersion7(), text.TenantId, rule = hit.Rule.Id, hit.Rule.Version, text.ContentId, text.Hash, text.SubjectId, flagId, hit.Rule.Live,
                    at = time.GetUtcNow().UtcDateTime,
                }, ct);
    }

    private async Task TellAsync(SafetyFlag flag, string action, CancellationToken ct)
    {
        await jobs.PublishAsync(flag.TenantId, new SafetyFlagRaised(flag.Id, flag.ContentId, flag.FlagReason, flag.Confidence, flag.RequiresHumanReview), ct);
        await trail.RecordAsync(new AuditEvent(flag.TenantId, "system", action, $"flag:{flag.Id}",
            new { flag.ContentId, flag.ContentType, flag.FlagReason, flag.Confidence, flag.RulesVersion }), ct);
    }
}
