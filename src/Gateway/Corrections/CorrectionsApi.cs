using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Gateway.Prices;
using Steward.Gateway.Spend;
using Steward.Identity.Tenants;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Corrections;

/// <summary>A period of the ledger that is to be corrected to what it would have cost by a version of the prices.</summary>
/// <param name="From">The first moment.</param>
/// <param name="To">The first moment after; at most 400 days later.</param>
/// <param name="CompanyId">Whose calls; everybody's unless given.</param>
/// <param name="Version">The version of the prices.</param>
/// <param name="DryRun">Only say what would change, in the job's result.</param>
internal sealed record RepriceRequest(DateTimeOffset? From, DateTimeOffset? To, string? CompanyId, string? Version, bool? DryRun);

/// <summary>The job that does it; its result says what became of it.</summary>
internal sealed record RepriceResponse(Guid JobId, string Status);

/// <summary>A correction by hand.</summary>
/// <param name="EntryId">The ledger's entry of the call.</param>
/// <param name="CostUsd">What is added to its cost in US dollars; below zero to take away.</param>
/// <param name="Reason">Why, up to 500 characters; kept in the audit trail.</param>
internal sealed record CorrectionRequest(Guid? EntryId, decimal? CostUsd, string? Reason);

/// <summary>The correction, and what the call costs with it in US dollars.</summary>
internal sealed record CorrectionResponse(Guid Id, Guid EntryId, decimal CostUsd, decimal TotalUsd);

/// <summary>What corrections touch.</summary>
internal sealed record CorrectionTools(AppDb Db, Purse Purse, PriceVersions Versions, TenantDirectory Tenants, Trail Trail, JobQueue Jobs);

internal static class CorrectionsApi
{
    private const int MostDays = 400;

    public static void MapCorrections(this IEndpointRouteBuilder routes)
    {
        var ledger = routes.MapGroup("/v1/ledger").On(Service.Platform).WithTags("Ledger");
        ledger.MapPost("/reprice", RepriceAsync).Require("ledger.correct").WithSummary("Correct a period to what it would have cost by a version of the prices, as a job").Idempotent();
        ledger.MapPost("/corrections", CorrectAsync).Require("ledger.correct").WithSummary("Correct what one call cost").Idempotent();
    }

    private static async Task<Accepted<RepriceResponse>> RepriceAsync(RepriceRequest body, CorrectionTools tools, HttpContext http, CancellationToken ct)
    {
        new Check().That(body.From is not null, "/from", "required", "A moment like 2026-11-01T00:00:00Z is required.").That(body.To is not null, "/to", "required", "A moment like 2026-12-01T00:00:00Z is required.")
            .That(body.From is null || body.To is null || (body.From < body.To && body.To - body.From <= TimeSpan.FromDays(MostDays)), "/to", "out_of_range", $"It comes after from, at most {MostDays} days.")
            .Text("/version", body.Version, PriceVersionRow.MostVersion).OptionalText("/companyId", body.CompanyId, Check.MaxIdLength).ThrowIfAny();
        Guid? tenant = body.CompanyId is null ? null : await tools.Tenants.OfCallerAsync(http.Caller(), body.CompanyId, ct);
        if (await tools.Versions.FindAsync(body.Version!, ct) is null) throw Problem.Invalid("/version", "invalid", "There is no such version; GET /v1/prices/versions lists them.").AsException();
        var job = new RepriceLedger(body.From!.Value.UtcDateTime, body.To!.Value.UtcDateTime, tenant, body.Version!, body.DryRun == true, http.Caller().Id);
        var id = await tools.Jobs.EnqueueAsync(job, null, ct);
        return TypedResults.Accepted($"/v1/jobs/{id}", new RepriceResponse(id, "queued"));
    }

    private static async Task<Created<CorrectionResponse>> CorrectAsync(CorrectionRequest body, CorrectionTools tools, HttpContext http, CancellationToken ct)
    {
        new Check().That(body.EntryId is not null, "/entryId", "required", "The id of a ledger's entry is required.")
            .That(body.CostUsd is not (null or 0) && Math.Abs(body.CostUsd.Value) <= 1_000_000, "/costUsd", "out_of_range", "US dollars, above or below zero, at most a million.")
            .That(body.CostUsd is not { } usd || usd * Money.PicoPerUsd == decimal.Truncate(usd * Money.PicoPerUsd), "/costUsd", "too_fine", "A whole number of millionths of a millionth of a US dollar is required.")
            .Text("/reason", body.Reason, 500).ThrowIfAny();
        var call = await tools.Db.Set<LedgerEntry>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == body.EntryId && e.CorrectsId == null, ct)
            ?? throw Problem.NotFound("Entry", body.EntryId!.Value.ToString()).AsException();
        var pico = Money.Pico(body.CostUsd!.Value);
        try
        {
            return await tools.Db.InTransactionAsync(async () =>
            {
                var earlier = (await Correction.EarlierAsync(tools.Db, [call.Id], ct)).GetValueOrDefault(call.Id);
                var total = call.CostPico + earlier.Pico + pico;
                if (total < 0) throw Problem.Invalid("/costUsd", "out_of_range", $"The call cost {Money.UsdShown(total - pico)}; no more than that can be taken away.").AsException();
                var made = Correction.Of(call, pico, PricesApi.ByHand, earlier.Count + 1);
                var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
                await tools.Purse.CorrectAsync(connection, transaction!, [made], ct);
                await tools.Trail.RecordAsync(new AuditEvent(call.TenantId, http.Caller().Id, "ledger.corrected", $"ledger:{call.Id}", new { made.Id, body.CostUsd, body.Reason }), ct);
                if (pico < 0) await tools.Jobs.ResumeParkedAsync(call.TenantId, JobErrorType.Budget, ct);
                return TypedResults.Created((string?)null, new CorrectionResponse(made.Id, call.Id, body.CostUsd.Value, Money.UsdShown(total)));
            }, ct);
        }
        catch (Exception error) when (tools.Db.Storage.IsUniqueViolation(error))
        {
            throw Problem.Conflict("corrected_meanwhile", "The call was corrected by somebody else at the same time. Look at it again.").AsException();
        }
    }
}
