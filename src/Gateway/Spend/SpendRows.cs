using Microsoft.EntityFrameworkCore;
using Steward.Gateway.Cache;
using Steward.Gateway.Prices;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Limits;

namespace Steward.Gateway.Spend;

/// <summary>The limits of a tenant as a whole (scope empty), or of one key, user, task or model of it. What is null is not limited.</summary>
internal sealed class BudgetLimit : ITenantOwned
{
    public Guid TenantId { get; set; }
    public string Scope { get; set; } = "";
    public long? MonthlyLimitPico { get; set; }
    public long? MonthlyTokens { get; set; }
    public int? RequestsPerMinute { get; set; }
    public long? TokensPerMinute { get; set; }

    /// <summary>Of the company's months, on its own row; UTC where null.</summary>
    public string? TimeZone { get; set; }
}

/// <summary>What one limit's scope has used in one month (UTC, <c>yyyy-MM</c>), and in the last minute. This row is the whole lock.</summary>
internal sealed class Budget : ITenantOwned
{
    public Guid TenantId { get; set; }
    public string Scope { get; set; } = "";
    public required string Month { get; set; }
    public long LimitPico { get; set; }
    public long SpentPico { get; set; }
    public long ReservedPico { get; set; }
    public long? LimitTokens { get; set; }
    public long SpentTokens { get; set; }
    public long ReservedTokens { get; set; }
    public int? RequestsPerMinute { get; set; }
    public long? TokensPerMinute { get; set; }

    /// <summary>See <see cref="SlidingWindow"/>; empty where no minute is limited.</summary>
    public string Minute { get; set; } = "";
}

/// <summary>Somebody was told that a limit is used to so many percent.</summary>
internal sealed class BudgetAlert : ITenantOwned
{
    public Guid TenantId { get; set; }
    public string Scope { get; set; } = "";
    public required string Month { get; set; }
    public int Percent { get; set; }

    /// <summary><c>usd</c> or <c>tokens</c>.</summary>
    public string Unit { get; set; } = "usd";
    public DateTime At { get; set; }
}

/// <summary>Money set aside for one call, owned by a job's lease, until it is settled.</summary>
internal sealed class Reservation : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Month { get; set; }

    /// <summary>The limits that bear on it, as a JSON array: what is settled is taken from those it was set aside in.</summary>
    public required string Scopes { get; set; }
    public long AmountPico { get; set; }

    /// <summary>Tokens set aside, and the second in which they were counted where a minute is limited.</summary>
    public long Tokens { get; set; }
    public long? CountedAt { get; set; }
    public required string State { get; set; }

    /// <summary>False while it is known that the call has not been sent, for it waits for a connection. Otherwise it may have been.</summary>
    public bool Sent { get; set; }
    public Guid? JobId { get; set; }
    public long Lease { get; set; }
    public required string Task { get; set; }
    public required string PromptVersion { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }
    public string? UserId { get; set; }
    public string? KeyId { get; set; }

    /// <summary>The prices that its worst case was worked out with; null in rows from before there was more than one version.</summary>
    public string? PriceVersion { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime ExpiresAt { get; set; }
}

/// <summary>One call of one provider. Append-only: corrections are further entries.</summary>
internal sealed class LedgerEntry : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Month { get; set; }
    public DateTime At { get; set; }
    public required string Task { get; set; }
    public required string PromptVersion { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }

    /// <summary>ok, failed, invalid, unknown (the process died during the call), cached (nobody was asked) or correction.</summary>
    public required string Outcome { get; set; }
    public long InputTokens { get; set; }
    public long CachedTokens { get; set; }
    public long CacheWriteTokens { get; set; }

    /// <summary>Those of the cache writes that are kept for an hour.</summary>
    public long CacheWriteLongTokens { get; set; }
    public long OutputTokens { get; set; }

    /// <summary>Those of the output that were thoughts.</summary>
    public long ReasoningTokens { get; set; }

    /// <summary>What it cost; of a correction the difference, which may be below zero.</summary>
    public long CostPico { get; set; }

    /// <summary>What it would have cost beyond that, had it not been answered from the cache or by a cheaper model.</summary>
    public long SavedPico { get; set; }

    /// <summary>True when the provider did not say what it used.</summary>
    public bool Estimated { get; set; }
    public required string PriceVersion { get; set; }
    public Guid? JobId { get; set; }
    public string? UserId { get; set; }
    public string? KeyId { get; set; }
    public long LatencyMs { get; set; }

    /// <summary>It was a request of a provider's batch, at the price of one, and waited for as long as the provider liked.</summary>
    public bool Batch { get; set; }

    /// <summary>The entry whose cost this one corrects; null for a call.</summary>
    public Guid? CorrectsId { get; set; }

    /// <summary>Which correction of that entry it is, from 1: two that did not know of each other cannot both be written.</summary>
    public int CorrectsNo { get; set; }
}

/// <summary>A paid answer of one step of a job, so that the job's next attempt does not pay again.</summary>
internal sealed class StoredStep : ITenantOwned
{
    public Guid JobId { get; set; }
    public required string Step { get; set; }
    public Guid TenantId { get; set; }
    public required string Task { get; set; }
    public required string Answer { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }
    public long InputTokens { get; set; }
    public long CachedTokens { get; set; }
    public long OutputTokens { get; set; }
    public long CostPico { get; set; }
    public DateTime StoredAt { get; set; }
}

/// <summary>An exact rate limit: requests of the last minute, see <see cref="SlidingWindow"/>.</summary>
internal sealed class RateRow
{
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public required string Seconds { get; set; }
}

internal sealed class GatewayModel : IModelPart
{
    private const int MostScope = Check.MaxIdLength + 10;

    public void Build(ModelBuilder model)
    {
        model.Entity<BudgetLimit>(e =>
        {
            e.ToTable("gateway_limits");
            e.HasKey(r => new { r.TenantId, r.Scope });
            e.Property(r => r.TimeZone).HasMaxLength(60);
            e.Property(r => r.Scope).HasMaxLength(MostScope).HasDefaultValue("");
        });
        model.Entity<Budget>(e =>
        {
            e.ToTable("gateway_budgets");
            e.HasKey(r => new { r.TenantId, r.Scope, r.Month });
            e.Property(r => r.Minute).HasDefaultValue("");
            e.Property(r => r.Scope).HasMaxLength(MostScope).HasDefaultValue("");
            e.Property(r => r.Month).HasMaxLength(7);
        });
        model.Entity<BudgetAlert>(e =>
        {
            e.ToTable("gateway_budget_alerts");
            e.HasKey(r => new { r.TenantId, r.Scope, r.Month, r.Unit, r.Percent });
            e.Property(r => r.Unit).HasMaxLength(10).HasDefaultValue("usd");
            e.Property(r => r.Scope).HasMaxLength(MostScope);
            e.Property(r => r.Month).HasMaxLength(7);
        });
        model.Entity<Reservation>(e =>
        {
            e.ToTable("gateway_reservations");
            e.Property(r => r.Month).HasMaxLength(7);
            e.Property(r => r.Scopes).HasDefaultValue("[\"\"]");
            e.Property(r => r.State).HasMaxLength(10);
            e.Property(r => r.Sent).HasDefaultValue(true);
            e.Property(r => r.UserId).HasMaxLength(Check.MaxIdLength);
            e.Property(r => r.KeyId).HasMaxLength(Check.MaxIdLength);
            e.Property(r => r.PriceVersion).HasMaxLength(PriceVersionRow.MostVersion);
            e.HasIndex(r => r.ExpiresAt).HasFilter("state = 'open'");
            e.HasIndex(r => r.JobId).HasFilter("state = 'open'");
        });
        BuildLedger(model);
    }

    private static void BuildLedger(ModelBuilder model)
    {
        model.Entity<LedgerEntry>(e =>
        {
            e.ToTable("gateway_ledger");
            e.Property(r => r.Month).HasMaxLength(7);
            e.Property(r => r.UserId).HasMaxLength(Check.MaxIdLength);
            e.Property(r => r.KeyId).HasMaxLength(Check.MaxIdLength);
            e.Property(r => r.Batch).HasDefaultValue(false);
            e.HasIndex(r => new { r.TenantId, r.Month });
            e.HasIndex(r => new { r.TenantId, r.At });
            e.HasIndex(r => new { r.CorrectsId, r.CorrectsNo }).IsUnique().HasFilter("corrects_id IS NOT NULL");
            e.HasIndex(r => r.At);
        });
        model.Entity<StoredStep>(e =>
        {
            e.ToTable("gateway_steps");
            e.HasKey(r => new { r.JobId, r.Task, r.Step });
            e.Property(r => r.Task).HasMaxLength(100);
            e.Property(r => r.Step).HasMaxLength(100);
            e.HasIndex(r => r.StoredAt);
        });
        model.Entity<CachedAnswer>(e =>
        {
            e.ToTable("gateway_cache");
            e.HasKey(r => new { r.TenantId, r.Key });
            e.Ignore(r => r.SubjectId);
            e.Ignore(r => r.IsLinked);
            e.Property(r => r.Key).HasMaxLength(64);
            e.HasIndex(r => r.StoredAt);
        });
        model.Entity<CacheSubject>(e =>
        {
            e.ToTable("gateway_cache_subjects");
            e.HasKey(r => new { r.TenantId, r.Key, r.SubjectId });
            e.Property(r => r.Key).HasMaxLength(64);
            e.Property(r => r.SubjectId).HasMaxLength(Check.MaxIdLength);
            e.HasIndex(r => new { r.TenantId, r.SubjectId });
        });
        model.Entity<PriceVersionRow>(e =>
        {
            e.ToTable("gateway_prices");
            e.HasKey(r => r.Version);
            e.Property(r => r.Version).HasMaxLength(PriceVersionRow.MostVersion);
            e.Property(r => r.Source).HasMaxLength(PriceVersionRow.MostSource);
            e.Property(r => r.ImportedBy).HasMaxLength(Check.MaxIdLength);
        });
        model.Entity<RateRow>(e =>
        {
            e.ToTable("gateway_rates");
            e.HasKey(r => new { r.TenantId, r.Name });
            e.Property(r => r.Name).HasMaxLength(50);
        });
    }
}
