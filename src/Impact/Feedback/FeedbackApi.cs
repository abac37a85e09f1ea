using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway;
using Steward.Identity.Tenants;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Feedback;

/// <summary>What became of the texts that a company sent.</summary>
internal sealed record FeedbackSummary(
    bool Success, long Received, long Pending, long Held, long Classified, long Failed,
    IReadOnlyDictionary<string, long> HeldReasons, IReadOnlyDictionary<string, FeedbackShare> ByProvider,
    IReadOnlyDictionary<string, FeedbackShare> ByModel);

/// <summary>What one provider, or one model, classified.</summary>
internal sealed record FeedbackShare(long Count, decimal CostUsd, long Tokens);

internal static class FeedbackApi
{
    public static void MapFeedback(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/feedback/summary", SummaryAsync).On(Service.Gateway).Require("impact.read").WithTags("Feedback").WithSummary("What became of the texts");

    private static async Task<Ok<FeedbackSummary>> SummaryAsync(
        Storage storage, TenantDirectory tenants, HttpContext http, string? companyId, string? source, DateTimeOffset? since, CancellationToken ct)
    {
        var tenant = await tenants.OfCallerAsync(http.Caller(), companyId, ct);
        var where = "tenant_id = @tenant" + (source is null ? "" : " AND source = @source") + (since is null ? "" : " AND received_at >= @since");
        var rows = await storage.ReadAsync(async c => (await c.QueryAsync<Part>(new CommandDefinition(
            $"""
            SELECT status AS Status, coalesce(held_reason, '') AS HeldReason, coalesce(provider, '') AS Provider, coalesce(model, '') AS Model, count(*) AS Count,
                   CAST(sum(cost_pico) AS bigint) AS CostPico, CAST(sum(tokens) AS bigint) AS Tokens
            FROM impact_feedback WHERE {where} GROUP BY status, coalesce(held_reason, ''), coalesce(provider, ''), coalesce(model, '')
            """, new { tenant, source, since = since?.UtcDateTime }, cancellationToken: ct))).AsList(), ct);
        long Of(string status) => rows.Where(r => r.Status == status).Sum(r => r.Count);
        return TypedResults.Ok(new FeedbackSummary(true, rows.Sum(r => r.Count), Of("pending"), Of("held"), Of("classified"), Of("failed"),
            rows.Where(r => r.Status == "held").GroupBy(r => r.HeldReason).ToDictionary(g => g.Key, g => g.Sum(r => r.Count)),
            Shares(rows, r => r.Provider), Shares(rows, r => r.Model)));
    }

    private static Dictionary<string, FeedbackShare> Shares(IEnumerable<Part> rows, Func<Part, string> by) => rows.Where(r => r.Status == "classified").GroupBy(by)
        .ToDictionary(g => g.Key, g => new FeedbackShare(g.Sum(r => r.Count), Money.UsdShown(g.Sum(r => r.CostPico)), g.Sum(r => r.Tokens)));

    private sealed class Part
    {
        public string Status { get; set; } = "";
        public string HeldReason { get; set; } = "";
        public string Provider { get; set; } = "";
        public string Model { get; set; } = "";
        public long Count { get; set; }
        public long CostPico { get; set; }
        public long Tokens { get; set; }
    }
}
