using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>A text to screen, and whose it is.</summary>
internal sealed record ScreenedText(Guid TenantId, string ContentId, string ContentType, string Text, string? Locale, string? SubjectId);

/// <summary>Keeps what screening found: flag, queue item, event and audit entry in one transaction; one flag for one text.</summary>
internal sealed class FlagKeeper(AppDb db, Trail trail, JobQueue jobs, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The flag of this text, new or from before; null when nothing was found.</summary>
    public async Task<SafetyFlag?> KeepAsync(ScreenedText text, Verdict verdict, CancellationToken ct)
    {
        if (verdict.Flags.Count == 0) return null;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text)));
        if (await FindAsync(text, hash, ct) is { } known) return known;
        try
        {
            return await RaiseAsync(text, hash, verdict, ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            db.ChangeTracker.Clear();
            return await FindAsync(text, hash, ct);
        }
    }

    public static string FindingsOf(Verdict verdict) => JsonSerializer.Serialize(verdict.Flags.Select(FlagResponse.From), Json);

    private Task<SafetyFlag?> FindAsync(ScreenedText text, string hash, CancellationToken ct) => db.Set<SafetyFlag>().AsNoTracking()
        .SingleOrDefaultAsync(f => f.TenantId == text.TenantId && f.ContentId == text.ContentId && f.ContentHash == hash, ct);

    private Task<SafetyFlag> RaiseAsync(ScreenedText text, string hash, Verdict verdict, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var now = time.GetUtcNow().UtcDateTime;
        var flag = new SafetyFlag
        {
            Id = Guid.CreateVersion7().ToString(), TenantId = text.TenantId, ContentId = text.ContentId, ContentType = text.ContentType, ContentHash = hash,
            Content = text.Text, SubjectId = text.SubjectId, FlagReason = verdict.Reason, Confidence = verdict.Confidence, Safe = verdict.Safe,
            RequiresHumanReview = verdict.RequiresReview, ReviewStatus = verdict.RequiresReview ? "pending" : "none",
            Findings = FindingsOf(verdict), RulesVersion = verdict.RulesVersion, RaisedAt = now,
        };
        db.Add(flag);
        if (verdict.RequiresReview)
            db.Add(new ReviewItem { Id = Guid.CreateVersion7().ToString(), TenantId = text.TenantId, FlagId = flag.Id, Status = "pending", CreatedAt = now });
        await db.SaveChangesAsync(ct);
        await jobs.PublishAsync(text.TenantId, new SafetyFlagRaised(flag.Id, flag.ContentId, flag.FlagReason, flag.Confidence, flag.RequiresHumanReview), ct);
        await trail.RecordAsync(new AuditEvent(text.TenantId, "system", "flag.raised", $"flag:{flag.Id}",
            new { flag.ContentId, flag.ContentType, flag.FlagReason, flag.Confidence, flag.RulesVersion }), ct);
        return flag;
    }, ct);
}
