using System.Text.Json;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Steward.Impact.Evaluations;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Impact.Drift;

/// <summary>Fired daily: has every company's labels looked at.</summary>
/// <param name="FireTime">When it was due.</param>
internal sealed record CheckDrift(DateTime FireTime) : IJob
{
    public static string Kind => "impact.check-drift";
}

/// <summary>Compares the labels of a company's last seven days with those of the 28 days before.</summary>
/// <param name="Until">The end of the seven days.</param>
internal sealed record CheckCompanyDrift(DateTime Until) : IJob
{
    public static string Kind => "impact.check-company-drift";
}

/// <summary>One job per company that has texts.</summary>
internal sealed class DriftRound(Storage storage, JobWriter jobs) : IJobHandler<CheckDrift>
{
    // Hops from company to company along the index, however many texts each has.
    private const string Companies =
        """
        WITH RECURSIVE companies (id) AS (
          SELECT tenant_id FROM (SELECT tenant_id FROM impact_feedback ORDER BY tenant_id LIMIT 1) AS first
          UNION ALL
          SELECT (SELECT f.tenant_id FROM impact_feedback f WHERE f.tenant_id > c.id ORDER BY f.tenant_id LIMIT 1) FROM companies c WHERE c.id IS NOT NULL)
        SELECT id FROM companies WHERE id IS NOT NULL
        """;

    public async Task RunAsync(CheckDrift job, JobContext context, CancellationToken ct)
    {
        var companies = await storage.ReadAsync(async c => (await c.QueryAsync<Guid>(new CommandDefinition(Companies, cancellationToken: ct))).AsList(), ct);
        foreach (var company in companies) await jobs.EnqueueAsync(company, new CheckCompanyDrift(job.FireTime), new JobOptions(UniqueKey: $"{company} {job.FireTime:O}"), ct);
    }
}

/// <summary>
/// A label has drifted where its PSI or Jensen–Shannon divergence is above its limit. Fewer than fifty texts on either side say nothing. Of very many texts the newest
/// 20,000 of each side are read.
/// </summary>
internal sealed class DriftChecker(AppDb db, DriftMetrics metrics, TimeProvider time, ILogger<DriftChecker> log) : IJobHandler<CheckCompanyDrift>
{
    private const int FewestTexts = 50;
    private const int MostTexts = 20_000;
    private const double PsiAlert = .2, PsiMonitor = .1, JsAlert = .1, JsMonitor = .05;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7), Reference = TimeSpan.FromDays(28), Kept = TimeSpan.FromDays(400);

    public async Task RunAsync(CheckCompanyDrift job, JobContext context, CancellationToken ct)
    {
        var from = job.Until - Recent;
        var (current, baseline) = (await CountAsync(context.TenantId, from, job.Until, ct), await CountAsync(context.TenantId, from - Reference, from, ct));
        var checks = current.Languages.Where(language => Math.Min(current.Texts(language), baseline.Texts(language)) >= FewestTexts)
            .SelectMany(language => EvaluatedLabels.All.Where(label => label.Key != EvaluatedLabels.Language || language == LabelCounts.AllLanguages)
                .Select(label => CheckOf(context.TenantId, language, label, baseline, current))).ToList();
        context.Result = new { texts = current.Texts(LabelCounts.AllLanguages), reference = baseline.Texts(LabelCounts.AllLanguages), checks = checks.Count, alerts = checks.Count(c => c.Level == "alert") };
        await db.InTransactionAsync(async () =>
        {
            db.AddRange(checks);
            var oldest = time.GetUtcNow().UtcDateTime - Kept;
            await db.Set<DriftCheck>().Where(c => c.TenantId == context.TenantId && c.CheckedAt < oldest).ExecuteDeleteAsync(ct);
            await context.FinishAsync(db, ct);
        }, ct);
        metrics.Checked(context.TenantId, checks);
        foreach (var check in checks.Where(c => c.Level == "alert")) ImpactLog.Drifted(log, context.TenantId, check.Label, check.Language, check.Psi, check.Js, check.SampleSize);
    }

    /// <summary>None, monitor or alert: the worse of what the two numbers say.</summary>
    public static string LevelOf(double psi, double js) => psi > PsiAlert || js > JsAlert ? "alert" : psi > PsiMonitor || js > JsMonitor ? "monitor" : "none";

    private async Task<LabelCounts> CountAsync(Guid tenant, DateTime from, DateTime until, CancellationToken ct)
    {
        var counts = new LabelCounts();
        await foreach (var labels in db.Set<StoredFeedback>().AsNoTracking()
            .Where(f => f.TenantId == tenant && f.ReceivedAt >= from && f.ReceivedAt < until && f.Status == "classified" && f.Labels != null)
            .OrderByDescending(f => f.ReceivedAt).Take(MostTexts).Select(f => f.Labels!).AsAsyncEnumerable().WithCancellation(ct)) counts.Add(labels);
        return counts;
    }

    private DriftCheck CheckOf(Guid tenant, string language, KeyValuePair<string, string[]> label, LabelCounts baseline, LabelCounts current)
    {
        var (was, now) = (baseline.Of(language, label), current.Of(language, label));
        var (psi, js) = (Math.Round(Divergence.Psi(was, now), 4), Math.Round(Divergence.JensenShannon(was, now), 4));
        return new DriftCheck
        {
            Id = Guid.CreateVersion7(), TenantId = tenant, Label = label.Key, Language = language, Psi = psi, Js = js, Level = LevelOf(psi, js),
            Baseline = ByClass(label.Value, was), Current = ByClass(label.Value, now), BaselineSize = was.Sum(), SampleSize = now.Sum(), CheckedAt = time.GetUtcNow().UtcDateTime,
        };
    }

    private static string ByClass(string[] classes, int[] counts) => JsonSerializer.Serialize(classes.Zip(counts).ToDictionary(c => c.First, c => c.Second));
}
