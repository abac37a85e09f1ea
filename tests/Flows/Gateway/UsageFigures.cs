using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Data;

namespace Flows.Gateway;

/// <summary>Entries of the ledger for a test, and what a report of them must say.</summary>
internal static class UsageFigures
{
    public static LedgerEntry Entry(Guid tenant, DateTime at, string provider, string model, string? user, Guid? job, long pico, string outcome = "ok") => new()
    {
        Id = Guid.CreateVersion7(), TenantId = tenant, Month = at.ToString("yyyy-MM"), At = at, Task = "test", PromptVersion = "1", Provider = provider, Model = model,
        Outcome = outcome, InputTokens = 10, CachedTokens = 2, OutputTokens = 5, CostPico = pico, PriceVersion = "1", JobId = job, UserId = user,
    };

    /// <summary>Puts entries in the ledger as the gateway does.</summary>
    public static async Task<List<LedgerEntry>> SpentAsync(Company company, IEnumerable<LedgerEntry> entries)
    {
        var all = entries.ToList();
        var ct = TestContext.Current.CancellationToken;
        await company.Server.Services.GetRequiredService<Storage>().WriteAsync(async (connection, transaction) =>
        {
            await company.Server.Services.GetRequiredService<Purse>().AppendManyAsync(connection, transaction, all, ct);
            return all.Count;
        }, ct);
        return all;
    }

    /// <summary>The report, after checking that each of its breakdowns sums to its totals.</summary>
    public static JsonElement Sound(JsonElement answer)
    {
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        var report = answer.GetProperty("data");
        report.EnumerateObject().Select(m => m.Name).ShouldBe([
            "startDate", "endDate", "totalJobs", "totalPromptTokens", "totalCompletionTokens", "totalTokens", "totalEstimatedCost", "byProvider", "byModel", "byUser", "byDate",
        ]);
        Number(report, "totalTokens").ShouldBe(Number(report, "totalPromptTokens") + Number(report, "totalCompletionTokens"));
        foreach (var breakdown in (string[])["byProvider", "byModel", "byUser", "byDate"])
        {
            decimal Sum(string member) => Parts(report, breakdown).Sum(p => Number(p.Value, member));
            Sum("jobs").ShouldBe(Number(report, "totalJobs"), breakdown);
            Sum("totalTokens").ShouldBe(Number(report, "totalTokens"), breakdown);
            Sum("estimatedCost").ShouldBe(Number(report, "totalEstimatedCost"), breakdown);
            if (breakdown == "byDate") continue;
            Sum("promptTokens").ShouldBe(Number(report, "totalPromptTokens"), breakdown);
            Sum("completionTokens").ShouldBe(Number(report, "totalCompletionTokens"), breakdown);
        }

        return report;
    }

    /// <summary>The report says of these entries what they say themselves.</summary>
    public static void Agrees(JsonElement report, IReadOnlyList<LedgerEntry> seen, int top)
    {
        var twice = seen.GroupBy(e => e.Model).Where(g => g.Select(e => e.Provider).Distinct().Count() > 1).Select(g => g.Key).ToHashSet();
        var last = seen.Where(e => e.JobId is null).Concat(seen.Where(e => e.JobId is not null).GroupBy(e => e.JobId).Select(g => g.OrderBy(e => e.At).ThenBy(e => e.Id).Last())).ToHashSet();
        Number(report, "totalJobs").ShouldBe(last.Count);
        Compare("byProvider", e => e.Provider);
        Compare("byModel", e => twice.Contains(e.Model) ? $"{e.Provider}/{e.Model}" : e.Model);
        Compare("byDate", e => e.At.ToString("yyyy-MM-dd"));
        var users = Parts(report, "byUser").ToList();
        var named = users.Where(u => u.Name is not ("other" or "unknown")).ToList();
        named.Count.ShouldBe(Math.Min(top, seen.Select(e => e.UserId).Where(u => u is not (null or "other" or "unknown")).Distinct().Count()));
        foreach (var user in named) Same(user.Value, [.. seen.Where(e => e.UserId == user.Name)], "user " + user.Name);
        named.Select(u => Number(u.Value, "estimatedCost")).ShouldBeInOrder(SortDirection.Descending);

        void Compare(string breakdown, Func<LedgerEntry, string> of)
        {
            var parts = Parts(report, breakdown).ToDictionary(p => p.Name, p => p.Value);
            var expected = seen.GroupBy(of).ToDictionary(g => g.Key, g => g.ToList());
            parts.Keys.Order().ShouldBe(expected.Keys.Order(), breakdown);
            foreach (var (name, entries) in expected) Same(parts[name], entries, $"{breakdown} {name}");
        }

        void Same(JsonElement part, List<LedgerEntry> entries, string what)
        {
            Number(part, "jobs").ShouldBe(entries.Count(last.Contains), what);
            Number(part, "totalTokens").ShouldBe(entries.Sum(e => e.InputTokens + e.CachedTokens + e.OutputTokens), what);
            Number(part, "estimatedCost").ShouldBe(Money.Usd(entries.Sum(e => e.CostPico)), what);
        }
    }

    public static string[] Names(JsonElement answer, string breakdown) => [.. Parts(Sound(answer), breakdown).Select(p => p.Name)];

    private static JsonElement.ObjectEnumerator Parts(JsonElement report, string breakdown) => report.GetProperty(breakdown).EnumerateObject();

    private static decimal Number(JsonElement of, string member) => of.GetProperty(member).GetDecimal();
}

/// <summary>What a report is asked for, and which entries it must be made of.</summary>
internal sealed record AskedUsage(DateTime From, int Days, int Top, string? User, string? Provider, string? Model)
{
    public string Query => $"?startDate={From:yyyy-MM-dd}&endDate={From.AddDays(Days - 1):yyyy-MM-dd}&topUsersLimit={Top}"
        + (User is null ? "" : $"&userId={Uri.EscapeDataString(User)}") + (Provider is null ? "" : $"&provider={Provider}") + (Model is null ? "" : $"&model={Model}");

    public bool Sees(LedgerEntry e) => e.At >= From && e.At < From.AddDays(Days) && (User is null || (e.UserId ?? "unknown") == User)
        && (Provider is null || e.Provider == Provider) && (Model is null || e.Model == Model);
}

/// <summary>Entries by chance: few jobs and moments, so that a job's calls share a moment, cross midnight and change provider and user.</summary>
internal sealed class RandomSpending(Random random, DateTime from)
{
    private const int Days = 60;
    private static readonly string[] Users = ["ann", "ben", "cho", "dag", "eve", "fay", "=1+1", "other", "unknown"];
    private static readonly string[] Providers = ["openai", "anthropic", "google", "selfhosted"];
    private static readonly string[] Models = ["gpt-4o", "claude-sonnet-4", "gemini-2.5-pro"];

    public LedgerEntry Entry(Guid tenant)
    {
        var at = from.AddHours(random.Next(Days * 24));
        Guid? job = random.Next(3) == 0 ? null : new Guid(random.Next(1, 90), 0, 0, tenant.ToByteArray()[8..]);
        var entry = UsageFigures.Entry(tenant, at, Of(Providers), Of(Models), random.Next(5) == 0 ? null : Of(Users), job, random.NextInt64(2 * Money.PicoPerUsd));
        (entry.InputTokens, entry.CachedTokens, entry.OutputTokens) = (random.Next(5000), random.Next(300), random.Next(2000));
        return entry;
    }

    public AskedUsage Ask() => new(from.AddDays(random.Next(Days)), random.Next(1, Days), random.Next(1, 12), Maybe(Users), Maybe(Providers), Maybe(Models));

    private string Of(string[] values) => values[random.Next(values.Length)];

    private string? Maybe(string[] values) => random.Next(3) == 0 ? Of(values) : null;
}
