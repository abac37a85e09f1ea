using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd;

/// <summary>The usage report from the command line, on a server that has answered.</summary>
[Trait("Speed", "Slow")]
public sealed class UsageCommand : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-usage-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Requirement", "P031"), Trait("Requirement", "P032"), Trait("Requirement", "P033"), Trait("Requirement", "P034")]
    public async Task The_report_is_a_table_for_people_json_for_programs_and_the_servers_csv()
    {
        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        var at = Programs.AddressOf(server, "platform");
        using var http = new HttpClient { BaseAddress = new Uri(at) };
        var before = await TotalAsync();
        (await http.PostAsJsonAsync("/v1/q2q/classify", new { text = "I feel at home here.", companyId = "company-123" }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        (await TotalAsync()).ShouldBe(before + 1);
        var table = await RunAsync(0, "usage", "report", "--month");
        foreach (var word in (string[])["PROVIDER", "builtin", "total", "MODEL", "rules", "USER", "user:developer", "DATE"]) table.ShouldContain(word);
        var csv = await RunAsync(0, "usage", "report", "--start", "2026-01-01", "--end", "2026-01-31", "--csv", "--top", "3");
        csv.ShouldStartWith("# AI usage report\r\n# Period: 2026-01-01 to 2026-01-31 (UTC)\r\n");
        var file = await http.GetStringAsync("/api/ai/usage/report?startDate=2026-01-01&endDate=2026-01-31&topUsersLimit=3&format=csv", TestContext.Current.CancellationToken);
        Written(csv).ShouldBe(Written(file));
        (await RunAsync(0, "usage", "report", "--days", "1", "--provider", "builtin", "--user", "user:developer", "--model", "rules")).ShouldContain("user:developer");
        (await RunAsync(0, "usage", "report", "--days", "1", "--user", "nobody")).ShouldNotContain("builtin");
        await RunAsync(2, "usage", "report", "--days", "1", "--month");
        await RunAsync(2, "usage", "report", "--days", "366");
        await RunAsync(2, "usage", "report", "--start", "yesterday");
        await RunAsync(1, "usage", "report", "--start", "2026-02-01", "--end", "2026-01-01");

        static IEnumerable<string> Written(string text) => text.Split("\r\n").Where(line => !line.StartsWith("# Written: ", StringComparison.Ordinal));

        async Task<long> TotalAsync() => JsonDocument.Parse(await RunAsync(0, "usage", "report", "--days", "1", "--json")).RootElement.GetProperty("totalJobs").GetInt64();

        async Task<string> RunAsync(int code, params string[] arguments)
        {
            var (exit, output, errors) = await Programs.CliAsync([.. arguments, "--server", at]);
            exit.ShouldBe(code, $"{string.Join(' ', arguments)}: {errors}");
            return output;
        }
    }
}
