using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Gateway.Prices;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Gateway.Corrections;

/// <summary>Works out what the calls of a period would have cost by a version of the prices, and corrects the ledger by the difference.</summary>
/// <param name="From">The first moment.</param>
/// <param name="To">The first moment after.</param>
/// <param name="TenantId">Whose calls; everybody's where null.</param>
/// <param name="Version">The version.</param>
/// <param name="DryRun">Only say what would change.</param>
/// <param name="By">Who asked.</param>
internal sealed record RepriceLedger(DateTime From, DateTime To, Guid? TenantId, string Version, bool DryRun, string By) : IJob
{
    public static string Kind => "gateway.reprice-ledger";
}

/// <summary>What a re-pricing found, kept as its job's result.</summary>
internal sealed class RepricingResult
{
    /// <summary>Calls looked at.</summary>
    public long Calls { get; set; }

    /// <summary>Those that get a correction.</summary>
    public long Corrected { get; set; }

    /// <summary>Those whose model has no price in this version.</summary>
    public long Unpriced { get; set; }

    /// <summary>Those whose process died, so that nobody knows what they used.</summary>
    public long Unknown { get; set; }

    /// <summary>The corrections together, in US dollars.</summary>
    public decimal DifferenceUsd { get; set; }
}

/// <summary>What a re-pricing works with.</summary>
internal sealed record RepricingParts(AppDb Db, PriceVersions Versions, Purse Purse, Trail Trail, JobQueue Jobs);

/// <summary>
/// Goes through the calls of one tenant after the other, a page in a transaction: the corrections and what is spent of the budgets change together. A call is
/// compared with what it and its earlier re-pricings cost, so a second run, also one after a crash, corrects only what is not right yet. Corrections by hand stay.
/// </summary>
internal sealed class LedgerRepricing(RepricingParts parts) : IJobHandler<RepriceLedger>
{
    public const int PageSize = 500;

    public async Task RunAsync(RepriceLedger job, JobContext context, CancellationToken ct)
    {
        var prices = await parts.Versions.FindAsync(job.Version, ct) ?? throw new JobException(JobErrorType.Validation, $"There is no version {job.Version} of the prices.");
        var (result, total) = (new RepricingResult(), await Calls(job).LongCountAsync(ct));
        foreach (var tenant in await Calls(job).Select(e => e.TenantId).Distinct().OrderBy(id => id).ToListAsync(ct))
        {
            for (LedgerEntry? last = null; ;)
            {
                var page = await PageAsync(job, tenant, last, ct);
                await parts.Db.InTransactionAsync(() => CorrectAsync(job, prices, page, result, ct), ct);
                context.Report((int)Math.Min(99, result.Calls * 100 / Math.Max(1, total)), $"{result.Calls} of {total} calls");
                if (page.Count < PageSize) break;
                last = page[^1];
            }
        }

        context.Result = result;
        if (job.DryRun) return;
        await parts.Db.InTransactionAsync(async () =>
        {
            await parts.Trail.RecordAsync(new AuditEvent(context.TenantId, job.By, "ledger.repriced", $"job:{context.JobId}", new { job.From, job.To, job.TenantId, job.Version, result }), ct);
            await context.FinishAsync(parts.Db, ct);
        }, ct);
    }

    private IQueryable<LedgerEntry> Calls(RepriceLedger job) => parts.Db.Set<LedgerEntry>().IgnoreQueryFilters().AsNoTracking()
        .Where(e => e.CorrectsId == null && e.At >= job.From && e.At < job.To && (job.TenantId == null || e.TenantId == job.TenantId));

    private Task<List<LedgerEntry>> PageAsync(RepriceLedger job, Guid tenant, LedgerEntry? last, CancellationToken ct)
    {
        var calls = Calls(job).Where(e => e.TenantId == tenant);
        if (last is not null) calls = calls.Where(e => e.At > last.At || (e.At == last.At && e.Id.CompareTo(last.Id) > 0));
        return calls.OrderBy(e => e.At).ThenBy(e => e.Id).Take(PageSize).ToListAsync(ct);
    }

    private async Task CorrectAsync(RepriceLedger job, PriceList prices, List<LedgerEntry> page, RepricingResult result, CancellationToken ct)
    {
        var earlier = await Correction.EarlierAsync(parts.Db, page.ConvertAll(e => e.Id), ct);
        var corrections = new List<LedgerEntry>();
        foreach (var call in page)
        {
            result.Calls++;
            if (call.Outcome == "unknown") result.Unknown++;
            else if (prices.Find(call.Provider, call.Model) is not { } price) result.Unpriced++;
            else if ((call.Batch ? price.CostInBatchOf(Correction.UsageOf(call)) : price.CostOf(Correction.UsageOf(call))) - call.CostPico - earlier.GetValueOrDefault(call.Id).ByPrice is not 0 and var difference)
                corrections.Add(Correction.Of(call, difference, job.Version, earlier.GetValueOrDefault(call.Id).Count + 1));
        }

        result.Corrected += corrections.Count;
        result.DifferenceUsd += corrections.Sum(c => Money.Usd(c.CostPico));
        if (job.DryRun || corrections.Count == 0) return;
        var (connection, transaction) = await parts.Db.ConnectionAsync(ct);
        await parts.Purse.CorrectAsync(connection, transaction!, corrections, ct);
        if (corrections.Sum(c => c.CostPico) < 0) await parts.Jobs.ResumeParkedAsync(page[0].TenantId, JobErrorType.Budget, ct);
    }
}
