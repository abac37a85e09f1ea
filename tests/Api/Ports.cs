using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Http;
using Steward.Server;

namespace Api;

/// <summary>Each service's routes answer on its port and on the platform's, and nowhere else.</summary>
public sealed class Ports
{
    [Theory, OnBothDatabases]
    public async Task A_services_routes_answer_on_its_port_and_the_platforms_and_nowhere_else(Database on)
    {
        var server = await Servers.On(on);
        // An answer to HEAD has no text to tell by; its route is that of GET.
        foreach (var route in Routes.Of(server).Where(r => r.Service is not null && r.Method != "HEAD"))
            foreach (var service in Service.All)
            {
                var answer = await server.Client(service).SendAsync(new HttpMethod(route.Method), route.WithDummies());
                var (served, text) = (service == Service.Platform || service == route.Service, await answer.Content.ReadAsStringAsync(Answers.Ct));
                var isNoRoute = text.Contains("no_such_route", StringComparison.Ordinal);
                isNoRoute.ShouldBe(!served, $"{route} on {service.Name}: {(int)answer.StatusCode}");
                if (!served) await answer.ProblemAsync(404, "no_such_route");
            }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T056")]
    public async Task Metrics_of_the_process_and_of_a_company_do_not_get_into_each_others_way(Database on)
    {
        var client = (await Servers.On(on)).Client(Service.Reporting);
        (await client.GetAsync("/metrics", Answers.Ct)).Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await client.GetAsync("/metrics/company-123", Answers.Ct)).Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task The_guides_commands_work_on_the_guides_own_ports()
    {
        foreach (var port in Service.All.Select(s => s.DefaultPort)) Assert.SkipUnless(IsFree(port), $"Port {port} is in use on this machine.");
        var data = Directory.CreateTempSubdirectory("steward-ports-").FullName;
        await using (var server = ServerProcess.Start("serve", "--data", data))
        {
            await server.WaitForLineAsync("Ready");
            (await Shell.RunAsync("curl http://localhost:3008/impact-in/schedules/schedule-123")).ShouldContain("\"id\":\"schedule-123\"");
            (await Shell.RunAsync("curl http://localhost:3003/safety/queue?limit=50&offset=0")).ShouldContain("queue-123");
            (await Shell.RunAsync("curl http://localhost:3007/cost/metrics | jq '.metrics.byModel'")).Trim().ShouldStartWith("{");
            (await Shell.RunAsync("curl http://localhost:3004/v1/metrics/company-123")).ShouldContain("\"success\":true");
            (await Shell.RunAsync("curl http://localhost:3001/api-docs/catalog")).ShouldContain("http://localhost:3007/docs");
            (await Shell.RunAsync("curl http://localhost:3008/health")).ShouldContain("healthy");
            server.Terminate();
            (await server.WaitForExitAsync()).ShouldBe(0);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_service_whose_port_is_taken_is_skipped_with_a_warning_that_names_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("steward-ports-").FullName;
        string[] settings = [.. TestServer.SettingsFor(Database.Sqlite, Path.Combine(data, "steward.db")), $"Ports:safety={taken}"];
        await using (var server = ServerProcess.Start(["serve", "--data", data, .. settings.SelectMany(s => (string[])["--set", s]), "--set", "Logging:LogLevel:Default=Information"]))
        {
            var warning = await server.WaitForLineAsync("is in use");
            warning.ShouldContain($"Port {taken}");
            warning.ShouldContain("safety");
            warning.ShouldContain("Ports:safety");
            warning.ShouldContain("\"level\":\"WARN\"");
            var platform = await server.WaitForLineAsync("Serving platform at");
            await server.WaitForLineAsync("Ready");
            using var client = new HttpClient { BaseAddress = AddressIn(platform) };
            (await (await client.PostAsync("/screen/text", new { contentId = "c", contentType = "t", text = "hello" })).JsonAsync()).GetProperty("safe").GetBoolean().ShouldBeTrue();
            var catalog = await (await client.GetAsync("/api-docs/catalog", Answers.Ct)).JsonAsync();
            catalog.GetProperty("services").EnumerateArray().Single(s => s.Text("name") == "safety").Text("baseUrl")
                .ShouldEndWith(":" + client.BaseAddress!.Port, Case.Sensitive, "a port that somebody else has is not offered");
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void The_platforms_port_taken_refuses_to_start_and_says_so()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("steward-ports-").FullName;
        var refused = Should.Throw<StartException>(() => StewardHost.Build(new ServeOptions { Data = data, Settings = [$"Ports:platform={taken}"] }));
        refused.Message.ShouldContain($"Port {taken}");
        refused.Message.ShouldContain("Ports:platform");
        Directory.Delete(data, recursive: true);
    }

    public static Uri AddressIn(string line)
    {
        var text = line[line.IndexOf("http://", StringComparison.Ordinal)..];
        return new Uri(text[..text.IndexOfAny(['"', ' ', '}'])]);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
