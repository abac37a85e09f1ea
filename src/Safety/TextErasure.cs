using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Steward.Safety.Rules;

namespace Steward.Safety;

/// <summary>Texts that were erased.</summary>
internal sealed record TextsErased(bool Success, int Erased);

/// <summary>
/// Erases a person's texts wherever Safety keeps them: with the flag, in what reviewers wrote about it, and in the hits of rules. That there was a flag, and what was decided,
/// stays for the figures. Rules' tests that are fed from a flag have no text of their own.
/// </summary>
public sealed class TextErasure(AppDb db, Trail trail)
{
    private const string Erased = "erased";

    /// <summary>Erases a person's texts in one transaction; the trail says how many.</summary>
    /// <param name="tenant">Whose texts.</param>
    /// <param name="subjectId">The person, as the sender's systems call him.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Texts erased; 0 when there were none, or no longer.</returns>
    public Task<int> EraseAsync(Guid tenant, string subjectId, string actor, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var flags = db.Set<SafetyFlag>().Where(f => f.TenantId == tenant && f.SubjectId == subjectId);
        var items = db.Set<ReviewItem>().Where(i => i.TenantId == tenant && flags.Any(f => f.Id == i.FlagId));
        await db.Set<ReviewEvent>().Where(e => e.TenantId == tenant && e.Notes != null && items.Any(i => i.Id == e.ItemId)).ExecuteUpdateAsync(s => s.SetProperty(e => e.Notes, (string?)null), ct);
        await items.Where(i => i.ReviewerNotes != null).ExecuteUpdateAsync(s => s.SetProperty(i => i.ReviewerNotes, (string?)null), ct);
        await db.Set<RuleMatch>().Where(m => m.TenantId == tenant && m.SubjectId == subjectId).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.SubjectId, (string?)null).SetProperty(m => m.ContentId, m => Erased + m.Id.ToString()).SetProperty(m => m.ContentHash, ""), ct);
        // What waits without a text cannot be decided any more; nobody gets to see it, so the flag stands.
        await items.Where(i => i.Status == "pending" || i.Status == "escalated").ExecuteUpdateAsync(s => s.SetProperty(i => i.Status, "dismissed").SetProperty(i => i.ReviewedBy, "system"), ct);
        await flags.Where(f => f.ReviewStatus == "pending" || f.ReviewStatus == "escalated").ExecuteUpdateAsync(s => s.SetProperty(f => f.ReviewStatus, Erased), ct);
        var erased = await flags.ExecuteUpdateAsync(s => s.SetProperty(f => f.Content, (string?)null).SetProperty(f => f.SubjectId, (string?)null).SetProperty(f => f.ContentHash, f => f.Id)
            .SetProperty(f => f.Findings, "[]"), ct);
        await trail.RecordAsync(new AuditEvent(tenant, actor, "texts.erased", $"tenant:{tenant}", new { erased }), ct);
        return erased;
    }, ct);
}

internal static class TextErasureApi
{
    public static void MapTextErasure(this IEndpointRouteBuilder routes) => routes.MapGroup("/v1/safety/texts").On(Service.Safety).WithTags("Review queue")
        .MapDelete("", EraseAsync).Require("safety.manage").WithSummary("Erase a person's flagged texts and what was written about them");

    private static async Task<Ok<TextsErased>> EraseAsync(string? subjectId, TextErasure erasure, HttpContext http, CancellationToken ct)
    {
        new Check().Id("/subjectId", subjectId).ThrowIfAny();
        var caller = http.Caller();
        return TypedResults.Ok(new TextsErased(true, await erasure.EraseAsync(caller.Company(), subjectId!, caller.Id, ct)));
    }
}
