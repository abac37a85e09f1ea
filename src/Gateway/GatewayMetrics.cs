using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Steward.Gateway.Admission;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;

namespace Steward.Gateway;

/// <summary>The meter <c>Steward.Gateway</c>, with the guide's names. Companies beyond the first fifty are labelled <c>other</c>.</summary>
internal sealed class GatewayMetrics
{
    private const int MostCompanies = 50;
    private readonly ConcurrentDictionary<Guid, string> _companies = new();
    private readonly ConcurrentDictionary<string, bool> _asked = new();
    private volatile Dictionary<string, (long Limit, long Spent)> _budgets = [];
    private readonly Counter<long> _requests;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _jobTokens;
    private readonly Counter<long> _cache;
    private readonly Counter<long> _answers;
    private readonly Histogram<double> _duration;
    private readonly ILogger<GatewayMetrics> _log;

    public GatewayMetrics(IMeterFactory meters, ILogger<GatewayMetrics> log)
    {
        _log = log;
        var meter = meters.Create("Steward.Gateway");
        _requests = meter.CreateCounter<long>("q2q_requests_total", description: "Q2Q classification requests by provider, model and company");
        _cost = meter.CreateCounter<double>("q2q_cost_dollars", description: "AI costs in US dollars");
        _tokens = meter.CreateCounter<long>("q2q_tokens_total", description: "Tokens processed, by type");
        _jobTokens = meter.CreateCounter<long>("ai_llm_tokens_total", description: "Tokens of all calls, by provider, model and type");
        meter.CreateObservableGauge("q2q_budget_remaining", () => _budgets.Select(b => new Measurement<double>((double)Money.Usd(b.Value.Limit - b.Value.Spent), new KeyValuePair<string, object?>("company_id", b.Key))),
            description: "What is left of the month's AI budget in US dollars, by company");
        // Of a budget of nothing no share is used.
        meter.CreateObservableGauge("steward_ai_budget_used_ratio", () => _budgets.Where(b => b.Value.Limit > 0)
            .Select(b => new Measurement<double>((double)b.Value.Spent / b.Value.Limit, new KeyValuePair<string, object?>("company_id", b.Key))), description: "The share of the month's AI budget that is spent, by company");
        _cache = meter.CreateCounter<long>("steward_ai_cache_total", description: "Questions that might have been asked before, by task and whether they had been");
        _answers = meter.CreateCounter<long>("steward_ai_answers_total", description: "Answers of models, by what it took until one could be used");
        _duration = meter.CreateHistogram<double>("steward_ai_call_duration_seconds", "s", "Time one call of a provider took");
    }

    public void Called(Spending spending, TokenUsage usage, long costPico, string outcome, TimeSpan? took)
    {
        var company = CompanyLabel(spending.TenantId);
        var tags = new TagList { { "provider", spending.Provider }, { "model", spending.Model }, { "company_id", company } };
        _requests.Add(1, tags);
        _cost.Add((double)Money.Usd(costPico), tags);
        _tokens.Add(usage.Prompt, new TagList { { "type", "input" }, { "provider", spending.Provider }, { "model", spending.Model }, { "company_id", company } });
        _tokens.Add(usage.Output, new TagList { { "type", "output" }, { "provider", spending.Provider }, { "model", spending.Model }, { "company_id", company } });
        _jobTokens.Add(usage.Prompt, new TagList { { "provider", spending.Provider }, { "model", spending.Model }, { "type", "prompt" } });
        _jobTokens.Add(usage.Output, new TagList { { "provider", spending.Provider }, { "model", spending.Model }, { "type", "completion" } });
        // The built-in engine has no tokens to account for.
        if (spending.Provider != ProviderRoute.Builtin)
            GatewayLog.Called(_log, spending.Task, spending.TenantId, spending.Provider, spending.Model, outcome,
                usage.Input + usage.CacheWrite, usage.CachedInput, usage.Output, Math.Round(took?.TotalMilliseconds ?? 0, 1));
        // A request of a provider's batch is not waited for.
        if (took is { } time) _duration.Record(time.TotalSeconds, new TagList { { "provider", spending.Provider }, { "task", spending.Task }, { "outcome", outcome } });
    }

    /// <summary>The cache was asked.</summary>
    public void Cached(string task, bool hit) => _cache.Add(1, new TagList { { "task", task }, { "outcome", hit ? "hit" : "miss" } });

    /// <summary>Companies' budgets this month and what is spent of them, in pico-dollars; those beyond the first fifty are left out.</summary>
    public void Budgets(IEnumerable<(Guid Tenant, long Limit, long Spent)> budgets) =>
        _budgets = budgets.Select(b => (Company: CompanyLabel(b.Tenant), b.Limit, b.Spent)).Where(b => b.Company != "other").DistinctBy(b => b.Company).ToDictionary(b => b.Company, b => (b.Limit, b.Spent));

    /// <summary>A model was asked until its answer could be used, or nobody would ask again.</summary>
    public void Answered(string task, Rung rung)
    {
        // All series of a task begin at 0: a rate does not see a counter that begins at 1, so the first failure would be no failure.
        if (_asked.TryAdd(task, true)) foreach (var any in Enum.GetValues<Rung>()) Count(task, any, 0);
        Count(task, rung, 1);
    }

    private void Count(string task, Rung rung, long answers) => _answers.Add(answers, new TagList { { "task", task }, { "rung", rung.ToString().ToLowerInvariant() } });

    private string CompanyLabel(Guid tenant) =>
        _companies.TryGetValue(tenant, out var label) ? label : _companies.Count < MostCompanies ? _companies.GetOrAdd(tenant, tenant.ToString()) : "other";
}
