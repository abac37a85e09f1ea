using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway.Spend;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Flows;

/// <summary>A company made for one test, seen through its own key; what it stored can be looked up.</summary>
public sealed class Company
{
    private Company(TestServer server, TestTenant tenant) => (Server, Id, Key) = (server, tenant.Id, tenant.Key);

    public Guid Id { get; }

    public string Key { get; }

    public TestServer Server { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Company> AtAsync(TestServer server, string role = "admin") => new(server, await server.NewTenantAsync(role));

    /// <summary>The same company through another server on the same database.</summary>
    public Company At(TestServer server) => new(server, new TestTenant(Id, Key));

    /// <summary>The same company through a key that it has.</summary>
    public Company With(string key) => new(Server, new TestTenant(Id, key));

    /// <summary>The same company through another key of its own.</summary>
    public async Task<Company> AsAsync(string role) => new(Server, new TestTenant(Id, await Server.NewKeyAsync(Id, role)));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Service service, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var client = Server.Client(service, Key);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, Ct);
    }

    public async Task<JsonElement> GetAsync(Service service, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await SendAsync(HttpMethod.Get, service, path), expected);

    public async Task<JsonElement> PostAsync(
        Service service, string path, object body, HttpStatusCode expected = HttpStatusCode.OK, params (string Name, string Value)[] headers) =>
        await ReadAsync(await SendAsync(HttpMethod.Post, service, path, body, headers), expected);

    public async Task<JsonElement> PutAsync(Service service, string path, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await SendAsync(HttpMethod.Put, service, path, body), expected);

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        response.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public Task<JsonElement> IngestAsync(object body, HttpStatusCode expected = HttpStatusCode.OK, params (string Name, string Value)[] headers) =>
        PostAsync(Service.Gateway, "/webhooks/ingest", body, expected, headers);

    public Task<JsonElement> FeedbackAsync(string text, string user = "user-1", string? program = null, string? at = null) => IngestAsync(new
    {
        type = "feedback.received", userId = user, timestamp = at, data = new { text, metadata = new { source = "survey", program } },
    });

    public Task<JsonElement> SessionAsync(string id, string user, double minutes, double? score = null, string? program = null, string? at = null) => IngestAsync(new
    {
        type = "session.completed", sessionId = id, userId = user, timestamp = at,
        data = new { duration = minutes, outcome = "positive", score, metadata = new { source = "kintell", program } },
    });

    public Task<JsonElement> ClassifyAsync(string text, HttpStatusCode expected = HttpStatusCode.OK) =>
        PostAsync(Service.Q2Q, "/v1/q2q/classify", new { text, companyId = Id }, expected);

    public Task<JsonElement> MetricsAsync(string query = "") => GetAsync(Service.Reporting, $"/v1/metrics/{Id}{query}");

    public Task<JsonElement> BudgetAsync(decimal usd) => PutAsync(Service.Q2Q, $"/cost/budget/{Id}", new { budget = usd });

    /// <summary>Waits until so many of the company's texts are in a state: pending, held, classified or failed.</summary>
    public Task<JsonElement> UntilTextsAsync(string state, int count) => TestServer.EventuallyAsync(
        () => GetAsync(Service.Gateway, "/v1/feedback/summary"), summary => summary.GetProperty(state).GetInt32() == count);

    /// <summary>The company's rows of a table.</summary>
    internal async Task<List<T>> RowsAsync<T>() where T : class, ITenantOwned
    {
        await using var scope = Server.Scope(Id);
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Set<T>().AsNoTracking().ToListAsync(Ct);
    }

    internal async Task AddAsync<T>(T row) where T : class, ITenantOwned
    {
        await using var scope = Server.Scope(Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.Add(row);
        await db.SaveChangesAsync(Ct);
    }

    public Task<int> ExecuteAsync(string sql, object parameters) => Server.Services.GetRequiredService<Storage>()
        .WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(sql, parameters, t, cancellationToken: Ct)), Ct);

    /// <summary>The company's paid calls, after checking that the books agree: spent is the ledger's sum, and nothing is still reserved.</summary>
    internal async Task<List<LedgerEntry>> BalancedLedgerAsync()
    {
        var ledger = await RowsAsync<LedgerEntry>();
        foreach (var month in (await RowsAsync<Budget>()).Where(b => b.Scope.Length == 0))
        {
            month.SpentPico.ShouldBe(ledger.Where(e => e.Month == month.Month).Sum(e => e.CostPico));
            month.ReservedPico.ShouldBe(0);
        }

        (await RowsAsync<Reservation>()).ShouldAllBe(r => r.State != "open");
        return [.. ledger.Where(e => e.Provider != "builtin")];
    }
}
