namespace Steward.Jobs.Queue;

/// <summary>The turns a claim goes by.</summary>
/// <param name="Tenants">Tenants whose turn is known.</param>
/// <param name="Turns">Their turns.</param>
/// <param name="Floor">Where a tenant begins that has no turn, or one long past: not before those who waited.</param>
/// <param name="After">Tenants are looked for after this one, in a circle.</param>
internal sealed record KnownTurns(Guid[] Tenants, double[] Turns, double Floor, Guid After)
{
    public double Of(Guid tenant) => Array.IndexOf(Tenants, tenant) is var at and >= 0 ? Math.Max(Turns[at], Floor) : Floor;
}

/// <summary>
/// Who is next. Each claimed job moves its tenant's turn on by 1 / weight, and the tenant whose turn is earliest goes first: whatever the number of
/// slots, tenants with waiting jobs get shares by their weights. Kept by each process for itself; the sum of fair shares is fair.
/// </summary>
internal sealed class FairTurns
{
    /// <summary>Tenants looked at in one claim. Where more may have something waiting, each claim begins at another.</summary>
    public const int MostLanes = 256;

    private const int MostTenants = 4 * MostLanes;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, double> _turns = [];
    private double _floor;

    public KnownTurns Read()
    {
        lock (_lock) return new([.. _turns.Keys], [.. _turns.Values], _floor, _turns.Count < MostLanes / 2 ? Guid.Empty : _turns.Keys.ElementAt(Random.Shared.Next(_turns.Count)));
    }

    /// <summary>Jobs were claimed, each with its tenant's weight.</summary>
    /// <returns>The same in the order in which they are to begin: by turn, a tenant's own by priority and age.</returns>
    public IReadOnlyList<ClaimedJob> Took(IReadOnlyList<ClaimedJob> jobs)
    {
        if (jobs.Count == 0) return jobs;
        var ordered = jobs.OrderBy(j => j.Priority).ThenBy(j => j.Id).ToList();
        var turns = new double[jobs.Count];
        lock (_lock)
        {
            _floor = Math.Max(_floor, jobs.Min(j => _turns.GetValueOrDefault(j.TenantId)));
            for (var i = 0; i < turns.Length; i++)
                turns[i] = _turns[ordered[i].TenantId] = Math.Max(_turns.GetValueOrDefault(ordered[i].TenantId), _floor) + 1 / ordered[i].Weight;
            if (_turns.Count > MostTenants)
                foreach (var past in _turns.Where(t => t.Value <= _floor).Select(t => t.Key).ToList()) _turns.Remove(past);
        }

        return ordered.Exists(j => j.TenantId != ordered[0].TenantId) ? [.. Enumerable.Range(0, turns.Length).OrderBy(i => turns[i]).Select(i => ordered[i])] : ordered;
    }
}
