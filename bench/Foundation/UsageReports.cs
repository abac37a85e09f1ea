using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Identity;
using Steward.Platform.Http;
using Steward.Server.Verbs;
using Steward.Tests.Support;

namespace Steward.Bench.Foundation;

internal sealed record ReportFigures(string Caller, string Query, double P50, double Slowest, string Calls);

/// <summary>
/// Reports of AI spending over a ledger of a million entries of 365 days, asked over HTTP one after the other. One tenant owns half of them, one an entry in five
/// thousand, fifty share the rest; a thousand users, four tasks, three models; three in five calls are of a job, some jobs have two.
/// </summary>
internal static class UsageReports
{
    private const int Entries = 1_000_000, Asked = 5;

    private static readonly (string Caller, string Path)[] Queries =
    [
        .. from path in (string[])
           [
               "/v1/usage", "/v1/usage?groupBy=task,model", "/v1/usage?groupBy=user", "/v1/usage?groupBy=day,model", "/v1/usage?groupBy=tenant", "/v1/usage/waste", "/api/ai/usage/report",
               "/v1/usage?groupBy=month&{year}", "/v1/usage?groupBy=product,month&{year}", "/v1/usage/waste?{year}", "/api/ai/usage/report?{oldyear}", "/cost/metrics",
           ]
           from caller in (string[])["large tenant", "small tenant", "owner"]
           select (caller, path),
        .. from caller in (string[])["large tenant", "small tenant"] from path in (string[])["/v1/usage/forecast", "/v1/clients/{id}/llm-usage", "/v1/clients/{id}/llm-usage/summary"] select (caller, path),
    ];

    public static async Task<IReadOnlyList<ReportFigures>> RunAsync(BenchDatabase database)
    {
        var owner = "";
        await DatabaseVerb.RunAsync(database.Folder, database.Settings, async scope => { owner = (await IdentityModule.BootstrapOwnerAsync(scope, default))!; return 0; });
        await using var server = ServerProcess.Start(
        [
            "serve", "--data", database.Folder, .. database.Settings.SelectMany(s => (string[])["--set", s]), .. Service.All.SelectMany(s => (string[])["--set", $"Ports:{s.Name}=0"]),
            "--production", "--roles", "web", "--set", "Observability:LogFormat=Json", "--set", "Logging:LogLevel:Default=Information",
        ]);
        await server.WaitForLineAsync("Ready");
        using var http = new HttpClient { BaseAddress = ServerUnderLoad.AddressOf(server, "platform") };
        var callers = new Dictionary<string, string> { ["owner"] = owner };
        var ids = new Dictionary<string, Guid> { ["owner"] = Guid.Empty };
        foreach (var name in (string[])["large tenant", "small tenant"]) ids[name] = await JobLists.TenantAsync(http, owner, name, callers);
        await DatabaseVerb.RunAsync(database.Folder, database.Settings, async scope => { await FillAsync(scope.GetRequiredService<Platform.Data.Storage>(), ids["large tenant"], ids["small tenant"]); return 0; });
        var figures = new List<ReportFigures>();
        foreach (var (caller, path) in Queries)
        {
            figures.Add(await AskAsync(http, caller, callers[caller], path, ids[caller]));
            Console.Error.WriteLine($"{database.Target}: {figures[^1]}");
        }

        return figures;
    }

    private static async Task<ReportFigures> AskAsync(HttpClient http, string caller, string key, string path, Guid id)
    {
        var (times, calls, today) = (new List<double>(), "", DateTime.UtcNow.Date);
        var asked = path.Replace("{id}", id.ToString()).Replace("{year}", $"from={today.AddDays(-366):yyyy-MM-dd}&to={today:yyyy-MM-dd}")
            .Replace("{oldyear}", $"startDate={today.AddDays(-366):yyyy-MM-dd}&endDate={today:yyyy-MM-dd}");
        // The first compiles; the rest count.
        for (var n = -1; n < Asked; n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, asked) { Headers = { { "X-API-Key", key } } };
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            if (n >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{asked}: {(int)answer.StatusCode} {body}");
            var json = JsonDocument.Parse(body).RootElement;
            calls = json.TryGetProperty("total", out var total) ? total.GetProperty("calls").ToString() : json.TryGetProperty("calls", out var all) ? all.ToString() : calls;
        }

        times.Sort();
        return new ReportFigures(caller, path, times[Asked / 2], times[^1], calls);
    }

    private static async Task FillAsync(Platform.Data.Storage storage, Guid large, Guid small)
    {
        var postgres = storage.Kind == Platform.Data.StorageKind.Postgres;
        string Id(string number, string kind) => postgres ? $"CAST(lpad(to_hex({number}), 8, '0') || '-0000-7000-{kind}-000000000000' AS uuid)" : $"printf('%08x-0000-7000-{kind}-000000000000', {number})";
        var ago = $"({Entries} - i) * {365.0 * 86400 / Entries:0.000}";
        var at = postgres ? $"now() - {ago} * interval '1 second'" : $"strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || ({ago}) || ' seconds')";
        await using var connection = await storage.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Entries - 1})
            INSERT INTO gateway_ledger (id, tenant_id, month, at, task, prompt_version, provider, model, outcome, input_tokens, cached_tokens, cache_write_tokens, output_tokens, cost_pico,
                                        estimated, price_version, job_id, user_id, key_id, latency_ms)
            SELECT {Id("i", "8000")}, CASE WHEN i % 5000 = 1 THEN @small WHEN i % 2 = 0 THEN @large ELSE {Id("i / 2 % 50", "a000")} END, '2026-01', {at},
                   CASE i % 4 WHEN 0 THEN 'q2q.classify' WHEN 1 THEN 'chat' WHEN 2 THEN 'pages.generate' ELSE 'codebook.refactor' END, '1',
                   CASE i % 3 WHEN 0 THEN 'openai' WHEN 1 THEN 'anthropic' ELSE 'google' END, CASE i % 3 WHEN 0 THEN 'gpt-4o-mini' WHEN 1 THEN 'claude-haiku-4-5' ELSE 'gemini-2.5-flash' END,
                   CASE WHEN i % 50 = 0 THEN 'invalid' WHEN i % 77 = 0 THEN 'failed' ELSE 'ok' END, 500 + i % 1000, i % 100, 0, 100 + i % 300,
                   CAST(500 + i % 1000 AS bigint) * 150000 + CAST(100 + i % 300 AS bigint) * 600000, {(postgres ? "false" : "0")}, '1',
                   CASE WHEN i % 5 < 3 THEN {Id("i - i % 50 / 49 * 2", "9000")} END, 'user-' || (CAST(i AS bigint) * 7919 % 1000), CASE WHEN i % 4 = 1 THEN 'key-' || (i % 20) END, 20 + CAST(i AS bigint) * 7919 % 5000
            FROM n
            """, new { large, small }, commandTimeout: 300);
        // As the server's own maintenance would within a minute.
        if (postgres) await connection.ExecuteAsync("VACUUM ANALYZE", commandTimeout: 300);
    }
}
