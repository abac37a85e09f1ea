using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Live;

/// <summary>What following needs.</summary>
internal sealed record LiveTools(LiveEvents Events, LiveSeats Seats, TimeProvider Time, IHostApplicationLifetime Lifetime);

/// <summary>How many follow at once.</summary>
internal sealed class LiveSeats
{
    private const int Most = 500;
    private int _taken;

    public bool Take()
    {
        if (Interlocked.Increment(ref _taken) <= Most) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);
}

/// <summary><c>/ws</c>: what happens to the tenant's comments, as it happens, wherever it happens: the database is asked every second, so every process tells of all.</summary>
internal static class LiveApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/ws", FollowAsync).On(Service.Moderation).WithTags("Live").Require("moderation.read")
            .WithSummary("A web socket: comment.moderated, action.executed, webhook.received, platform.connected, rate.limit.hit, alert.fired");

    private static async Task FollowAsync(LiveTools tools, HttpContext http, CancellationToken ct)
    {
        if (!http.WebSockets.IsWebSocketRequest) throw new Problem(400, "websocket_required", "Web socket required", "Ask for an upgrade to a web socket.").AsException();
        var tenant = http.Caller().Company();
        if (!tools.Seats.Take()) throw Problem.Overloaded("Too many follow already.").AsException();
        try
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct, tools.Lifetime.ApplicationStopping);
            await SendAsync(socket, tenant, tools, ended.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The follower left, or this process stops.
        }
        finally
        {
            tools.Seats.Leave();
        }
    }

    private static async Task SendAsync(WebSocket socket, Guid tenant, LiveTools tools, CancellationToken ct)
    {
        var cursor = LiveCursor.From(tools.Time.GetUtcNow().UtcDateTime);
        // Nothing is expected from the follower but that he leaves.
        var leaving = socket.ReceiveAsync(new byte[1024], ct);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), tools.Time);
        while (socket.State == WebSocketState.Open && !leaving.IsCompleted)
        {
            foreach (var happened in await tools.Events.SinceAsync(tenant, cursor, ct))
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(happened, Json), WebSocketMessageType.Text, true, ct);
            await Task.WhenAny(beat.WaitForNextTickAsync(ct).AsTask(), leaving);
            ct.ThrowIfCancellationRequested();
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
