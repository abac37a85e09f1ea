using System.Data.Common;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Steward.Identity;
using Steward.Platform.Http;
using Steward.Server.Verbs;
using Steward.Tests.Support;

namespace Steward.Bench.Foundation;

internal sealed record ListFigures(string Caller, string Query, double P50, double P95, int Rows);

/// <summary>
/// Lists over a million jobs, asked over HTTP one after the other: 700,000 ended (30,000 dead letters, 20,000 cancelled), 300,000 live (294,000 waiting).
/// One tenant owns half of them, one owns a job in five thousand, fifty share the rest.
/// </summary>
internal static class JobLists
{
    private const int Jobs = 1_000_000, Ended = 700_000, Asked = 40;
    private static readonly string[] Kinds = ["bench.letter", "bench.page", "bench.answer"];
    private static readonly string[] Errors = ["timeout", "rate_limit", "provider", "validation"];
    private static readonly string[] Words = ["apple", "river", "stone", "cloud", "ember", "fjord", "grove", "heron"];

    private static readonly (string Caller, string Path)[] Queries =
    [
        .. from path in (string[])
           [
               "/v1/jobs", "/v1/jobs?status=waiting", "/v1/jobs?status=active", "/v1/jobs?status=delayed,parked", "/v1/jobs?status=completed", "/v1/jobs?status=failed&limit=100",
               "/v1/jobs?status=cancelled", "/v1/jobs?kind=bench.page", "/v1/jobs?queue=default&status=failed", "/v1/jobs?provider=openai", "/v1/jobs?errorType=timeout",
               "/v1/jobs?from={from}&to={to}", "/v1/jobs?text=heron", "/v1/jobs?text=nowhere", "/v1/jobs?text={id}", "/v1/jobs/{id}",
               "/v1/dead-letters", "/v1/dead-letters?errorType=timeout", "/v1/dead-letters?canRetry=false", "/v1/dead-letters/stats",
           ]
           from caller in (string[])["large tenant", "small tenant", "owner"]
           select (caller, path),
    ];

    public static async Task<IReadOnlyList<ListFigures>> RunAsync(BenchDatabase database)
    {
        var owner = "";
        await DatabaseVerb.RunAsync(database.Folder, database.Settings, async scope => { owner = (await IdentityModule.BootstrapOwnerAsync(scope, default))!; return 0; });
        await using var server = ServerProcess.Start(
        [
            "serve", "--data", database.Folder, .. database.Settings.SelectMany(s => (string[])["--set", s]), .. Service.All.SelectMany(s => (string[])["--set", $"Ports:{s.Name}=0"]),
            "--production", "--roles", "web", "--set", "Observability:LogFormat=Json", "--set", "Logging:LogLevel:Default=Information",
            "--set", "Limits:KeyPerMinute=1000000", "--set", "Limits:AddressPerMinute=1000000", "--set", "Limits:PersonPerMinute=1000000",
        ]);
        await server.WaitForLineAsync("Ready");
        using var http = new HttpClient { BaseAddress = ServerUnderLoad.AddressOf(server, "platform") };
        var callers = new Dictionary<string, string> { ["owner"] = owner };
        var (large, small) = (await TenantAsync(http, owner, "large tenant", callers), await TenantAsync(http, owner, "small tenant", callers));
        var ids = new List<Guid>();
        await DatabaseVerb.RunAsync(database.Folder, database.Settings, async scope => { ids = await FillAsync(scope.GetRequiredService<Platform.Data.Storage>(), large, small); return 0; });
        var figures = new List<ListFigures>();
        foreach (var (caller, path) in Queries) figures.Add(await AskAsync(http, caller, callers[caller], path, ids));
        return figures;
    }

    public static async Task<Guid> TenantAsync(HttpClient http, string owner, string name, Dictionary<string, string> keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tenants") { Content = JsonContent.Create(new { name }), Headers = { { "X-API-Key", owner } } };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        keys[name] = made.GetProperty("adminKey").GetProperty("key").GetString()!;
        return made.GetProperty("id").GetGuid();
    }

    private static async Task<ListFigures> AskAsync(HttpClient http, string caller, string key, string path, List<Guid> ids)
    {
        var times = new List<double>();
        var rows = 0;
        // The first two compile; the rest count.
        for (var n = -2; n < Asked; n++)
        {
            var from = DateTimeOffset.UtcNow.AddHours(-24 - n);
            var asked = path.Replace("{from}", from.ToString("yyyy-MM-ddTHH:mm:ssZ")).Replace("{to}", from.AddHours(2).ToString("yyyy-MM-ddTHH:mm:ssZ")).Replace("{id}", ids[(n + 2) * 37 % ids.Count].ToString());
            using var request = new HttpRequestMessage(HttpMethod.Get, asked) { Headers = { { "X-API-Key", key } } };
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            if (n >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            // A job of somebody else is not found, which is an answer, too.
            if (!answer.IsSuccessStatusCode && (int)answer.StatusCode != 404) throw new InvalidOperationException($"{asked}: {(int)answer.StatusCode} {body}");
            var json = JsonDocument.Parse(body).RootElement;
            rows = json.TryGetProperty("items", out var items) ? items.GetArrayLength() : 1;
        }

        times.Sort();
        return new ListFigures(caller, path, times[Asked / 2], times[(int)(Asked * .95) - 1], rows);
    }

    private sealed record Row(int N, Guid Id, Guid Tenant, DateTime At)
    {
        public string Kind => Kinds[N % 3];
        public string Payload => $$"""{"number":{{N}},"text":"{{string.Join(' ', Enumerable.Range(0, 12).Select(w => Words[(N * 7 + w * w) % 7]))}}{{(N % 5000 == 0 ? " heron" : "")}}"}""";
        public string? User => N % 4 == 0 ? $"user-{N % 1000}" : null;
        public int State => N < Ended ? N % 100 < 3 ? 5 : N % 100 < 5 ? 6 : 4 : N % 1000 < 980 ? 0 : N % 1000 < 990 ? 1 : N % 1000 < 995 ? 3 : 2;
        public string? Error => State == 5 ? Errors[N / 100 % 4] : null;
    }

    private static async Task<List<Guid>> FillAsync(Platform.Data.Storage storage, Guid large, Guid small)
    {
        var others = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToArray();
        var (from, ids) = (DateTime.UtcNow.AddDays(-7), new List<Guid>());
        var step = TimeSpan.FromDays(7) / Jobs;
        var rows = Enumerable.Range(0, Jobs).Select(n =>
        {
            var at = from + n * step;
            return new Row(n, Guid.CreateVersion7(at), n % 5000 == 1 ? small : n % 2 == 0 ? large : others[n / 2 % 50], at);
        }).ToList();
        ids.AddRange(rows.Where(r => r.Tenant == large).Where((_, i) => i % 1000 == 0).Select(r => r.Id));
        await using var connection = await storage.OpenAsync(CancellationToken.None);
        if (connection is NpgsqlConnection postgres)
        {
            await CopyAsync(postgres, rows);
            // As the server's own maintenance would within a minute.
            await connection.ExecuteAsync("VACUUM ANALYZE");
        }
        else await InsertAsync(connection, rows);

        return ids;
    }

    private static readonly (string Table, Func<Row, bool> Has, (string Column, Func<Row, object?> Of)[] Columns)[] Tables =
    [
        ("jobs_payloads", _ => true,
            [("id", r => r.Id), ("tenant_id", r => r.Tenant), ("payload", r => r.Payload), ("enqueued_at", r => r.At), ("user_id", r => r.User)]),
        ("jobs_history", r => r.N < Ended,
            [("id", r => r.Id), ("tenant_id", r => r.Tenant), ("queue", _ => "default"), ("kind", r => r.Kind), ("state", r => (short)r.State), ("attempts", _ => 1), ("lease", _ => 1L),
             ("enqueued_at", r => r.At), ("started_at", r => r.At), ("finished_at", r => r.At.AddSeconds(2)), ("error_type", r => r.Error), ("error", r => r.Error is null ? null : "It failed."),
             ("signature", r => r.Error is null ? null : r.Error + ": It failed."), ("provider", r => r.N % 3 == 0 ? "openai" : null), ("model", r => r.N % 3 == 0 ? "gpt-5-mini" : null)]),
        ("jobs_queue", r => r.N >= Ended,
            [("id", r => r.Id), ("tenant_id", r => r.Tenant), ("queue", _ => "default"), ("kind", r => r.Kind), ("state", r => (short)r.State), ("priority", _ => (short)0), ("attempt", r => r.State == 2 ? 1 : 0),
             ("max_attempts", _ => 3), ("lease", r => r.State == 2 ? 1L : 0L), ("run_at", r => r.State == 1 ? r.At.AddDays(30) : r.At), ("enqueued_at", r => r.At), ("cancelling", _ => false)]),
    ];

    private static async Task CopyAsync(NpgsqlConnection connection, List<Row> rows)
    {
        foreach (var (table, has, columns) in Tables)
        {
            await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns.Select(c => c.Column))}) FROM STDIN (FORMAT BINARY)");
            foreach (var row in rows.Where(has))
            {
                await copy.StartRowAsync();
                foreach (var (_, of) in columns)
                    if (of(row) is { } value) await copy.WriteAsync(value);
                    else await copy.WriteNullAsync();
            }

            await copy.CompleteAsync();
        }
    }

    private static async Task InsertAsync(DbConnection connection, List<Row> rows)
    {
        foreach (var (table, has, columns) in Tables)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => c.Column))}) VALUES ({string.Join(", ", columns.Select(c => "@" + c.Column))})";
            foreach (var (column, _) in columns)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = column;
                command.Parameters.Add(parameter);
            }

            foreach (var row in rows.Where(has))
            {
                for (var i = 0; i < columns.Length; i++) command.Parameters[i].Value = columns[i].Of(row) ?? DBNull.Value;
                await command.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }
    }
}
