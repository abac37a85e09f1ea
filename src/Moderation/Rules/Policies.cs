using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Steward.Moderation.Verdicts;
using Steward.Platform.Data;

namespace Steward.Moderation.Rules;

/// <summary>A tenant's rules, ready to be used.</summary>
/// <param name="Rules">Those that are live or in shadow.</param>
/// <param name="Mark">Says with a verdict which rules it came from.</param>
internal sealed record Policy(IReadOnlyList<RuleMatcher> Rules, string Mark);

/// <summary>Everything that a verdict needs of the database besides the comment.</summary>
internal sealed record Background(Policy Policy, bool Trusted, AuthorHistory History);

/// <summary>
/// Tenants' rules by the number that grows with each change: what is remembered is never older than the database, in whatever process a rule was changed.
/// </summary>
internal sealed class PolicyMemory(ModerationMetrics metrics, TimeProvider time)
{
    public ShortMemory<(Guid Tenant, long Version), Policy> Policies { get; } = new("rules", TimeSpan.FromHours(24), 1000, metrics, time);

    /// <summary>Getting a rule ready takes milliseconds: those that a change has left alone are taken over.</summary>
    public ShortMemory<(Guid Rule, int Version), RuleMatcher> Matchers { get; } = new("matchers", TimeSpan.FromHours(24), 20_000, metrics, time);

    /// <summary>The tenant's rules are different from now on; within the transaction that changes them.</summary>
    public static Task ChangedAsync(AppDb db, Guid tenant, CancellationToken ct) => db.ExecuteAsync(
        "INSERT INTO moderation_policies (tenant_id, version) VALUES (@tenant, 1) ON CONFLICT (tenant_id) DO UPDATE SET version = moderation_policies.version + 1", new { tenant }, ct);
}

/// <summary>Reads what a verdict needs in one query; the rules themselves only once they have changed.</summary>
internal sealed class Backgrounds(AppDb db, PolicyMemory memory)
{
    private const double Alike = .8;
    private const int MostRecent = 20;
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    public async Task<Background> OfAsync(Comment comment, string text, CancellationToken ct)
    {
        var rows = await db.QueryAsync<Row>(
            $"""
            SELECT 'version' AS Kind, NULL AS Text, version AS Number FROM moderation_policies WHERE tenant_id = @TenantId
            UNION ALL SELECT 'trusted', NULL, count(*) FROM moderation_trusted_authors WHERE tenant_id = @TenantId AND platform = @Platform AND author_id = @AuthorId
            UNION ALL SELECT 'said', said.text, 0 FROM (
                SELECT text FROM moderation_comments
                WHERE tenant_id = @TenantId AND author_id = @AuthorId AND received_at > @since AND received_at <= @ReceivedAt AND platform = @Platform AND connection_id = @ConnectionId AND id <> @Id
                ORDER BY received_at DESC LIMIT {MostRecent}) AS said
            """,
            new { comment.TenantId, comment.Platform, comment.AuthorId, since = comment.ReceivedAt - Lately, comment.ReceivedAt, comment.ConnectionId, comment.Id }, ct);
        var said = rows.Where(r => r.Kind == "said").ToList();
        var version = rows.Where(r => r.Kind == "version").Select(r => r.Number).SingleOrDefault();
        return new Background(
            await memory.Policies.GetAsync((comment.TenantId, version), () => LoadAsync(comment.TenantId, ct)), rows.Single(r => r.Kind == "trusted").Number > 0,
            new AuthorHistory(said.Count, said.Count(s => s.Text is not null && Likeness.Of(s.Text, text) > Alike)));
    }

    private async Task<Policy> LoadAsync(Guid tenant, CancellationToken ct)
    {
        var rules = await db.Set<StoredRule>().AsNoTracking().Where(r => r.TenantId == tenant && (r.State == "live" || r.State == "shadow")).OrderBy(r => r.Id).ToListAsync(ct);
        var ready = new List<RuleMatcher>(rules.Count);
        foreach (var rule in rules) ready.Add(await memory.Matchers.GetAsync((rule.Id, rule.Version), () => Task.FromResult(RuleMatcher.From(rule))));
        return new Policy(ready, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(';', rules.Select(r => $"{r.Id}:{r.Version}")))).AsSpan(0, 4)));
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";
        public string? Text { get; set; }
        public long Number { get; set; }
    }
}
