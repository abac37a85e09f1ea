using Steward.Client;
using Steward.Server.Demo.Input;

namespace Steward.Server.Demo.Report;

/// <summary>Asks the server for everything that a report says.</summary>
internal sealed class ReportReader(StewardClient client, string company)
{
    private const int EvidenceToChooseFrom = 50;
    private const int WellReadLength = 160;

    public async Task<DemoReport> ReadAsync(FeedbackFile file, FeedbackSender sent, RejectedRows rejected, FeedbackSummary summary, RunningServer server, CancellationToken ct)
    {
        var metrics = await client.Metrics.GetAsync(company, ct: ct);
        return new DemoReport
        {
            Input = file.Path, CompanyId = company,
            Received = summary.Received, AlreadyKnown = sent.Known, Held = summary.Held, HeldReasons = summary.HeldReasons,
            Classified = summary.Classified, Failed = summary.Failed, Pending = summary.Pending,
            Provider = MostUsed(summary.ByProvider, p => p.Count), Model = MostUsed(summary.ByModel, m => m.Count),
            Providers = summary.ByProvider, Tokens = summary.ByProvider.Values.Sum(p => p.Tokens), CostUsd = summary.ByProvider.Values.Sum(p => p.CostUsd),
            Scores = metrics.Metrics, Period = metrics.Period, Evidence = await EvidenceAsync(ct), Delivery = await DeliveryAsync(ct),
            RejectedCount = rejected.Count, Rejected = rejected.InOrder(), Open = Addresses(server, company),
        };
    }

    // A quote that a score rests on, short enough to be read at a glance; the longest such says most. Job readiness is the score people ask about.
    private async Task<Evidence?> EvidenceAsync(CancellationToken ct) =>
        (await client.Metrics.EvidenceAsync(company, EvidenceToChooseFrom, ct))
        .Where(e => e.Dimension is not null)
        .OrderByDescending(e => e.Dimension == "job_readiness").ThenBy(e => e.Snippet.Length > WellReadLength).ThenByDescending(e => e.Snippet.Length).ThenBy(e => e.Snippet, StringComparer.Ordinal)
        .FirstOrDefault();

    private async Task<PlannedDelivery?> DeliveryAsync(CancellationToken ct)
    {
        var schedules = await client.Schedules.ListAsync(company, limit: 200, ct: ct);
        if (schedules.Items.Where(s => s is { Active: true, NextRun: not null }).MinBy(s => s.NextRun) is not { } next) return null;
        var preview = await client.Schedules.PreviewAsync(next.Id, ct);
        return new PlannedDelivery(next.Id, next.Platform, next.NextRun, next.Description, preview.Period, preview.Payload, preview.PartnerPayload, preview.Problems);
    }

    private static string? MostUsed<T>(IReadOnlyDictionary<string, T> parts, Func<T, long> count) =>
        parts.OrderByDescending(p => count(p.Value)).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key).FirstOrDefault();

    private static Dictionary<string, Uri> Addresses(RunningServer server, string company)
    {
        Uri Of(string service, string path) =>
            new(server.Services.Where(s => s.Name == service).Select(s => s.Address).DefaultIfEmpty(server.Platform).First(), path);
        return new Dictionary<string, Uri>
        {
            ["api"] = Of("platform", "/docs"),
            ["health"] = Of("platform", "/health"),
            ["metrics"] = Of("reporting", $"/v1/metrics/{company}"),
            ["evidence"] = Of("reporting", $"/v1/metrics/{company}/evidence"),
            ["held"] = Of("safety", "/safety/queue"),
            ["costs"] = Of("q2q", "/cost/metrics"),
            ["schedules"] = Of("impact-in", "/impact-in/schedules"),
            ["audit"] = Of("platform", "/v1/audit"),
        };
    }
}
