using Microsoft.EntityFrameworkCore;
using Steward.Gateway.Prices;
using Steward.Gateway.Spend;
using Steward.Platform.Data;

namespace Steward.Gateway.Corrections;

/// <summary>Entries that correct what a call cost: no tokens, the difference as cost, and the call's own time, so that it counts where the call does.</summary>
internal static class Correction
{
    public const string Outcome = "correction";

    public static LedgerEntry Of(LedgerEntry call, long differencePico, string priceVersion, int number) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = call.TenantId, Month = call.Month, At = call.At, Task = call.Task, PromptVersion = call.PromptVersion, Provider = call.Provider,
        Model = call.Model, Outcome = Outcome, CostPico = differencePico, Estimated = call.Estimated, PriceVersion = priceVersion, JobId = call.JobId, UserId = call.UserId,
        KeyId = call.KeyId, Batch = call.Batch, CorrectsId = call.Id, CorrectsNo = number,
    };

    public static TokenUsage UsageOf(LedgerEntry call) =>
        new(call.InputTokens, call.CachedTokens, call.OutputTokens, call.CacheWriteTokens, call.CacheWriteLongTokens, call.ReasoningTokens);

    /// <summary>What was corrected of calls before: how often, by prices, and in all.</summary>
    public static async Task<Dictionary<Guid, (int Count, long ByPrice, long Pico)>> EarlierAsync(AppDb db, IReadOnlyCollection<Guid> calls, CancellationToken ct) =>
        (await db.Set<LedgerEntry>().IgnoreQueryFilters().Where(e => e.CorrectsId != null && calls.Contains(e.CorrectsId.Value)).GroupBy(e => e.CorrectsId!.Value)
            .Select(g => new { g.Key, Count = g.Count(), ByPrice = g.Sum(e => e.PriceVersion == PricesApi.ByHand ? 0 : e.CostPico), Pico = g.Sum(e => e.CostPico) }).ToListAsync(ct))
        .ToDictionary(g => g.Key, g => (g.Count, g.ByPrice, g.Pico));
}
