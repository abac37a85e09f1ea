using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;
using Steward.Safety.Policies;

namespace Steward.Safety.Rules;

/// <summary>A rule to write, or to write anew.</summary>
/// <param name="Name">1 to 100 characters; one rule of a name.</param>
/// <param name="Action">hold, review (looked at, holds nothing up) or pass (what was found holds nothing up; a rule that holds wins).</param>
/// <param name="When">When it hits.</param>
/// <param name="Tests">At most 50 texts that it must hit or must not; at least one that it must hit before it goes to shadow or live.</param>
internal sealed record SaveRule(string? Name, string? Action, Condition? When, RuleTest[]? Tests);

/// <summary>The state that a rule is to have: draft, shadow, live or retired.</summary>
internal sealed record RuleState(string? State);

/// <summary>
/// A rule. Hits are the texts that it hit, in whichever version and in shadow too; precision is the share that reviewers upheld of those that they decided, and
/// the confidence of the rule's flags.
/// </summary>
internal sealed record RuleResponse(
    Guid Id, string Name, int Version, string State, string Action, Condition When, IReadOnlyList<RuleTest> Tests, long Hits, Estimate Precision,
    string ChangedBy, DateTime CreatedAt, DateTime ChangedAt)
{
    /// <summary>When it was just written: frequent words that its words hit.</summary>
    public IReadOnlyList<InnocentHit>? InnocentHits { get; init; }
}

/// <summary>The tenant's rules, oldest first.</summary>
internal sealed record RulesResponse(IReadOnlyList<RuleResponse> Rules);

/// <summary>How the rule's own tests went, and the frequent words that its words hit.</summary>
internal sealed record TestsResponse(bool Passed, IReadOnlyList<TestOutcome> Outcomes, IReadOnlyList<InnocentHit> InnocentHits);

/// <summary>What rules are written and tried with.</summary>
internal sealed record RuleTools(AppDb Db, RuleTrials Trials, TenantPolicies Policies, Trail Trail, TimeProvider Time);

internal static class RulesApi
{
    private const int MostRules = 200, MostTests = 50;

    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/v1/safety/rules").On(Service.Safety).WithTags("Rules");
        rules.MapGet("", ListAsync).Require("safety.read").WithSummary("The tenant's rules, with what reviewers made of their hits");
        rules.MapGet("/{id:guid}", GetAsync).Require("safety.read").WithSummary("One rule");
        rules.MapPost("", AddAsync).Require("safety.manage").WithSummary("Write a rule; it begins as a draft").Idempotent();
        rules.MapPut("/{id:guid}", ChangeAsync).Require("safety.manage").WithSummary("Write a draft anew");
        rules.MapPost("/{id:guid}/state", MoveAsync).Require("safety.manage").WithSummary("To shadow or live once its tests pass, back to draft, or retired");
        rules.MapPost("/{id:guid}/test", TestAsync).Require("safety.read").WithSummary("Run its tests");
        rules.MapPost("/{id:guid}/backtest", BackTestAsync).Require("safety.read").WithSummary("Try it on the flagged texts of the last days");
    }

    private static async Task<Ok<RulesResponse>> ListAsync(RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        var rules = await tools.Db.Set<Rule>().AsNoTracking().Where(r => r.TenantId == tenant).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(MostRules).ToListAsync(ct);
        return TypedResults.Ok(new RulesResponse(await ShownAsync(rules, tenant, tools, ct)));
    }

    private static async Task<Ok<RuleResponse>> GetAsync(Guid id, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var rule = await FindAsync(id, tools, http, ct);
        EntityTag.Show(http, rule.Version);
        return TypedResults.Ok((await ShownAsync([rule], rule.TenantId, tools, ct))[0]);
    }

    private static async Task<Created<RuleResponse>> AddAsync(SaveRule body, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        Validate(body);
        var (caller, now) = (http.Caller(), tools.Time.GetUtcNow().UtcDateTime);
        var tenant = caller.Company();
        if (await tools.Db.Set<Rule>().CountAsync(r => r.TenantId == tenant, ct) >= MostRules) throw Problem.Conflict("too_many_rules", $"A tenant has at most {MostRules} rules.").AsException();
        var rule = new Rule
        {
            Id = Guid.CreateVersion7(), TenantId = tenant, Name = body.Name!, Version = 1, State = "draft", Action = body.Action!,
            Definition = LoadedRule.Stored(new RuleDefinition(body.When!, body.Tests ?? [])), ChangedBy = caller.Id, CreatedAt = now, ChangedAt = now,
        };
        tools.Db.Add(rule);
        await SaveAsync(rule, "rule.added", tools, ct);
        return TypedResults.Created($"/v1/safety/rules/{rule.Id}", (await ShownAsync([rule], tenant, tools, ct))[0] with { InnocentHits = InnocentHit.Of(body.When!) });
    }

    private static async Task<Ok<RuleResponse>> ChangeAsync(Guid id, SaveRule body, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var rule = await FindAsync(id, tools, http, ct);
        Validate(body);
        EntityTag.MustMatch(http, rule.Version, "rule");
        if (rule.State != "draft") throw Problem.Conflict("not_a_draft", $"The rule is {rule.State}: make it a draft first, so that it is tested again.").AsException();
        (rule.Name, rule.Action, rule.Version) = (body.Name!, body.Action!, rule.Version + 1);
        rule.Definition = LoadedRule.Stored(new RuleDefinition(body.When!, body.Tests ?? []));
        (rule.ChangedBy, rule.ChangedAt) = (http.Caller().Id, tools.Time.GetUtcNow().UtcDateTime);
        await SaveAsync(rule, "rule.changed", tools, ct);
        EntityTag.Show(http, rule.Version);
        return TypedResults.Ok((await ShownAsync([rule], rule.TenantId, tools, ct))[0] with { InnocentHits = InnocentHit.Of(body.When!) });
    }

    private static async Task<Ok<RuleResponse>> MoveAsync(Guid id, RuleState body, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var rule = await FindAsync(id, tools, http, ct);
        new Check().OneOf("/state", body.State, ["draft", "shadow", "live", "retired"]).ThrowIfAny();
        if (body.State is "shadow" or "live")
        {
            var acting = await tools.Db.Set<Rule>().CountAsync(r => r.TenantId == rule.TenantId && r.Id != id && (r.State == "live" || r.State == "shadow"), ct);
            if (acting >= LoadedRule.MostOfATenant) throw Problem.Conflict("too_many_rules", $"At most {LoadedRule.MostOfATenant} rules are live or in shadow; retire another first.").AsException();
            var outcomes = await tools.Trials.TestAsync(rule.TenantId, LoadedRule.DefinitionOf(rule), ct);
            if (!Passed(outcomes)) throw (Problem.Conflict("tests_failed", "Before a rule acts its tests must pass, and one of them must be a text that it hits.")
                with { Members = new Dictionary<string, object?> { ["outcomes"] = outcomes } }).AsException();
        }

        var was = rule.State;
        (rule.State, rule.ChangedBy, rule.ChangedAt) = (body.State!, http.Caller().Id, tools.Time.GetUtcNow().UtcDateTime);
        await SaveAsync(rule, $"rule.{body.State}", tools, ct, was);
        return TypedResults.Ok((await ShownAsync([rule], rule.TenantId, tools, ct))[0]);
    }

    private static async Task<Ok<TestsResponse>> TestAsync(Guid id, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var rule = await FindAsync(id, tools, http, ct);
        var definition = LoadedRule.DefinitionOf(rule);
        var outcomes = await tools.Trials.TestAsync(rule.TenantId, definition, ct);
        return TypedResults.Ok(new TestsResponse(Passed(outcomes), outcomes, InnocentHit.Of(definition.When)));
    }

    private static async Task<Ok<BackTest>> BackTestAsync(Guid id, int? days, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var rule = await FindAsync(id, tools, http, ct);
        new Check().Range("/days", days, 1, 365).ThrowIfAny();
        return TypedResults.Ok(await tools.Trials.BackTestAsync(rule, days ?? 30, ct));
    }

    // Texts that were erased can neither pass nor fail; what is left must say something.
    private static bool Passed(IReadOnlyList<TestOutcome> outcomes) =>
        outcomes.All(o => o.Outcome is "passed" or "erased") && outcomes.Any(o => o is { Expected: true, Outcome: "passed" });

    private static void Validate(SaveRule body)
    {
        var check = new Check().Text("/name", body.Name, 100).OneOf("/action", body.Action, ["hold", "review", "pass"]);
        Condition.Validate(check, "/when", body.When).That(body.Tests is null or { Length: <= MostTests }, "/tests", "out_of_range", $"At most {MostTests} tests are allowed.");
        foreach (var (index, test) in (body.Tests ?? []).Take(MostTests).Index()) RuleTest.Validate(check, $"/tests/{index}", test);
        check.ThrowIfAny();
    }

    private static async Task<Rule> FindAsync(Guid id, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        return await tools.Db.Set<Rule>().SingleOrDefaultAsync(r => r.TenantId == tenant && r.Id == id, ct) ?? throw Problem.NotFound("Rule", id.ToString()).AsException();
    }

    private static async Task SaveAsync(Rule rule, string action, RuleTools tools, CancellationToken ct, string? was = null)
    {
        try
        {
            await tools.Db.InTransactionAsync(async () =>
            {
                await tools.Db.SaveChangesAsync(ct);
                await tools.Trail.RecordAsync(new AuditEvent(rule.TenantId, rule.ChangedBy, action, $"rule:{rule.Id}", new { rule.Name, rule.Version, rule.Action, was }), ct);
            }, ct);
        }
        catch (Exception error) when (tools.Db.Storage.IsUniqueViolation(error))
        {
            throw Problem.Conflict("name_taken", "There is a rule of this name.").AsException();
        }

        tools.Policies.Forget(rule.TenantId);
    }

    private static async Task<IReadOnlyList<RuleResponse>> ShownAsync(IReadOnlyList<Rule> rules, Guid tenant, RuleTools tools, CancellationToken ct)
    {
        var counts = await tools.Db.Storage.ReadAsync(c => RulePrecision.ReadAsync(c, tenant, ct), ct);
        return [.. rules.Select(r => (Rule: r, Definition: LoadedRule.DefinitionOf(r))).Select(r => new RuleResponse(
            r.Rule.Id, r.Rule.Name, r.Rule.Version, r.Rule.State, r.Rule.Action, r.Definition.When, r.Definition.Tests, counts.GetValueOrDefault(r.Rule.Id).Matches,
            RulePrecision.Of(counts, r.Rule.Id), r.Rule.ChangedBy, r.Rule.CreatedAt, r.Rule.ChangedAt))];
    }
}
