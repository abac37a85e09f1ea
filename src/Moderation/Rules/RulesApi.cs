using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Moderation.Platforms;
using Steward.Moderation.Verdicts;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Rules;

/// <summary>A rule to save. A live or shadow rule must pass its own tests.</summary>
/// <param name="Name">Unique in the tenant.</param>
/// <param name="Platform">Only there; everywhere unless given.</param>
/// <param name="State">draft, shadow (watches, decides nothing), live or retired; draft unless given.</param>
/// <param name="Rule">What it looks for and what follows.</param>
internal sealed record SaveModerationRule(string? Name, string? Platform, string? State, RuleDefinition? Rule);

/// <summary>A rule.</summary>
internal sealed record RuleView(string Id, string Name, string? Platform, string State, string Origin, string? Severity, RuleDefinition? Rule, int? Version, string? ChangedBy, DateTime? ChangedAt)
{
    public static RuleView Of(StoredRule r)
    {
        var definition = RuleDefinition.Read(r.Definition);
        return new RuleView(r.Id.ToString(), r.Name, r.Platform, r.State, "tenant", definition.Severity, definition, r.Version, r.ChangedBy, r.ChangedAt);
    }
}

/// <summary>The tenant's rules and those of the program, in the order they count.</summary>
internal sealed record RulesResponse(IReadOnlyList<RuleView> Rules);

/// <summary>A text to try a rule on.</summary>
internal sealed record TryRule(string? Text, string? Platform);

/// <summary>Whether it hits.</summary>
internal sealed record TryResponse(bool Hit);

/// <summary>What the rules' routes use.</summary>
internal sealed record RuleTools(AppDb Db, Moderator Moderator, Trail Trail, TimeProvider Time);

internal static class RulesApi
{
    public const int MostRules = 200;
    private static readonly string[] States = ["draft", "shadow", "live", "retired"];

    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var rules = routes.Moderation("/rules", "Rules");
        rules.MapGet("", ListAsync).Require("moderation.read").WithSummary("The tenant's rules and those of the program");
        rules.MapPost("", AddAsync).Require("moderation.rules").WithSummary("Add a rule; its tests are run").Idempotent();
        rules.MapGet("/{id:guid}", GetAsync).Require("moderation.read").WithSummary("One rule");
        rules.MapPut("/{id:guid}", ChangeAsync).Require("moderation.rules").WithSummary("Change a rule; its tests are run");
        rules.MapDelete("/{id:guid}", DeleteAsync).Require("moderation.rules").WithSummary("Remove a rule; what it found stays");
        rules.MapPost("/{id:guid}/try", TryAsync).Require("moderation.rules").WithSummary("Try a rule on a text; nothing is kept");
    }

    private static async Task<Ok<RulesResponse>> ListAsync(AppDb db, CancellationToken ct)
    {
        var rows = await db.Set<StoredRule>().AsNoTracking().OrderBy(r => r.Id).Take(MostRules * 10).ToListAsync(ct);
        return TypedResults.Ok(new RulesResponse(
        [
            .. rows.OrderBy(r => r.Platform is null).Select(RuleView.Of),
            .. SystemRules.All.Select(r => new RuleView(r.Id, r.Name, null, "live", "system", r.Severity, null, null, null, null)),
        ]));
    }

    private static async Task<Ok<RuleView>> GetAsync(Guid id, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await FindAsync(id, tools, ct);
        EntityTag.Show(http, row.Version);
        return TypedResults.Ok(RuleView.Of(row));
    }

    private static async Task<Created<RuleView>> AddAsync(SaveModerationRule body, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        Validate(body, tools.Moderator);
        var (caller, now) = (http.Caller(), tools.Time.GetUtcNow().UtcDateTime);
        var row = new StoredRule
        {
            Id = Guid.CreateVersion7(), TenantId = caller.Company(), Name = body.Name!, Platform = body.Platform, State = body.State ?? "draft", Definition = body.Rule!.Write(),
            Version = 1, ChangedBy = caller.Id,
            ChangedAt = now,
        };
        await SavingAsync(tools, row.TenantId, async () =>
        {
            if (await tools.Db.Set<StoredRule>().CountAsync(r => r.TenantId == row.TenantId && r.State != "retired", ct) >= MostRules)
                throw Problem.Conflict("too_many_rules", $"At most {MostRules} rules; retire some.").AsException();
            tools.Db.Add(row);
            await tools.Db.SaveChangesAsync(ct);
            await RecordAsync(tools, row, caller.Id, "rule.created", ct);
        }, ct);
        EntityTag.Show(http, row.Version);
        return TypedResults.Created($"/api/v1/rules/{row.Id}", RuleView.Of(row));
    }

    private static async Task<Ok<RuleView>> ChangeAsync(Guid id, SaveModerationRule body, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await FindAsync(id, tools, ct);
        EntityTag.MustMatch(http, row.Version, "rule");
        Validate(body, tools.Moderator);
        (row.Name, row.Platform, row.State, row.Definition) = (body.Name!, body.Platform, body.State ?? row.State, body.Rule!.Write());
        (row.Version, row.ChangedBy, row.ChangedAt) = (row.Version + 1, http.Caller().Id, tools.Time.GetUtcNow().UtcDateTime);
        await SavingAsync(tools, row.TenantId, async () =>
        {
            await tools.Db.SaveChangesAsync(ct);
            await RecordAsync(tools, row, row.ChangedBy, "rule.changed", ct);
        }, ct);
        EntityTag.Show(http, row.Version);
        return TypedResults.Ok(RuleView.Of(row));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await FindAsync(id, tools, ct);
        EntityTag.MustMatch(http, row.Version, "rule");
        await SavingAsync(tools, row.TenantId, async () =>
        {
            tools.Db.Remove(row);
            await tools.Db.SaveChangesAsync(ct);
            await RecordAsync(tools, row, http.Caller().Id, "rule.removed", ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<TryResponse>> TryAsync(Guid id, TryRule body, RuleTools tools, CancellationToken ct)
    {
        var row = await FindAsync(id, tools, ct);
        new Check().Text("/text", body.Text, 10_000).ThrowIfAny();
        return TypedResults.Ok(new TryResponse(RuleMatcher.From(row).Match(tools.Moderator.Preview(body.Platform ?? row.Platform ?? "webhook", body.Text!)) is not null));
    }

    private static void Validate(SaveModerationRule body, Moderator moderator)
    {
        var check = new Check().Text("/name", body.Name, 200).That(body.Rule is not null, "/rule", "required", "What does it look for?");
        if (body.Platform is not null) check.OneOf("/platform", body.Platform, PlatformList.Names);
        if (body.State is not null) check.OneOf("/state", body.State, States);
        check.ThrowIfAny();
        RuleDefinition.Validate(check, body.Rule!).ThrowIfAny();
        if (body.Platform is { } name && body.Rule!.Action is { } action && ActionKind.All.Contains(action) && action is not (ActionKind.Flag or ActionKind.Allow)
            && PlatformList.Of(name).Can(action) is null)
            check.That(false, "/rule/action", "unsupported", $"{PlatformList.Of(name).Title} has no such action; see GET /api/v1/platforms.");
        // A draft may be unfinished.
        if (body.State is "live" or "shadow") RunTests(check, body, moderator);
        check.ThrowIfAny();
    }

    private static void RunTests(Check check, SaveModerationRule body, Moderator moderator)
    {
        var matcher = new RuleMatcher("test", null, "live", body.Rule!);
        var platform = body.Platform ?? "webhook";
        Run("must_hit", body.Rule!.Tests?.MustHit, true);
        Run("must_not_hit", body.Rule!.Tests?.MustNotHit, false);

        void Run(string list, IReadOnlyList<string>? texts, bool wanted)
        {
            for (var i = 0; i < (texts?.Count ?? 0); i++)
                check.That(matcher.Match(moderator.Preview(platform, texts![i])) is not null == wanted, $"/rule/tests/{list}/{i}", "test_failed",
                    wanted ? "The rule does not hit this text." : "The rule hits this text.");
        }
    }

    private static async Task<StoredRule> FindAsync(Guid id, RuleTools tools, CancellationToken ct) =>
        await tools.Db.Set<StoredRule>().SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw Problem.NotFound("Rule", id.ToString()).AsException();

    private static Task RecordAsync(RuleTools tools, StoredRule row, string by, string action, CancellationToken ct) =>
        tools.Trail.RecordAsync(new AuditEvent(row.TenantId, by, action, $"rule:{row.Id}", new { row.Name, row.State, row.Version }), ct);

    private static async Task SavingAsync(RuleTools tools, Guid tenant, Func<Task> save, CancellationToken ct)
    {
        try
        {
            await tools.Db.InTransactionAsync(async () =>
            {
                await save();
                await PolicyMemory.ChangedAsync(tools.Db, tenant, ct);
            }, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw EntityTag.Changed("rule").AsException();
        }
        catch (Exception error) when (tools.Db.Storage.IsUniqueViolation(error))
        {
            throw Problem.Conflict("name_taken", "There is a rule of that name.").AsException();
        }
    }
}
