using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Steward.Impact.Drift;

/// <summary>The meter <c>Steward.Impact</c>: each company's worst label in its last check by this process. Companies beyond the first fifty are left out.</summary>
internal sealed class DriftMetrics
{
    private const int MostCompanies = 50;
    private readonly ConcurrentDictionary<Guid, (double Psi, double Js)> _worst = new();

    public DriftMetrics(IMeterFactory meters) => meters.Create("Steward.Impact").CreateObservableGauge("q2q_drift_score",
        () => _worst.SelectMany(w => new[] { Score(w.Key, "psi", w.Value.Psi), Score(w.Key, "js", w.Value.Js) }), description: "How far the worst label of a company has drifted, by measure");

    public void Checked(Guid tenant, IReadOnlyList<DriftCheck> checks)
    {
        if (checks.Count == 0) _worst.TryRemove(tenant, out _);
        else if (_worst.Count < MostCompanies || _worst.ContainsKey(tenant)) _worst[tenant] = (checks.Max(c => c.Psi), checks.Max(c => c.Js));
    }

    private static Measurement<double> Score(Guid tenant, string measure, double value) =>
        new(value, new KeyValuePair<string, object?>("company_id", tenant.ToString()), new KeyValuePair<string, object?>("measure", measure));
}
