using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Steward.Safety.Gate;
using Steward.Safety.Screening;

namespace Steward.Safety.Policies;

/// <summary>Thresholds to set; what is not given is as shipped.</summary>
/// <param name="Low">Flags below it are not reported, 0 to 1. Defaults to 0.3.</param>
/// <param name="Medium">From here on a text is held, low to 1. Defaults to 0.6.</param>
/// <param name="High">From here on a finding is looked at even where it holds nothing up, medium to 1. Defaults to 0.9.</param>
/// <param name="AutoDismissBelow">What would wait for a person with less confidence is dismissed at once, unless it might be toxic. Defaults to nothing.</param>
/// <param name="AskJudge">Whether a language model is asked about texts of which neither the rules nor your own model are sure. It costs, and no dry run can tell what it will say. Defaults to no.</param>
/// <param name="Reason">Why; 1 to 500 characters.</param>
/// <param name="DryRun">Only tell what it would have changed.</param>
/// <param name="Missed">What the dry run said would be missed; required of a change after which somebody sees less.</param>
/// <param name="Days">How many days back to try it on, 1 to 365. Defaults to 90.</param>
internal sealed record SetThresholds(double? Low, double? Medium, double? High, double? AutoDismissBelow, bool? AskJudge, string? Reason, bool? DryRun, int? Missed, int? Days);

/// <summary>A version of the thresholds; version 0 are the shipped ones.</summary>
internal sealed record ThresholdsResponse(long Version, double Low, double Medium, double High, double? AutoDismissBelow, bool AskJudge, string? Reason, string? ChangedBy, DateTime? ChangedAt)
{
    public static readonly ThresholdsResponse Shipped = new(0, Thresholds.Default.Low, Thresholds.Default.Medium, Thresholds.Default.High, null, false, null, null, null);

    public static ThresholdsResponse Of(ThresholdVersion row) =>
        new(row.Version, row.Low, row.Medium, row.High, row.AutoDismissBelow, row.AskJudge, row.Reason, row.ChangedBy, row.ChangedAt);
}

/// <summary>The thresholds, and what the change would have done to the texts of the last days.</summary>
internal sealed record ThresholdsChanged(bool DryRun, ThresholdsResponse Thresholds, ThresholdEffect Effect);

/// <summary>All versions, the newest first.</summary>
internal sealed record ThresholdVersionsResponse(IReadOnlyList<ThresholdsResponse> Versions);

/// <summary>What a change of thresholds works with.</summary>
internal sealed record PolicyTools(AppDb Db, Judge Judge, TenantPolicies Policies, Trail Trail, TimeProvider Time);

internal static class ThresholdsApi
{
    private const int MostVersions = 200;

    public static void MapThresholds(this IEndpointRouteBuilder routes)
    {
        var thresholds = routes.MapGroup("/v1/safety/thresholds").On(Service.Safety).WithTags("Thresholds");
        thresholds.MapGet("", ShowAsync).Require("safety.read").WithSummary("The thresholds that hold");
        thresholds.MapGet("/versions", VersionsAsync).Require("safety.read").WithSummary("Those before, with who changed them and why");
        thresholds.MapPut("", SetAsync).Require("safety.manage").WithSummary("Try or set thresholds; tells what they would have changed");
    }

    private static async Task<Ok<ThresholdsResponse>> ShowAsync(AppDb db, HttpContext http, CancellationToken ct)
    {
        var current = await CurrentAsync(db, http.Caller().TenantId, ct);
        EntityTag.Show(http, current.Version);
        return TypedResults.Ok(current);
    }

    private static async Task<Ok<ThresholdVersionsResponse>> VersionsAsync(AppDb db, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        return TypedResults.Ok(new ThresholdVersionsResponse([.. (await db.Set<ThresholdVersion>().AsNoTracking().Where(t => t.TenantId == tenant)
            .OrderByDescending(t => t.Version).Take(MostVersions).ToListAsync(ct)).Select(ThresholdsResponse.Of)]));
    }

    private static async Task<Ok<ThresholdsChanged>> SetAsync(SetThresholds body, PolicyTools tools, HttpContext http, CancellationToken ct)
    {
        var (low, medium, high) = (body.Low ?? Thresholds.Default.Low, body.Medium ?? Thresholds.Default.Medium, body.High ?? Thresholds.Default.High);
        new Check().Range("/low", low, 0, 1).Range("/medium", medium, 0, 1).Range("/high", high, 0, 1).Range("/autoDismissBelow", body.AutoDismissBelow, 0, 1)
            .That(low <= medium && medium <= high, "/medium", "out_of_order", "low, medium and high must not fall.")
            .That(body.AutoDismissBelow is null || body.AutoDismissBelow <= high, "/autoDismissBelow", "out_of_range", "What is as good as certain (high) is not dismissed unseen.")
            .Text("/reason", body.Reason, 500).Range("/days", body.Days, 1, 365).ThrowIfAny();
        var (caller, now, days) = (http.Caller(), tools.Time.GetUtcNow().UtcDateTime, body.Days ?? 90);
        var tenant = caller.Company();
        var current = await CurrentAsync(tools.Db, tenant, ct);
        EntityTag.MustMatch(http, current.Version, "thresholds");
        var row = new ThresholdVersion
        {
            Id = Guid.CreateVersion7(), TenantId = tenant, Version = current.Version + 1, Low = low, Medium = medium, High = high, AutoDismissBelow = body.AutoDismissBelow,
            AskJudge = body.AskJudge ?? false, Reason = body.Reason!, ChangedBy = caller.Id, ChangedAt = now,
        };
        var policy = await tools.Policies.OfAsync(tenant, ct) with
        {
            Thresholds = new Thresholds(current.Low, current.Medium, current.High), AutoDismissBelow = current.AutoDismissBelow,
        };
        var then = policy with { Thresholds = new Thresholds(low, medium, high), AutoDismissBelow = body.AutoDismissBelow };
        var effect = await ThresholdEffect.OfAsync(tools.Db, tools.Judge, policy, then, (tenant, days, now.AddDays(-days)), ct);
        var answer = new ThresholdsChanged(body.DryRun == true, ThresholdsResponse.Of(row), effect);
        if (body.DryRun == true) return TypedResults.Ok(answer);
        // Nobody makes people see less without having read how much harm that would have let through.
        if (effect.Loosens && body.Missed != effect.Missed) throw NotSimulated(effect).AsException();
        await SaveAsync(row, effect, tools, ct);
        EntityTag.Show(http, row.Version);
        return TypedResults.Ok(answer);
    }

    private static async Task SaveAsync(ThresholdVersion row, ThresholdEffect effect, PolicyTools tools, CancellationToken ct)
    {
        try
        {
            await tools.Db.InTransactionAsync(async () =>
            {
                tools.Db.Add(row);
                await tools.Db.SaveChangesAsync(ct);
                await tools.Trail.RecordAsync(new AuditEvent(row.TenantId, row.ChangedBy, "thresholds.set", $"thresholds:{row.Version}",
                    new { row.Low, row.Medium, row.High, row.AutoDismissBelow, row.AskJudge, row.Reason, effect.Examined, effect.Missed, effect.Spared }), ct);
            }, ct);
        }
        catch (Exception error) when (tools.Db.Storage.IsUniqueViolation(error))
        {
            throw EntityTag.Changed("thresholds").AsException();
        }

        tools.Policies.Forget(row.TenantId);
    }

    private static async Task<ThresholdsResponse> CurrentAsync(AppDb db, Guid tenant, CancellationToken ct) =>
        await db.Set<ThresholdVersion>().AsNoTracking().Where(t => t.TenantId == tenant).OrderByDescending(t => t.Version).FirstOrDefaultAsync(ct) is { } row
            ? ThresholdsResponse.Of(row) : ThresholdsResponse.Shipped;

    private static Problem NotSimulated(ThresholdEffect effect) => new(409, "not_simulated", "Try it first",
        $"Somebody would see less than now. Of past decisions {effect.Missed} texts that a reviewer held back would be missed: look at a dry run, then repeat with \"missed\": {effect.Missed}.")
    {
        Members = new Dictionary<string, object?> { ["effect"] = effect },
    };
}
