using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Steward.Safety.Policies;

namespace Steward.Safety.Queue;

/// <summary>The queue and its reviewers in numbers.</summary>
/// <param name="Days">How far back decisions are counted; the newest 20,000 at most.</param>
/// <param name="Queue">What waits now.</param>
/// <param name="Reviewers">Who decided, the busiest first.</param>
/// <param name="Agreement">How often a blind second opinion had the same consequence as the first decision.</param>
/// <param name="Kappa">Cohen's kappa of the same pairs: agreement beyond what chance would give, 1 at most; null without pairs or where there was only one consequence.</param>
/// <param name="Detectors">What reviewers made of each type of flag.</param>
internal sealed record ReviewersResponse(
    int Days, QueueFigures Queue, IReadOnlyList<ReviewerLine> Reviewers, Estimate Agreement, double? Kappa, IReadOnlyList<DetectorLine> Detectors);

/// <summary>What waits now.</summary>
internal sealed record QueueFigures(int Pending, int Escalated, int Leased, int Overdue, long? OldestSeconds);

/// <summary>One reviewer's decisions.</summary>
/// <param name="Reviewer">Who; <c>system</c> where thresholds dismissed.</param>
/// <param name="Decided">Items decided.</param>
/// <param name="Upheld">Of them flags upheld.</param>
/// <param name="Released">Of them texts let go.</param>
/// <param name="Escalated">Items handed on.</param>
/// <param name="MedianMinutes">From queued to decided.</param>
/// <param name="P95Minutes">The same of the slowest twentieth.</param>
/// <param name="Appealed">Appeals against this reviewer that were decided.</param>
/// <param name="Overturned">Of them those that let the text go.</param>
internal sealed record ReviewerLine(string Reviewer, int Decided, int Upheld, int Released, int Escalated, double MedianMinutes, double P95Minutes, int Appealed, int Overturned);

/// <summary>A type of flag: of the texts that carry it and that people decided, the share that was upheld, by all decisions there are.</summary>
internal sealed record DetectorLine(string Type, Estimate Precision);

internal static class ReviewersApi
{
    private const int MostDecisions = 20_000;
    private static readonly string[] Types = ["profanity", "spam", "pii", "toxicity", "rule"];

    public static void MapReviewers(this IEndpointRouteBuilder routes) => routes.MapGroup("/v1/safety/reviewers").On(Service.Safety).WithTags("Review queue")
        .MapGet("", ListAsync).Require("safety.read").WithSummary("The queue and its reviewers in numbers");

    private static async Task<Ok<ReviewersResponse>> ListAsync(AppDb db, TimeProvider time, HttpContext http, int? days, CancellationToken ct)
    {
        new Check().Range("/days", days, 1, 365).ThrowIfAny();
        var (tenant, now) = (http.Caller().TenantId, time.GetUtcNow().UtcDateTime);
        var since = now.AddDays(-(days ?? 30));
        var pairs = await db.Set<SecondOpinion>().AsNoTracking().Where(o => o.TenantId == tenant && o.Second != null && o.GivenAt >= since)
            .OrderByDescending(o => o.GivenAt).Take(MostDecisions).Select(o => new { o.First, o.Second }).ToListAsync(ct);
        var agreed = pairs.Count(p => SecondOpinionApi.Agree(p.First, p.Second!));
        return TypedResults.Ok(new ReviewersResponse(days ?? 30, await QueueAsync(db, tenant, now, ct), await ReviewersAsync(db, tenant, since, ct), Estimate.From(agreed, pairs.Count),
            Kappa(pairs.Count, agreed, pairs.Count(p => p.First == "upheld"), pairs.Count(p => p.Second == "upheld")), await DetectorsAsync(db, tenant, ct)));
    }

    private static async Task<QueueFigures> QueueAsync(AppDb db, Guid tenant, DateTime now, CancellationToken ct)
    {
        var open = db.Set<ReviewItem>().AsNoTracking().Where(i => i.TenantId == tenant && (i.Status == "pending" || i.Status == "escalated"));
        var counts = await open.GroupBy(i => i.Status).Select(g => new { g.Key, Count = g.Count(), Oldest = g.Min(i => i.CreatedAt) }).ToListAsync(ct);
        int Count(string status) => counts.FirstOrDefault(c => c.Key == status)?.Count ?? 0;
        return new QueueFigures(Count("pending"), Count("escalated"), await open.CountAsync(i => i.LeasedUntil > now, ct), await open.CountAsync(i => i.DueAt < now, ct),
            counts.Count == 0 ? null : (long)(now - counts.Min(c => c.Oldest)).TotalSeconds);
    }

    private static async Task<IReadOnlyList<ReviewerLine>> ReviewersAsync(AppDb db, Guid tenant, DateTime since, CancellationToken ct)
    {
        var rows = await db.Set<ReviewItem>().AsNoTracking().Where(i => i.TenantId == tenant && i.ReviewedAt >= since).OrderByDescending(i => i.ReviewedAt).Take(MostDecisions)
            .Join(db.Set<SafetyFlag>(), i => i.FlagId, f => f.Id, (i, f) => new { i.ReviewedBy, i.CreatedAt, i.ReviewedAt, i.AppealedAgainst, f.ReviewStatus }).ToListAsync(ct);
        var appeals = rows.Where(r => r.AppealedAgainst is not null && r.ReviewStatus != "escalated").ToLookup(r => r.AppealedAgainst, r => r.ReviewStatus != "upheld");
        return [.. rows.GroupBy(r => r.ReviewedBy!).Select(g =>
        {
            var minutes = g.Select(r => (r.ReviewedAt!.Value - r.CreatedAt).TotalMinutes).Order().ToList();
            int Count(params string[] decisions) => g.Count(r => decisions.Contains(r.ReviewStatus));
            return new ReviewerLine(g.Key, g.Count() - Count("escalated"), Count("upheld"), Count("approved", "rejected"), Count("escalated"),
                Math.Round(minutes[minutes.Count / 2], 1), Math.Round(minutes[minutes.Count * 95 / 100], 1), appeals[g.Key].Count(), appeals[g.Key].Count(overturned => overturned));
        }).Concat(appeals.Where(a => rows.All(r => r.ReviewedBy != a.Key)).Select(a => new ReviewerLine(a.Key!, 0, 0, 0, 0, 0, 0, a.Count(), a.Count(o => o))))
            .OrderByDescending(l => l.Decided).ThenBy(l => l.Reviewer, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<DetectorLine>> DetectorsAsync(AppDb db, Guid tenant, CancellationToken ct)
    {
        var decided = await db.Set<SafetyFlag>().AsNoTracking().Where(f => f.TenantId == tenant && (f.ReviewStatus == "upheld" || f.ReviewStatus == "approved" || f.ReviewStatus == "rejected"))
            .Join(db.Set<ReviewItem>().Where(i => i.ReviewedBy != "system"), f => f.Id, i => i.FlagId, (f, i) => new { f.FlagReason, f.ReviewStatus })
            .GroupBy(f => new { f.FlagReason, f.ReviewStatus }).Select(g => new { g.Key.FlagReason, g.Key.ReviewStatus, Count = g.Count() }).ToListAsync(ct);
        return [.. Types.Select(type => (type, Of: decided.Where(d => d.FlagReason.Split(", ").Contains(type)).ToList())).Where(t => t.Of.Count > 0)
            .Select(t => new DetectorLine(t.type, Estimate.From(t.Of.Where(d => d.ReviewStatus == "upheld").Sum(d => d.Count), t.Of.Sum(d => d.Count))))];
    }

    private static double? Kappa(int pairs, int agreed, int firstUpheld, int secondUpheld)
    {
        if (pairs == 0) return null;
        var (first, second) = ((double)firstUpheld / pairs, (double)secondUpheld / pairs);
        var chance = first * second + (1 - first) * (1 - second);
        return chance >= 1 ? null : Math.Round(((double)agreed / pairs - chance) / (1 - chance), 3);
    }
}
