using System.Text.Json;
using Steward.Client;
using Steward.Server.Demo.Input;

namespace Steward.Server.Demo.Report;

/// <summary>What became of a file; the JSON that <c>--json</c> prints.</summary>
internal sealed record DemoReport
{
    public required string Input { get; init; }
    public required string CompanyId { get; init; }

    /// <summary>Texts of this file that the server has.</summary>
    public required long Received { get; init; }

    /// <summary>Of those in the file now, the ones that an earlier run had sent.</summary>
    public required long AlreadyKnown { get; init; }
    public required long Held { get; init; }
    public required IReadOnlyDictionary<string, long> HeldReasons { get; init; }
    public required long Classified { get; init; }
    public required long Failed { get; init; }
    public required long Pending { get; init; }

    /// <summary>Who classified most of it; null when nothing was classified.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that classified most of it; null when nothing was classified.</summary>
    public string? Model { get; init; }
    public required IReadOnlyDictionary<string, ProviderShare> Providers { get; init; }
    public required long Tokens { get; init; }
    public required decimal CostUsd { get; init; }
    public required CompanyMetrics Scores { get; init; }
    public required MetricsPeriod Period { get; init; }
    public Evidence? Evidence { get; init; }
    public PlannedDelivery? Delivery { get; init; }

    /// <summary>A page that was written from a brief.</summary>
    public PublishedPage? Page { get; init; }

    /// <summary>Comments of the simulated forum.</summary>
    public required ForumReport Comments { get; init; }

    /// <summary>How many rows could not be sent.</summary>
    public required int RejectedCount { get; init; }

    /// <summary>The first thousand of them.</summary>
    public required IReadOnlyList<RejectedRow> Rejected { get; init; }
    public required IReadOnlyDictionary<string, Uri> Open { get; init; }
}

/// <summary>The next delivery to a partner, and what it would say now.</summary>
internal sealed record PlannedDelivery(
    string ScheduleId, string Platform, DateTimeOffset? NextRun, string? Description, DeliveryPeriod? Period,
    JsonElement Payload, JsonElement? PartnerPayload, IReadOnlyList<string> Problems);

/// <summary>What became of the comments of a simulated forum.</summary>
/// <param name="Told">Comments that the server has of it.</param>
/// <param name="Decisions">How many were decided how: approve, flag, hide, delete, escalate.</param>
/// <param name="OutOfSight">Those that the forum was asked to hide or delete, and did.</param>
/// <param name="Waiting">Those that wait for a person.</param>
/// <param name="MostUrgent">The words of the one whose time ends first.</param>
internal sealed record ForumReport(int Told, IReadOnlyDictionary<string, long> Decisions, int OutOfSight, int Waiting, string? MostUrgent);

/// <summary>A page that visitors can open.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Provider">Who wrote it; null when an earlier run had it written.</param>
/// <param name="Address">Where it is.</param>
internal sealed record PublishedPage(string Title, string? Provider, Uri Address);
