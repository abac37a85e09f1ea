using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Steward.Bench.Foundation;
using Steward.Platform.Http;
using Steward.Tests.Support;

namespace Steward.Bench.Gateway;

/// <summary>Ours: the whole server on a fresh database, with a key that may chat. Budget, limits and ledger are on; none is ever reached.</summary>
internal static class StewardServer
{
    public static async Task<Subject> StartAsync(Target target, PrivatePostgres postgres, Uri upstream)
    {
        var database = await BenchDatabase.CreateAsync(target, postgres);
        var server = Start(database, upstream);
        try
        {
            await server.WaitForLineAsync("Ready");
            using var platform = new HttpClient { BaseAddress = AddressOf(server, "platform") };
            var reports = AddressOf(server, "q2q");
            return new Subject(platform.BaseAddress, ("Authorization", "Bearer " + await KeyAsync(platform)))
            {
                Process = server, Data = database, DatabaseServer = target == Target.Postgres ? FirstProcess(postgres) : null, LedgerRows = () => LedgerRowsAsync(reports),
            };
        }
        catch
        {
            await server.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }
    }

    private static ServerProcess Start(BenchDatabase database, Uri upstream) => ServerProcess.Start(
    [
        "serve", "--data", database.Folder, .. database.Settings.SelectMany(Set), .. Service.All.SelectMany(s => Set($"Ports:{s.Name}=0")),
        .. Set($"Gateway:OpenAi:BaseUrl={upstream.ToString().TrimEnd('/')}"), .. Set("Gateway:OpenAi:ApiKey=any"), .. Set("Gateway:DefaultBudgetUsd=1000000"),
        .. Set("Limits:PersonPerMinute=1000000"), .. Set("Limits:AddressPerMinute=1000000"), .. Set("Limits:KeyPerMinute=1000000"), .. Set("Limits:Burst=100000"),
        // The server's own lines say where it listens.
        .. Set("Observability:LogFormat=Json"), .. Set("Logging:LogLevel:Default=Warning"), .. Set("Logging:LogLevel:Steward.Server=Information"),
    ]);

    private static string[] Set(string setting) => ["--set", setting];

    private static async Task<string> KeyAsync(HttpClient platform)
    {
        using var answer = await platform.PostAsJsonAsync("/v1/keys", new { name = "bench", role = "member", scopes = new[] { "chat" } });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    private static async Task<long> LedgerRowsAsync(Uri reports)
    {
        using var http = new HttpClient { BaseAddress = reports };
        return (await http.GetFromJsonAsync<JsonElement>("/cost/metrics")).GetProperty("metrics").GetProperty("totalRequests").GetInt64();
    }

    private static Uri AddressOf(ServerProcess server, string service)
    {
        var line = server.Output.Select(l => l.Text).Single(l => l.Contains($"Serving {service} at ", StringComparison.Ordinal));
        return new Uri(JsonDocument.Parse(line).RootElement.GetProperty("context").GetProperty("address").GetString()!);
    }

    private static int FirstProcess(PrivatePostgres postgres) =>
        int.Parse(File.ReadLines(Path.Combine(postgres.SocketFolder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
}
