using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Impact.Q2Q;
using Steward.Platform.Http;

namespace Queue.Stage;

/// <summary>
/// Feedback that comes in through HTTP at a web server here, and is classified by worker processes of their own, which ask a simulated provider
/// and share nothing with the web server but the database.
/// </summary>
internal sealed class Workshop : IAsyncDisposable
{
    private readonly Database _on;
    private readonly List<ServerProcess> _processes = [];
    private readonly string _data = Directory.CreateTempSubdirectory("steward-workers-").FullName;

    private Workshop(Database on, TestServer web, ProviderSimulator provider, TestTenant tenant) => (_on, Web, Provider, Tenant) = (on, web, provider, tenant);

    public TestServer Web { get; }

    public ProviderSimulator Provider { get; }

    public TestTenant Tenant { get; }

    public JobTables Tables => Web.Tables();

    /// <param name="on">The database's kind.</param>
    /// <param name="connection">A migrated database; a fresh one unless given.</param>
    public static async Task<Workshop> OpenAsync(Database on, string? connection = null)
    {
        var web = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"], ConnectionOf = connection });
        var provider = await ProviderSimulator.StartAsync();
        provider.Default = Behaviour.Reply(Labels) with { Delay = TimeSpan.FromMilliseconds(50) };
        return new Workshop(on, web, provider, await web.NewTenantAsync());
    }

    /// <summary>Starts a process that runs jobs and the scheduler; returns once it serves.</summary>
    public async Task<ServerProcess> StartWorkerAsync(string? connection = null)
    {
        var settings = TestServer.SettingsFor(_on, connection ?? Web.Connection).Concat([
            $"Gateway:SelfHosted:BaseUrl={new Uri(Provider.BaseAddress, "/")}", "Gateway:SelfHosted:Model=simulated", "Gateway:Q2QPerMinute=100000",
            "Gateway:Route:0=selfhosted", "Logging:LogLevel:Default=Information"]);
        var process = ServerProcess.Start(["serve", "--roles", "worker,scheduler", "--data", Directory.CreateDirectory(Path.Combine(_data, Guid.CreateVersion7().ToString())).FullName,
            .. settings.SelectMany(s => new[] { "--set", s })]);
        _processes.Add(process);
        await process.WaitForLineAsync("Ready");
        return process;
    }

    /// <summary>Reports texts, ten at a time; every one must be accepted.</summary>
    public async Task SendAsync(int count)
    {
        using var client = Web.Client(Service.Gateway, Tenant.Key);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (n, ct) =>
        {
            var answer = await client.PostAsJsonAsync("/v1/webhooks/ingest", new
            {
                type = "feedback.received", userId = $"user-{n}", data = new { text = $"I feel more confident now, meeting {n} helped me a lot." },
            }, ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        });
    }

    public Task<long> ClassifiedAsync() => Tables.CountAsync("impact_feedback WHERE tenant_id = @Id AND status = 'classified'", new { Tenant.Id });

    /// <summary>Waits until all are classified, and checks what must be true however often a process died meanwhile.</summary>
    public async Task CheckAllDoneOnceAsync(int count, int inFlight, int seconds = 30)
    {
        await TestServer.EventuallyAsync(SeenAsync, seen => seen == (count, 0), seconds);
        var ended = (await Tables.EndedOfAsync(Tenant.Id));
        ended.Count.ShouldBe(count);
        ended.ShouldAllBe(j => j.Is == Steward.Jobs.Queue.JobState.Completed);
        ended.Count(j => j.Attempts > 1).ShouldBeLessThanOrEqualTo(inFlight);
        (await Tables.CountAsync("impact_scores WHERE tenant_id = @Id", new { Tenant.Id })).ShouldBeGreaterThanOrEqualTo(count);
        (await Tables.CountAsync("(SELECT feedback_id FROM impact_scores WHERE tenant_id = @Id GROUP BY feedback_id, dimension HAVING count(*) > 1) twice", new { Tenant.Id })).ShouldBe(0);
        (await Tables.CountAsync("(SELECT DISTINCT feedback_id FROM impact_scores WHERE tenant_id = @Id) texts", new { Tenant.Id })).ShouldBe(count);
        Provider.CallCount.ShouldBeInRange(count, count + inFlight);
    }

    private async Task<(long Classified, int Live)> SeenAsync()
    {
        try
        {
            return (await ClassifiedAsync(), (await Tables.LiveOfAsync(Tenant.Id)).Count);
        }
        catch (Exception error) when (Tables.Storage.IsTransient(error))
        {
            return (-1, -1); // A connection of this process's pool from before a restart.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        await Web.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    // What a good model would answer: the built-in engine's reading of the text between the marks.
    private static string Labels(ReceivedCall call)
    {
        var lines = call.Messages.Last(m => m.Role == "user").Text.Split('\n');
        var from = Array.FindIndex(lines, l => l.StartsWith("<<<FEEDBACK ", StringComparison.Ordinal)) + 1;
        var to = Array.FindIndex(lines, l => l.StartsWith("FEEDBACK ", StringComparison.Ordinal));
        return JsonSerializer.Serialize(Q2QEngine.Classify(new Q2QRequest(string.Join('\n', lines[from..to]), null)), JsonSerializerOptions.Web);
    }
}
