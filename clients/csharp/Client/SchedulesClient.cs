using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A schedule of deliveries to a partner.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CompanyId">Whose numbers are delivered.</param>
/// <param name="Platform">To whom, for example <c>benevity</c>.</param>
/// <param name="Schedule">Cron expression of five fields.</param>
/// <param name="Active">Whether it runs.</param>
public sealed record DeliverySchedule(string Id, string CompanyId, string Platform, string Schedule, bool Active)
{
    /// <summary>When it runs next; null when it does not.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>IANA name of the zone that the expression is in.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The expression in words.</summary>
    public string? Description { get; init; }

    /// <summary>The next five runs.</summary>
    public IReadOnlyList<DateTimeOffset> NextRuns { get; init; } = [];
}

/// <summary>The time that a delivery covers.</summary>
/// <param name="StartDate">The first day in the schedule's zone.</param>
/// <param name="EndDate">The last day, included.</param>
/// <param name="TimeZone">The zone's IANA name.</param>
public sealed record DeliveryPeriod(DateOnly StartDate, DateOnly EndDate, string TimeZone);

/// <summary>What would be delivered.</summary>
/// <param name="CompanyId">Whose numbers.</param>
/// <param name="Platform">To whom.</param>
/// <param name="Payload">The numbers.</param>
/// <param name="GeneratedAt">When the preview was made.</param>
/// <param name="Note">That nothing was sent.</param>
public sealed record DeliveryPreview(string CompanyId, string Platform, JsonElement Payload, DateTimeOffset GeneratedAt, string Note)
{
    /// <summary>The body that the partner would get.</summary>
    public JsonElement? PartnerPayload { get; init; }

    /// <summary>The time that the numbers cover.</summary>
    public DeliveryPeriod? Period { get; init; }

    /// <summary>The partner's host; null while none is configured.</summary>
    public string? Destination { get; init; }

    /// <summary>What to know before it is sent, in words.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A run that was asked for.</summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="Status">pending.</param>
/// <param name="Message">For people.</param>
public sealed record DeliveryStarted(string DeliveryId, string Status, string Message);

/// <summary>How a partner's schedules fared.</summary>
/// <param name="Platform">The partner.</param>
/// <param name="TotalSchedules">Schedules.</param>
/// <param name="ActiveSchedules">Of them active.</param>
/// <param name="SuccessfulRuns">Deliveries that arrived.</param>
/// <param name="FailedRuns">Deliveries that did not.</param>
public sealed record DeliveryStats(string Platform, int TotalSchedules, int ActiveSchedules, long SuccessfulRuns, long FailedRuns);

/// <summary>Scheduled deliveries to partners. Needs the permissions <c>deliveries.read</c>, <c>deliveries.manage</c> and <c>deliveries.run</c>.</summary>
public sealed class SchedulesClient
{
    private const string Root = "v1/impact-in/schedules";
    private readonly Wire _wire;

    internal SchedulesClient(Wire wire) => _wire = wire;

    /// <summary>Makes a schedule.</summary>
    /// <param name="companyId">Whose numbers.</param>
    /// <param name="platform">To whom.</param>
    /// <param name="schedule">Cron expression of five fields.</param>
    /// <param name="timeZone">IANA name; UTC when null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">400: the platform or the expression is wrong; 404: no such company.</exception>
    public async Task<DeliverySchedule> CreateAsync(string companyId, string platform, string schedule, string? timeZone = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<One>(Call.PostOnce(Root, new { companyId, platform, schedule, timeZone }), ct)).Schedule;

    /// <summary>A page of the schedules.</summary>
    /// <param name="companyId">Only this company's.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">From the page before; null starts.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Page<DeliverySchedule>> ListAsync(string? companyId = null, int limit = 50, string? cursor = null, CancellationToken ct = default)
    {
        var answer = await _wire.SendAsync<Many>(Call.Get(CallPath.Query(Root, ("companyId", companyId), ("limit", limit), ("cursor", cursor))), ct);
        return new Page<DeliverySchedule>(answer.Schedules, answer.Next);
    }

    /// <summary>One schedule.</summary>
    /// <exception cref="StewardException">404: no such schedule.</exception>
    public async Task<DeliverySchedule> GetAsync(string id, CancellationToken ct = default) => (await _wire.SendAsync<One>(Call.Get(Item(id)), ct)).Schedule;

    /// <summary>Changes a schedule; what is null stays.</summary>
    /// <exception cref="StewardException">400: the expression or the zone is wrong; 404: no such schedule.</exception>
    public async Task<DeliverySchedule> UpdateAsync(string id, string? schedule = null, string? timeZone = null, bool? active = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<One>(Call.Put(Item(id), new { schedule, timeZone, active }), ct)).Schedule;

    /// <summary>Removes a schedule.</summary>
    /// <exception cref="StewardException">404: no such schedule.</exception>
    public Task DeleteAsync(string id, CancellationToken ct = default) => _wire.SendAsync(Call.Delete(Item(id)), ct);

    /// <summary>What the schedule would deliver if it ran now; nothing is sent.</summary>
    /// <exception cref="StewardException">404: no such schedule.</exception>
    public async Task<DeliveryPreview> PreviewAsync(string id, CancellationToken ct = default) =>
        (await _wire.SendAsync<PreviewAnswer>(Call.Get($"{Item(id)}/preview"), ct)).Preview;

    /// <summary>Delivers now.</summary>
    /// <exception cref="StewardException">404: no such schedule.</exception>
    public Task<DeliveryStarted> RunNowAsync(string id, CancellationToken ct = default) =>
        _wire.SendAsync<DeliveryStarted>(Call.PostOnce($"{Item(id)}/run-now", null), ct);

    /// <summary>How each partner's schedules fared.</summary>
    public async Task<IReadOnlyList<DeliveryStats>> StatsAsync(CancellationToken ct = default) =>
        (await _wire.SendAsync<StatsAnswer>(Call.Get($"{Root}/stats"), ct)).Stats;

    private static string Item(string id) => $"{Root}/{CallPath.Part(id)}";

    private sealed record One(DeliverySchedule Schedule);

    private sealed record Many(IReadOnlyList<DeliverySchedule> Schedules, string? Next);

    private sealed record PreviewAnswer(DeliveryPreview Preview);

    private sealed record StatsAnswer(IReadOnlyList<DeliveryStats> Stats);
}
