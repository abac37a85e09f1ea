using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A rule of screening that the tenant wrote.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Goes up with every change.</param>
/// <param name="State">draft, shadow, live or retired.</param>
/// <param name="Action">hold, review or pass.</param>
/// <param name="When">When it hits.</param>
/// <param name="Tests">Texts that it must hit, or must not.</param>
/// <param name="Hits">Texts that it hit, in shadow too.</param>
/// <param name="Precision">The share of its hits that reviewers upheld.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="ChangedAt">When.</param>
public sealed record ScreeningRule(
    Guid Id, string Name, int Version, string State, string Action, JsonElement When, JsonElement Tests, long Hits, ReviewEstimate Precision, string ChangedBy, DateTimeOffset ChangedAt)
{
    /// <summary>When it was just written: frequent words that its words hit.</summary>
    public IReadOnlyList<RuleInnocentHit>? InnocentHits { get; init; }
}

/// <summary>Frequent words, alone and in pairs, that a rule's words hit.</summary>
/// <param name="Word">What of them was hit.</param>
/// <param name="Hits">How many words and pairs it is in.</param>
/// <param name="Examples">The first of them.</param>
public sealed record RuleInnocentHit(string Word, int Hits, IReadOnlyList<string> Examples);

/// <summary>Rules, oldest first.</summary>
/// <param name="Rules">They.</param>
public sealed record ScreeningRules(IReadOnlyList<ScreeningRule> Rules);

/// <summary>What became of a rule's test.</summary>
/// <param name="Index">Which, from 0.</param>
/// <param name="Expected">Whether the rule must hit.</param>
/// <param name="Outcome">passed, failed, unknown or erased.</param>
public sealed record RuleTestOutcome(int Index, bool Expected, string Outcome);

/// <summary>How a rule's tests went.</summary>
/// <param name="Passed">It may act.</param>
/// <param name="Outcomes">Each test.</param>
/// <param name="InnocentHits">Frequent words that its words hit.</param>
public sealed record RuleTestRun(bool Passed, IReadOnlyList<RuleTestOutcome> Outcomes, IReadOnlyList<RuleInnocentHit> InnocentHits);

/// <summary>What a rule would have made of past texts.</summary>
/// <param name="Days">How far back.</param>
/// <param name="Examined">Texts looked at.</param>
/// <param name="Erased">Texts no longer there.</param>
/// <param name="Hits">Texts that it hits.</param>
/// <param name="Unknown">Texts of which it cannot say.</param>
/// <param name="Changed">Hits that would have fared otherwise.</param>
/// <param name="Precision">The share of the decided hits that reviewers upheld.</param>
/// <param name="Flags">The first twenty flags that it hits.</param>
public sealed record RuleBackTest(int Days, int Examined, int Erased, int Hits, int Unknown, int Changed, ReviewEstimate Precision, IReadOnlyList<string> Flags);

/// <summary>The tenant's own rules of screening. Reading and trying needs the permission <c>safety.read</c>, changing <c>safety.manage</c>.</summary>
public sealed class RulesClient
{
    private readonly Wire _wire;

    internal RulesClient(Wire wire) => _wire = wire;

    /// <summary>All rules.</summary>
    public Task<ScreeningRules> ListAsync(CancellationToken ct = default) => _wire.SendAsync<ScreeningRules>(Call.Get("v1/safety/rules"), ct);

    /// <summary>One rule.</summary>
    /// <exception cref="StewardException">404: no such rule.</exception>
    public Task<ScreeningRule> GetAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<ScreeningRule>(Call.Get(Path(id)), ct);

    /// <summary>Writes a rule: name, action, when and tests as the API's documents show.</summary>
    /// <exception cref="StewardException">400: the rule has faults; 409: there is one of this name.</exception>
    public Task<ScreeningRule> AddAsync(JsonElement rule, CancellationToken ct = default) => _wire.SendAsync<ScreeningRule>(Call.PostOnce("v1/safety/rules", rule), ct);

    /// <summary>Writes a draft anew.</summary>
    /// <exception cref="StewardException">400: the rule has faults; 404: no such rule; 409: it is no draft.</exception>
    public Task<ScreeningRule> ChangeAsync(Guid id, JsonElement rule, CancellationToken ct = default) => _wire.SendAsync<ScreeningRule>(new Call(HttpMethod.Put, Path(id)) { Body = rule }, ct);

    /// <summary>Moves a rule to draft, shadow, live or retired.</summary>
    /// <exception cref="StewardException">404: no such rule; 409: its tests do not pass.</exception>
    public Task<ScreeningRule> MoveAsync(Guid id, string state, CancellationToken ct = default) => _wire.SendAsync<ScreeningRule>(Call.Post($"{Path(id)}/state", new { state }), ct);

    /// <summary>Runs a rule's tests.</summary>
    /// <exception cref="StewardException">404: no such rule.</exception>
    public Task<RuleTestRun> TestAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync<RuleTestRun>(Call.Post($"{Path(id)}/test", null), ct);

    /// <summary>Tries a rule on the flagged texts of the last days; 30 when null.</summary>
    /// <exception cref="StewardException">404: no such rule.</exception>
    public Task<RuleBackTest> BackTestAsync(Guid id, int? days = null, CancellationToken ct = default) =>
        _wire.SendAsync<RuleBackTest>(Call.Post(CallPath.Query($"{Path(id)}/backtest", ("days", days)), null), ct);

    private static string Path(Guid id) => $"v1/safety/rules/{id}";
}
