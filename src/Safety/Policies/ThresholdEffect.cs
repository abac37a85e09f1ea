using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;
using Steward.Safety.Gate;

namespace Steward.Safety.Policies;

/// <summary>
/// What other thresholds would have made of the texts of the last days: each is screened again, by the thresholds that hold and by those. Only flagged texts are kept,
/// so of texts in which nothing was found nobody can tell; erased ones are left out.
/// </summary>
/// <param name="Days">How far back.</param>
/// <param name="Examined">Texts that were screened again; the newest 5,000 at most.</param>
/// <param name="Erased">Texts that are no longer there.</param>
/// <param name="HeldBefore">Held by the thresholds that hold.</param>
/// <param name="HeldAfter">Held by the others.</param>
/// <param name="QueuedBefore">Waiting for a person by the thresholds that hold.</param>
/// <param name="QueuedAfter">Waiting for a person by the others.</param>
/// <param name="DismissedUnseen">Would be dismissed at once.</param>
/// <param name="Spared">Texts that a reviewer let go and that nobody would have to look at.</param>
/// <param name="Missed">Texts that a reviewer held back and that nobody would look at.</param>
/// <param name="MissRate">Of the decided texts that nobody would look at, the share that a reviewer held back.</param>
/// <param name="MissedItems">The first twenty of the missed, as queue items.</param>
internal sealed record ThresholdEffect(
    int Days, int Examined, int Erased, int HeldBefore, int HeldAfter, int QueuedBefore, int QueuedAfter, int DismissedUnseen,
    int Spared, int Missed, Estimate MissRate, IReadOnlyList<string> MissedItems)
{
    /// <summary>Somebody would see less than he sees now.</summary>
    internal bool Loosens { get; private init; }

    private const int MostTexts = 5_000, MostShown = 20;

    public static async Task<ThresholdEffect> OfAsync(AppDb db, Judge judge, TenantPolicy now, TenantPolicy then, (Guid Tenant, int Days, DateTime Since) span, CancellationToken ct)
    {
        var texts = db.Set<SafetyFlag>().AsNoTracking().Where(f => f.TenantId == span.Tenant && f.RaisedAt >= span.Since)
            .OrderByDescending(f => f.RaisedAt).Take(MostTexts)
            .GroupJoin(db.Set<ReviewItem>(), f => f.Id, i => i.FlagId, (f, items) => new { f, items })
            .SelectMany(r => r.items.DefaultIfEmpty(), (r, i) => new
            {
                r.f.ContentId, r.f.ContentType, r.f.Content, r.f.Locale, r.f.ReviewStatus, ItemId = i!.Id, i.ReviewedBy,
            });
        int examined = 0, erased = 0, heldBefore = 0, heldAfter = 0, queuedBefore = 0, queuedAfter = 0, unseen = 0, spared = 0;
        var missed = new List<string>();
        await foreach (var text in texts.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (text.Content is null)
            {
                erased++;
                continue;
            }

            var screened = new ScreenedText(span.Tenant, text.ContentId, text.ContentType, text.Content, text.Locale, null);
            var (before, after) = (judge.Of(screened, now), judge.Of(screened, then));
            var (seenBefore, seenAfter) = (before is { RequiresReview: true, DismissedUnseen: false }, after is { RequiresReview: true, DismissedUnseen: false });
            examined++;
            heldBefore += before is { Safe: false, DismissedUnseen: false } ? 1 : 0;
            heldAfter += after is { Safe: false, DismissedUnseen: false } ? 1 : 0;
            queuedBefore += seenBefore ? 1 : 0;
            queuedAfter += seenAfter ? 1 : 0;
            unseen += after.DismissedUnseen ? 1 : 0;
            if (seenAfter || text.ReviewedBy is null or "system") continue;
            if (text.ReviewStatus == "upheld") missed.Add(text.ItemId);
            if (text.ReviewStatus is "approved" or "rejected") spared++;
        }

        return new ThresholdEffect(span.Days, examined, erased, heldBefore, heldAfter, queuedBefore, queuedAfter, unseen, spared, missed.Count,
            Estimate.From(missed.Count, missed.Count + spared), [.. missed.Take(MostShown)])
        {
            Loosens = then.Thresholds.Low > now.Thresholds.Low || then.Thresholds.Medium > now.Thresholds.Medium || then.Thresholds.High > now.Thresholds.High
                || (then.AutoDismissBelow ?? 0) > (now.AutoDismissBelow ?? 0),
        };
    }
}
