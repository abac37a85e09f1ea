using Steward.Platform.Data;

namespace Steward.Gateway.Cache;

/// <summary>An answer that was paid for and may be given again. It is written with the settlement of its call.</summary>
internal sealed class CachedAnswer : ITenantOwned
{
    /// <summary>The question, as a hash.</summary>
    public required string Key { get; set; }
    public Guid TenantId { get; set; }
    public required string Task { get; set; }
    public required string Answer { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }

    /// <summary>What the call cost: what every further one saves.</summary>
    public long CostPico { get; set; }
    public DateTime StoredAt { get; set; }

    /// <summary>Whose text asked; not a column, see <see cref="CacheSubject"/>.</summary>
    public string? SubjectId { get; set; }

    /// <summary>Who asks now is among them; not a column.</summary>
    public bool IsLinked { get; set; }
}

/// <summary>Somebody whose text asked for a cached answer.</summary>
internal sealed class CacheSubject : ITenantOwned
{
    public Guid TenantId { get; set; }
    public required string Key { get; set; }
    public required string SubjectId { get; set; }
}
