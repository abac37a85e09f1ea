using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Steward.Tests.Support;

/// <summary>A system that registers its address for events: it sends challenges back while it is willing, and keeps what it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly SimulatorServer _server;

    private WebhookReceiver(SimulatorServer server) => _server = server;

    public Uri Address => new(_server.Address, "/events?of=mine");

    /// <summary>Whether it sends challenges back. Defaults to true.</summary>
    public bool IsWilling { get; set; } = true;

    /// <summary>What happens to events once the script has run out. Defaults to success.</summary>
    public Behaviour Default { get => _server.Default; set => _server.Default = value; }

    /// <summary>Everything it was sent, challenges included.</summary>
    public IReadOnlyList<ReceivedCall> Calls => _server.Log.Kept;

    /// <summary>Events it was sent, refused ones included.</summary>
    public IReadOnlyList<ReceivedCall> Events => [.. Calls.Where(c => TypeOf(c) != "webhook.verification")];

    public static async Task<WebhookReceiver> StartAsync()
    {
        WebhookReceiver? made = null;
        var server = await SimulatorServer.StartAsync(0, (_, context) => made!.HandleAsync(context));
        return made = new WebhookReceiver(server);
    }

    public void Enqueue(params Behaviour[] behaviours) => _server.Enqueue(behaviours);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string? TypeOf(ReceivedCall call) => call.Member("event_type")?.GetString();

    private async Task HandleAsync(HttpContext context)
    {
        var call = await ReceivedCall.ReadAsync(context.Request, context.RequestAborted);
        using var inProgress = _server.Log.Enter(call);
        if (TypeOf(call) == "webhook.verification")
        {
            var challenge = call.Json!.Value.GetProperty("data").GetProperty("challenge").GetString();
            await SimulatorServer.AnswerAsync(context, Behaviour.Succeed(), IsWilling ? JsonSerializer.Serialize(new { challenge }) : "{}");
            return;
        }

        await SimulatorServer.AnswerAsync(context, await _server.PlayAsync(call, context.RequestAborted), "{}");
    }
}
