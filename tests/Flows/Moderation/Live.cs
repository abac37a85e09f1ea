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
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-API-Key", bot.Company.Key);
        await socket.ConnectAsync(new UriBuilder(bot.Company.Server.AddressOf(Service.Moderation)) { Scheme = "ws", Path = "/ws" }.Uri, ct);
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

    private static async Task<JsonElement> ReadAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[64 * 1024];
        var got = await socket.ReceiveAsync(buffer, limit.Token);
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, got.Count));
    }
}
