using Steward.Client;
using Steward.Server.Demo.Input;

namespace Steward.Server.Demo.Report;

/// <summary>Asks the server for everything that a report says.</summary>
internal sealed class ReportReader(StewardClient client, string company)
{
    private const int EvidenceToChooseFrom = 50;
    private const int WellReadLength = 160;

    private const string Brief =
        """
        Create a landing page for Open Door, a mentoring programme that brings newcomers and volunteers together for an hour a week.
        - A mentor from the line of work you want to enter
        - Practice of the language over coffee, not out of a book
        - Help with applications, interviews and the first weeks at work
        Who may join? Everybody who is new in the country, free of charge.
        How much time does it take? One hour a week for half a year.
        Write to hello@opendoor.example.
        """;

    public async Task<DemoReport> ReadAsync(FeedbackFile file, FeedbackSender sent, (RejectedRows Rejected, FeedbackSummary Summary, ForumReport Comments) became, RunningServer server, CancellationToken ct)
    {
        var (rejected, summary, comments) = became;
        var metrics = await client.Metrics.GetAsync(company, ct: ct);
        return new DemoReport
        {
            Input = file.Path, CompanyId = company,
            Received = summary.Received, AlreadyKnown = sent.Known, Held = summary.Held, HeldReasons = summary.HeldReasons,
            Classified = summary.Classified, Failed = summary.Failed, Pending = summary.Pending,
            Provider = MostUsed(summary.ByProvider, p => p.Count), Model = MostUsed(summary.ByModel, m => m.Count),
            Providers = summary.ByProvider, Tokens = summary.ByProvider.Values.Sum(p => p.Tokens), CostUsd = summary.ByProvider.Values.Sum(p => p.CostUsd),
            Scores = metrics.Metrics, Period = metrics.Period, Evidence = await EvidenceAsync(ct), Delivery = await DeliveryAsync(ct), Page = await PageAsync(server, ct), Comments = comments,
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

    private async Task<PublishedPage> PageAsync(RunningServer server, CancellationToken ct)
    {
        if ((await client.Pages.ListAsync(200, ct: ct)).Items.LastOrDefault(p => p.Path is not null) is { } earlier) return new PublishedPage(earlier.Title, null, Of(server, "api", earlier.Path!));
        var written = await client.Pages.GenerateAsync(new PageRequest(Brief) { Save = true }, ct);
        var page = (await client.Pages.PublishAsync(written.PageId!.Value, ct)).Page;
        return new PublishedPage(page.Title, written.Provider, Of(server, "api", page.Path!));
    }

    private static string? MostUsed<T>(IReadOnlyDictionary<string, T> parts, Func<T, long> count) =>
        parts.OrderByDescending(p => count(p.Value)).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key).FirstOrDefault();

    private static Dictionary<string, Uri> Addresses(RunningServer server, string company)
    {
        return new Dictionary<string, Uri>
        {
            ["api"] = Of(server, "platform", "/docs"),
            ["health"] = Of(server, "platform", "/health"),
            ["metrics"] = Of(server, "reporting", $"/v1/metrics/{company}"),
            ["evidence"] = Of(server, "reporting", $"/v1/metrics/{company}/evidence"),
            ["held"] = Of(server, "safety", "/safety/queue"),
            ["comments"] = Of(server, "moderation", "/api/v1/comments?due=true"),
            ["moderated"] = Of(server, "moderation", "/api/v1/analytics/overview"),
            ["costs"] = Of(server, "q2q", "/cost/metrics"),
            ["schedules"] = Of(server, "impact-in", "/impact-in/schedules"),
            ["audit"] = Of(server, "platform", "/v1/audit"),
        };
    }

    private static Uri Of(RunningServer server, string service, string path) =>
        new(server.Services.Where(s => s.Name == service).Select(s => s.Address).DefaultIfEmpty(server.Platform).First(), path);
}
