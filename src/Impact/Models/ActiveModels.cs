using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Steward.Impact.Q2Q;
using Steward.Platform.Data;

namespace Steward.Impact.Models;

/// <summary>A company's active models, one of a provider at most: which model is asked, and the thresholds of its labels.</summary>
internal sealed record ActiveSet(IReadOnlyDictionary<string, string> Models, IReadOnlyDictionary<(string Provider, string Model), Dictionary<string, double>> Thresholds)
{
    private static readonly Dictionary<string, double> None = [];

    /// <summary>The thresholds of a model that is active; none for any other.</summary>
    public Dictionary<string, double> Of(string provider, string model) => Thresholds.GetValueOrDefault((provider, model), None);
}

/// <summary>The active models, remembered for five seconds: what is activated in one process holds in the others after that.</summary>
internal sealed class ActiveModels(Storage storage, TimeProvider time)
{
    private const int MostCompanies = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, (ActiveSet Set, DateTimeOffset Until)> _known = new();

    public async Task<ActiveSet> OfAsync(Guid tenant, CancellationToken ct)
    {
        if (_known.TryGetValue(tenant, out var known) && known.Until > time.GetUtcNow()) return known.Set;
        var rows = await storage.ReadAsync(async c => (await c.QueryAsync<Row>(new CommandDefinition(
            "SELECT provider AS Provider, model AS Model, thresholds AS Thresholds FROM impact_models WHERE tenant_id = @tenant AND status = 'active' AND prompt_version = @version",
            new { tenant, version = Q2QPrompt.Version }, cancellationToken: ct))).AsList(), ct);
        var set = new ActiveSet(rows.ToDictionary(r => r.Provider, r => r.Model),
            rows.ToDictionary(r => (r.Provider, r.Model), r => JsonSerializer.Deserialize<Dictionary<string, double>>(r.Thresholds)!));
        if (_known.Count >= MostCompanies) _known.Clear();
        _known[tenant] = (set, time.GetUtcNow() + Remembered);
        return set;
    }

    /// <summary>The company's models have changed.</summary>
    public void Forget(Guid tenant) => _known.TryRemove(tenant, out _);

    private sealed class Row
    {
        public string Provider { get; set; } = "";
        public string Model { get; set; } = "";
        public string Thresholds { get; set; } = "";
    }
}
