using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steward.Tests.Support;

/// <summary>How a provider simulator is set up.</summary>
public sealed record ProviderSimulatorOptions
{
    /// <summary>The key that callers must send; others get 401. Null: any or none. Defaults to null.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Models that exist; others get 404. Empty: every name exists. Defaults to empty.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>TCP port; 0 takes a free one. Defaults to 0.</summary>
    public int Port { get; init; }

    /// <summary>Clock of <c>created</c>. Defaults to the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// A local server that speaks OpenAI's wire format, <c>POST /v1/chat/completions</c>, <c>POST /v1/embeddings</c> and <c>GET /v1/models</c>, and Anthropic's,
/// <c>POST /v1/messages</c>, streamed or not, under any base path. Each chat call takes the next scripted <see cref="Behaviour"/>, or the default one. Requests that the real API
/// would refuse are refused before the script is asked, so that a test cannot pass with a request no provider accepts.
/// </summary>
public sealed class ProviderSimulator : IAsyncDisposable
{
    internal const int CharactersPerToken = 4;
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    private readonly SimulatorServer server;

    private ProviderSimulator(SimulatorServer server, SimulatedBatches batches) => (this.server, Batches) = (server, batches);

    /// <summary>Batches of either wire: OpenAI's files and batches, Anthropic's batches of messages.</summary>
    public SimulatedBatches Batches { get; }

    /// <summary>The base address for a client, <c>http://127.0.0.1:{port}/v1</c>.</summary>
    public Uri BaseAddress => new(server.Address, "v1");

    /// <summary>What happens once the script has run out. Defaults to success.</summary>
    public Behaviour Default { get => server.Default; set => server.Default = value; }

    /// <summary>Chat calls received, refused ones included.</summary>
    public int CallCount => server.Log.Count;

    /// <summary>The newest 10,000 chat calls, oldest first.</summary>
    public IReadOnlyList<ReceivedCall> Calls => server.Log.Kept;

    /// <summary>Scripted behaviours not yet used.</summary>
    public int Scripted => server.Scripted;

    /// <summary>The most chat calls that were in progress together.</summary>
    public int MostAtOnce => server.Log.MostAtOnce;

    /// <summary>Calls that the client gave up before the answer.</summary>
    public int AbortedCalls => server.Log.Aborted;

    /// <summary>Starts listening.</summary>
    public static async Task<ProviderSimulator> StartAsync(ProviderSimulatorOptions? options = null)
    {
        var setUp = options ?? new();
        var batches = new SimulatedBatches(setUp.Time);
        return new(await SimulatorServer.StartAsync(setUp.Port, (server, context) =>
            SimulatedBatches.IsFor(context.Request.Path) ? batches.HandleAsync(server, context) : HandleAsync(server, setUp, context)), batches);
    }

    /// <summary>The tokens that the simulator counts for a text: a quarter of its characters, rounded up.</summary>
    public static int CountTokens(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;

    /// <summary>The vector that the simulator makes of a text.</summary>
    public static float[] VectorOf(string text) => EmbeddingList.VectorOf(text);

    /// <summary>Adds to the script; each chat call takes one.</summary>
    public void Enqueue(params Behaviour[] behaviours) => server.Enqueue(behaviours);

    /// <summary>Chat calls received for a model.</summary>
    public int CallsFor(string model) => server.Log.CountFor(model);

    /// <summary>Waits until so many chat calls were received since the start (10 s by default).</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public Task WaitForCallsAsync(int count, TimeSpan? timeout = null) => server.Log.WaitForAsync(count, timeout ?? DefaultLimit);

    /// <summary>Waits until so many chat calls have ended since the start (10 s by default): their answer was sent to its last byte, or their client was gone.</summary>
    /// <exception cref="TimeoutException">They did not in time.</exception>
    public Task WaitForEndedCallsAsync(int count, TimeSpan? timeout = null) => server.Log.WaitForEndedAsync(count, timeout ?? DefaultLimit);

    /// <summary>Waits until clients gave up so many calls (10 s by default).</summary>
    /// <exception cref="TimeoutException">They did not in time.</exception>
    public Task WaitForAbortedCallsAsync(int count, TimeSpan? timeout = null) =>
        server.Log.WaitForAbortedAsync(count, timeout ?? DefaultLimit);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static Task HandleAsync(SimulatorServer server, ProviderSimulatorOptions options, HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        return (context.Request.Method, path) switch
        {
            ("POST", _) when path.EndsWith("/chat/completions", StringComparison.Ordinal) => ChatAsync(server, options, context),
            ("POST", _) when path.EndsWith("/embeddings", StringComparison.Ordinal) => EmbeddingsAsync(server, options, context),
            ("POST", _) when path.EndsWith("/messages", StringComparison.Ordinal) => MessagesAsync(server, options, context),
            ("GET", _) when path.EndsWith("/models", StringComparison.Ordinal) => ModelsAsync(options, context),
            _ => RefuseAsync(context, Behaviour.Status(404), $"Unknown request URL: {context.Request.Method} {path}."),
        };
    }

    private static async Task ChatAsync(SimulatorServer server, ProviderSimulatorOptions options, HttpContext context)
    {
        var call = await ReceivedCall.ReadAsync(context.Request, context.RequestAborted);
        using var inProgress = server.Log.Enter(call);
        if (await PlayAsync(server, options, context, call, ChatCompletion.FindFault(call)) is not { } behaviour)
        {
            return;
        }

        var answer = ChatCompletion.Answer(call, behaviour, options.Time.GetUtcNow());
        if (call.Member("stream") is { ValueKind: JsonValueKind.True })
        {
            await SimulatorServer.StreamAsync(context, behaviour, ChatCompletion.Events(call, answer), """data: {"error":{"message":"Simulated.","type":"server_error"}}""" + "\n\n", "data: [DONE]\n\n");
            return;
        }

        await SimulatorServer.AnswerAsync(context, behaviour, answer.ToJsonString());
    }

    private static async Task EmbeddingsAsync(SimulatorServer server, ProviderSimulatorOptions options, HttpContext context)
    {
        var call = await ReceivedCall.ReadAsync(context.Request, context.RequestAborted);
        using var inProgress = server.Log.Enter(call);
        if (await PlayAsync(server, options, context, call, EmbeddingList.FindFault(call)) is { } behaviour)
        {
            await SimulatorServer.AnswerAsync(context, behaviour, behaviour.Text?.Invoke(call) ?? EmbeddingList.Answer(call, behaviour).ToJsonString());
        }
    }

    // What happens to a request of OpenAI's format; null where it was refused.
    private static async Task<Behaviour?> PlayAsync(SimulatorServer server, ProviderSimulatorOptions options, HttpContext context, ReceivedCall call, string? fault)
    {
        if (!HasKey(context.Request, options.ApiKey))
        {
            await RefuseAsync(context, Behaviour.Status(401), "Incorrect API key provided.");
            return null;
        }

        if (fault is not null)
        {
            await RefuseAsync(context, Behaviour.Status(400), fault);
            return null;
        }

        if (options.Models.Count > 0 && !options.Models.Contains(call.Model))
        {
            await RefuseAsync(context, Behaviour.Status(404), $"The model '{call.Model}' does not exist.");
            return null;
        }

        var behaviour = await server.PlayAsync(call, context.RequestAborted);
        if (behaviour.StatusCode < 400)
        {
            return behaviour;
        }

        var (code, message) = behaviour.Error ?? (null!, $"Simulated status {behaviour.StatusCode}.");
        await SimulatorServer.AnswerAsync(context, behaviour, ChatCompletion.Error(behaviour.StatusCode, message, code).ToJsonString());
        return null;
    }

    private static async Task MessagesAsync(SimulatorServer server, ProviderSimulatorOptions options, HttpContext context)
    {
        var call = await ReceivedCall.ReadAsync(context.Request, context.RequestAborted);
        using var inProgress = server.Log.Enter(call);
        if (options.ApiKey is not null && context.Request.Headers["x-api-key"] != options.ApiKey)
        {
            await SimulatorServer.AnswerAsync(context, Behaviour.Status(401), AnthropicMessage.Error("authentication_error", "invalid x-api-key"));
            return;
        }

        if (AnthropicMessage.FindFault(call, context.Request.Headers["anthropic-version"]) is { } fault)
        {
            await SimulatorServer.AnswerAsync(context, Behaviour.Status(400), AnthropicMessage.Error("invalid_request_error", fault));
            return;
        }

        var behaviour = await server.PlayAsync(call, context.RequestAborted);
        if (behaviour.StatusCode >= 400)
        {
            await SimulatorServer.AnswerAsync(context, behaviour, AnthropicMessage.Error(behaviour.StatusCode, behaviour.Error?.Message ?? $"Simulated status {behaviour.StatusCode}."));
            return;
        }

        var answer = AnthropicMessage.Answer(call, behaviour);
        if (call.Member("stream") is { ValueKind: JsonValueKind.True })
        {
            await SimulatorServer.StreamAsync(context, behaviour, AnthropicMessage.Events(answer),
                AnthropicMessage.Event("error", JsonNode.Parse(AnthropicMessage.Error("overloaded_error", "Overloaded"))!.AsObject()),
                AnthropicMessage.Event("message_stop", new JsonObject { ["type"] = "message_stop" }));
            return;
        }

        await SimulatorServer.AnswerAsync(context, behaviour, answer.ToJsonString());
    }

    private static Task ModelsAsync(ProviderSimulatorOptions options, HttpContext context)
    {
        if (!HasKey(context.Request, options.ApiKey))
        {
            return RefuseAsync(context, Behaviour.Status(401), "Incorrect API key provided.");
        }

        var models = options.Models.Select(model => (JsonNode)new JsonObject
        {
            ["id"] = model,
            ["object"] = "model",
            ["created"] = 1_700_000_000,
            ["owned_by"] = "simulator",
        });
        var list = new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. models]) };
        return SimulatorServer.AnswerAsync(context, Behaviour.Succeed(), list.ToJsonString());
    }

    private static Task RefuseAsync(HttpContext context, Behaviour behaviour, string message) =>
        SimulatorServer.AnswerAsync(context, behaviour, ChatCompletion.Error(behaviour.StatusCode, message).ToJsonString());

    private static bool HasKey(HttpRequest request, string? key) => key is null || CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {key}"));
}
