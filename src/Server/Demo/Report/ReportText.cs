using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Steward.Client;

namespace Steward.Server.Demo.Report;

/// <summary>The report for people.</summary>
internal sealed class ReportText(TextWriter words)
{
    private const int MostRejectedShown = 10;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(DemoReport report)
    {
        Counts(report);
        Scores(report);
        Evidence(report.Evidence);
        Delivery(report.Delivery);
        Page(report.Page);
        Comments(report.Comments);
        Heading("Open next");
        foreach (var (name, address) in report.Open) Line(name, address.ToString());
    }

    private void Counts(DemoReport report)
    {
        Heading($"Feedback from {report.Input}");
        Line("received", Number(report.Received), report.AlreadyKnown == 0 ? "" : $"{Number(report.AlreadyKnown)} of them known from an earlier run");
        Line("held by safety", Number(report.Held), Parts(report.HeldReasons));
        Line("classified", Number(report.Classified), report.Provider is null ? "" : Providers(report));
        if (report.Pending > 0) Line("still pending", Number(report.Pending), "nothing has changed for minutes: see the server's log and /health");
        Line("failed", Number(report.Failed));
        Line("not sent", Number(report.RejectedCount), report.RejectedCount == 0 ? "" : "rows of the file that cannot be used");
        foreach (var row in report.Rejected.Take(MostRejectedShown)) words.WriteLine($"    line {row.Line}: {Plain(row.Reason)}");
        if (report.RejectedCount > MostRejectedShown) words.WriteLine($"    … and {report.RejectedCount - MostRejectedShown} more");
    }

    private void Scores(DemoReport report)
    {
        var scores = report.Scores;
        Heading(string.Create(CultureInfo.InvariantCulture, $"Company {report.CompanyId}, {report.Period.Start:yyyy-MM-dd} to {report.Period.End:yyyy-MM-dd}"));
        Line("SROI", scores.Sroi is { } sroi ? string.Create(CultureInfo.InvariantCulture, $"{sroi:0.00}") : "–", scores.Sroi switch
        {
            null => "needs volunteered hours (session.completed events) and texts that say something of work",
            < 0 => "for each dollar put in: no participant is job-ready by these texts yet",
            _ => "for each dollar put in",
        });
        Line("VIS", Score(scores.Vis), scores.Vis is null ? "needs session.completed events with a score, and classified texts" : "of 100");
        Line("integration", Score(scores.IntegrationScore), scores.IntegrationScore is null ? "needs language, belonging and job readiness" : "of 100");
        Line("job readiness", Score(scores.JobReadiness), "of 1");
        Line("confidence", Score(scores.Confidence), "of 1");
        Line("belonging", Score(scores.Belonging), "of 1");
        Line("language", Score(scores.LanguageLevel), "of 1");
        Line("well-being", Score(scores.WellBeing), "of 1");
        Line("participants", Number(scores.TotalParticipants));
        Line("sessions", Number(scores.TotalSessions));
    }

    private void Evidence(Evidence? evidence)
    {
        if (evidence is null) return;
        Heading("Evidence behind one of them");
        Line(evidence.Dimension!.Replace('_', ' '), Score(evidence.Score), $"“{Plain(evidence.Snippet)}”");
        if (evidence.Reasoning is { } reasoning) words.WriteLine($"    {Plain(reasoning)}");
    }

    private void Delivery(PlannedDelivery? delivery)
    {
        if (delivery is null) return;
        Heading("Next delivery");
        var at = delivery.NextRun?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "never";
        Line("to " + delivery.Platform, at, delivery.Description ?? "");
        if (delivery.Period is { } p) Line("period", string.Create(CultureInfo.InvariantCulture, $"{p.StartDate:yyyy-MM-dd} to {p.EndDate:yyyy-MM-dd}"));
        foreach (var line in JsonSerializer.Serialize(delivery.PartnerPayload ?? delivery.Payload, Indented).Split('\n')) words.WriteLine("    " + line.TrimEnd('\r'));
        foreach (var problem in delivery.Problems) words.WriteLine($"    note: {Plain(problem)}");
    }

    private void Page(PublishedPage? page)
    {
        if (page is null) return;
        Heading("A page written from a brief");
        words.WriteLine($"  {Plain(page.Title)}{(page.Provider is null ? "" : $" (by {page.Provider})")}");
        words.WriteLine($"  {page.Address}");
    }

    private void Comments(ForumReport comments)
    {
        Heading("Comments of a simulated forum");
        Line("told", Number(comments.Told), Parts(comments.Decisions));
        Line("out of sight", Number(comments.OutOfSight), "hidden or deleted there, each once");
        Line("for a person", Number(comments.Waiting), comments.MostUrgent is { } text ? $"first “{Plain(text)}”" : "");
    }

    private void Heading(string text)
    {
        words.WriteLine();
        words.WriteLine(text);
    }

    private void Line(string name, string value, string remark = "") => words.WriteLine($"  {name,-16}{value,8}  {remark}".TrimEnd());

    private static string Providers(DemoReport report)
    {
        var shares = report.Providers.OrderByDescending(p => p.Value.Count)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value.Count:N0} ({p.Value.Tokens:N0} tokens, ${p.Value.CostUsd:0.00####})"));
        return $"by {string.Join(", ", shares)}; model {report.Model}";
    }

    private static string Parts(IReadOnlyDictionary<string, long> parts) =>
        string.Join(", ", parts.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{Plain(p.Key)} {Number(p.Value)}"));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Score(double? value) => value?.ToString("0.0##", CultureInfo.InvariantCulture) ?? "–";

    // Control characters in somebody's text could steer the terminal.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
