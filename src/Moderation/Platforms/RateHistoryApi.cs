using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Moderation.Analytics;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Platforms;

/// <summary>Of which time and of which account; the last day by the hour of all accounts unless said otherwise.</summary>
internal sealed record RateHistoryQuery
{
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>minute (at most a day), hour (at most 31 days) or day (at most 366).</summary>
    public string? Step { get; init; }

    [FromQuery(Name = "connection_id")]
    public Guid? ConnectionId { get; init; }
}

/// <summary>What each account has sent. Steps in which nothing was sent are left out.</summary>
internal sealed record RateHistoryResponse(Period Period, string Step, IReadOnlyList<RateHistory> Connections);

/// <summary>One account. <c>held</c> counts requests that had to wait because the platform's limit was used up.</summary>
internal sealed record RateHistory(Guid ConnectionId, string Platform, string Account, PlatformLimits Limits, long Calls, long Held, IReadOnlyList<RateStep> History);

/// <summary>One step, with the calls of its busiest minute.</summary>
internal sealed record RateStep(DateTime At, long Calls, long Held, int BusiestMinute);

internal static class RateHistoryApi
{
    private const int MostConnections = 1000, MostSteps = 10_000;
    private static readonly Dictionary<string, (int Minutes, TimeSpan Longest)> Steps = new()
    {
        ["minute"] = (1, TimeSpan.FromDays(1)), ["hour"] = (60, TimeSpan.FromDays(31)), ["day"] = (1440, TimeSpan.FromDays(366)),
    };

    public static void MapRateHistory(this IEndpointRouteBuilder routes) =>
        routes.Moderation("/rate-limit", "Connections").MapGet("/history", GetAsync).Require("moderation.read").WithSummary("What each account has sent, and what had to wait, by the minute, hour or day");

    private static async Task<Ok<RateHistoryResponse>> GetAsync([AsParameters] RateHistoryQuery asked, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var step = asked.Step ?? "hour";
        new Check().OneOf("/step", step, [.. Steps.Keys]).ThrowIfAny();
        var (minutes, longest) = Steps[step];
        // The minute that has begun counts too.
        var to = asked.To?.UtcDateTime ?? time.GetUtcNow().UtcDateTime.AddMinutes(1);
        var from = asked.From?.UtcDateTime ?? to.AddDays(-1);
        new Check().That(from < to, "/from", "invalid", "The time must begin before it ends.")
            .That(to - from <= longest, "/from", "out_of_range", $"At most {longest.TotalDays:0} days by the {step}.").ThrowIfAny();
        var connections = await db.Set<Connection>().AsNoTracking().Where(c => asked.ConnectionId == null || c.Id == asked.ConnectionId).OrderBy(c => c.Id).Take(MostConnections).ToListAsync(ct);
        if (asked.ConnectionId is { } id && connections.Count == 0) throw Problem.NotFound("Connection", id.ToString()).AsException();
        var kept = (await StepsAsync(db.Storage, http.Caller().TenantId, (MinuteOf(from), MinuteOf(to)), minutes, ct)).ToLookup(s => s.ConnectionId);
        return TypedResults.Ok(new RateHistoryResponse(new Period(from, to), step,
        [
            .. connections.Select(c => new RateHistory(c.Id, c.Platform, c.Account, PlatformList.Of(c.Platform).Limits, kept[c.Id].Sum(s => s.Calls), kept[c.Id].Sum(s => s.Held),
                [.. kept[c.Id].Select(s => new RateStep(DateTime.UnixEpoch.AddMinutes(s.Step * minutes), s.Calls, s.Held, s.Busiest))])),
        ]));
    }

    private static Task<IReadOnlyList<Kept>> StepsAsync(Storage storage, Guid tenant, (long From, long To) span, int minutes, CancellationToken ct) =>
        storage.ReadAsync<IReadOnlyList<Kept>>(async db => (await db.QueryAsync<Kept>(new CommandDefinition(
            $"""
            SELECT connection_id AS ConnectionId, minute / {minutes} AS Step, CAST(sum(calls) AS bigint) AS Calls, CAST(sum(held) AS bigint) AS Held, max(calls) AS Busiest
            FROM moderation_call_minutes
            WHERE connection_id IN (SELECT id FROM moderation_connections WHERE tenant_id = @tenant) AND minute >= @From AND minute < @To
            GROUP BY connection_id, minute / {minutes} ORDER BY 1, 2 LIMIT {MostSteps}
            """, new { tenant, span.From, span.To }, cancellationToken: ct))).AsList(), ct);

    private static long MinuteOf(DateTime at) => (long)Math.Floor((at - DateTime.UnixEpoch).TotalMinutes);

    private sealed class Kept
    {
        public Guid ConnectionId { get; set; }
        public long Step { get; set; }
        public long Calls { get; set; }
        public long Held { get; set; }
        public int Busiest { get; set; }
    }
}
