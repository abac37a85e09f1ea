using System.Net.WebSockets;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>What happens, as it happens.</summary>
public sealed class Live
{
    [Theory, OnBothDatabases]
    public async Task Follower_hears_of_his_own_comments_and_actions_once_and_of_no_text(Database on)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bot = await Bot.OnAsync(on);
        await using var other = await Bot.OnAsync(on);
        using var socket = await FollowAsync(bot);
        await other.TellAsync("o-1", Bot.Insult);
        await other.UntilAsync("o-1", c => c.Status == "hidden");
        await bot.TellAsync("c-1", Bot.Insult);
        var heard = new List<JsonElement>();
        while (!heard.Exists(e => e.GetProperty("type").GetString() == "action.executed")) heard.Add(await ReadAsync(socket));

        heard.Select(e => e.GetProperty("type").GetString()!).ShouldBe(["webhook.received", "comment.moderated", "action.executed"]);
        heard[1].GetProperty("data").GetProperty("decision").GetString().ShouldBe("hide");
        heard[2].GetProperty("data").GetProperty("outcome").GetString().ShouldBe("done");
        heard.ShouldAllBe(e => !e.ToString().Contains("bastards"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
    }

    [Theory, OnBothDatabases]
    public async Task Follower_hears_of_a_platforms_limit_that_is_used_up_and_the_history_keeps_it(Database on)
    {
        // TikTok takes five requests a second.
        await using var bot = await Bot.OnAsync(on, "tiktok");
        using var socket = await FollowAsync(bot);
        var comments = new List<Steward.Moderation.Comment>();
        for (var i = 0; i < 12; i++) comments.Add(await bot.StandingAsync($"c-{i}"));
        await Task.WhenAll(comments.Select(c => bot.DecideAsync(c, "hide")));
        var hit = await UntilAsync(socket, "rate.limit.hit");

        (hit.GetProperty("connection_id").GetGuid(), hit.GetProperty("platform").GetString(), hit.GetProperty("account").GetString()).ShouldBe((bot.Connection, "tiktok", "account-1"));
        var history = await bot.GetAsync("/rate-limit/history");
        history.GetProperty("step").GetString().ShouldBe("hour");
        var account = history.GetProperty("connections")[0];
        account.GetProperty("held").GetInt32().ShouldBeGreaterThan(0);
        account.GetProperty("calls").GetInt32().ShouldBeGreaterThanOrEqualTo(5);
        account.GetProperty("history").EnumerateArray().Sum(s => s.GetProperty("calls").GetInt32()).ShouldBe(account.GetProperty("calls").GetInt32());
        account.GetProperty("limits").GetProperty("burst").GetInt32().ShouldBe(5);
        (await bot.GetAsync($"/rate-limit/history?step=minute&connection_id={bot.Connection}")).GetProperty("connections")[0].GetProperty("history")[0].GetProperty("busiest_minute").GetInt32().ShouldBeGreaterThan(0);
        (await bot.GetAsync("/rate-limit/history?to=2026-01-01T00:00:00Z")).GetProperty("connections")[0].GetProperty("calls").GetInt32().ShouldBe(0);
        foreach (var wrong in (string[])["step=second", "step=minute&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"])
            await bot.GetAsync("/rate-limit/history?" + wrong, System.Net.HttpStatusCode.BadRequest);
        await using var other = await Bot.OnAsync(on);
        await other.GetAsync($"/rate-limit/history?connection_id={bot.Connection}", System.Net.HttpStatusCode.NotFound);
        (await other.GetAsync("/rate-limit/history")).ToString().ShouldNotContain(bot.Connection.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task Follower_hears_of_alerts_that_are_reported_for_his_tenant(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        await using var other = await Bot.OnAsync(on);
        using var socket = await FollowAsync(bot);
        foreach (var (company, name) in new[] { (other.Company, "TheirAlert"), (bot.Company, "PlatformCallsFail") })
        {
            var alert = new { status = "firing", labels = new { alertname = name, severity = "warning" }, annotations = new { summary = "Calls to reddit fail" }, startsAt = "2026-11-28T10:00:00Z", fingerprint = name };
            await company.PostAsync(Service.Platform, "/api/alerts/webhook", new { status = "firing", alerts = new[] { alert } });
        }

        var heard = await UntilAsync(socket, "alert.fired");
        heard.GetRawText().ShouldBe("""{"alert":"PlatformCallsFail","severity":"warning","summary":"Calls to reddit fail"}""");
    }

    private static async Task<ClientWebSocket> FollowAsync(Bot bot)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-API-Key", bot.Company.Key);
        await socket.ConnectAsync(new UriBuilder(bot.Company.Server.AddressOf(Service.Moderation)) { Scheme = "ws", Path = "/ws" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<JsonElement> UntilAsync(ClientWebSocket socket, string type)
    {
        while (true)
        {
            var heard = await ReadAsync(socket);
            if (heard.GetProperty("type").GetString() == type) return heard.GetProperty("data");
        }
    }

    private static async Task<JsonElement> ReadAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[64 * 1024];
        var got = await socket.ReceiveAsync(buffer, limit.Token);
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, got.Count));
    }
}
