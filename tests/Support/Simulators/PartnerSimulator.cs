using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steward.Tests.Support;

/// <summary>How a partner simulator is set up.</summary>
public sealed record PartnerSimulatorOptions
{
    /// <summary>Secret of the signature that callers must send; others get 401. Null: none is checked. Defaults to null.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>Header of the signature, hex HMAC-SHA256 over the raw body. Defaults to <c>X-Benevity-Signature</c>.</summary>
    public string SignatureHeader { get; init; } = "X-Benevity-Signature";

    /// <summary>Whether a repeated key is recognised. False is a partner that books everything it gets. Defaults to true.</summary>
    public bool Idempotent { get; init; } = true;

    /// <summary>Header of the key. Defaults to <c>X-Idempotency-Key</c>.</summary>
    public string IdempotencyHeader { get; init; } = "X-Idempotency-Key";

    /// <summary>TCP port; 0 takes a free one. Defaults to 0.</summary>
    public int Port { get; init; }
}

/// <summary>
/// A local server that stands for a delivery partner: takes a POST on any path, keeps the raw body, plays scripted
/// <see cref="Behaviour"/>s and books what it accepted. A key already accepted is answered as the first time, without asking
/// the script and without booking again; the same key with another body is 409.
/// </summary>
public sealed class PartnerSimulator : IAsyncDisposable
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    private readonly SimulatorServer server;
    private readonly PartnerLedger ledger;

    private PartnerSimulator(SimulatorServer server, PartnerLedger ledger) => (this.server, this.ledger) = (server, ledger);

    /// <summary>The address, <c>http://127.0.0.1:{port}/</c>.</summary>
    public Uri BaseAddress => server.Address;

    /// <summary>What happens once the script has run out. Defaults to success.</summary>
    public Behaviour Default { get => server.Default; set => server.Default = value; }

    /// <summary>Calls received, refused and repeated ones included.</summary>
    public int CallCount => server.Log.Count;

    /// <summary>The newest 10,000 calls, oldest first.</summary>
    public IReadOnlyList<ReceivedCall> Calls => server.Log.Kept;

    /// <summary>What was booked, in order: each accepted key once, or each success where the partner is not idempotent.</summary>
    public IReadOnlyList<ReceivedCall> Booked => ledger.Booked;

    /// <summary>Calls that repeated an accepted key.</summary>
    public int Repeated => ledger.Repeated;

    /// <summary>Scripted behaviours not yet used.</summary>
    public int Scripted => server.Scripted;

    /// <summary>Starts listening.</summary>
    public static async Task<PartnerSimulator> StartAsync(PartnerSimulatorOptions? options = null)
    {
        var setUp = options ?? new();
        var ledger = new PartnerLedger();
        return new(await SimulatorServer.StartAsync(setUp.Port, (server, context) => HandleAsync(server, ledger, setUp, context)), ledger);
    }

    /// <summary>The signature that the partner expects for a body: lower-case hex HMAC-SHA256.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Adds to the script; each call that is neither refused nor a repetition takes one.</summary>
    public void Enqueue(params Behaviour[] behaviours) => server.Enqueue(behaviours);

    /// <summary>Waits until so many calls were received since the start (10 s by default).</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public Task WaitForCallsAsync(int count, TimeSpan? timeout = null) => server.Log.WaitForAsync(count, timeout ?? DefaultLimit);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task HandleAsync(
        SimulatorServer server, PartnerLedger ledger, PartnerSimulatorOptions options, HttpContext context)
    {
        var call = await ReceivedCall.ReadAsync(context.Request, context.RequestAborted);
        using var inProgress = server.Log.Enter(call);
        if (call.Method != HttpMethods.Post)
        {
            await SimulatorServer.AnswerAsync(context, Behaviour.Status(405), ErrorBody(405));
            return;
        }

        if (options.SigningSecret is { } secret && !IsSigned(call, options.SignatureHeader, secret))
        {
            await SimulatorServer.AnswerAsync(context, Behaviour.Status(401), ErrorBody(401));
            return;
        }

        var key = options.Idempotent ? call.Headers.GetValueOrDefault(options.IdempotencyHeader) : null;
        if (key is not null && ledger.FindAccepted(key, call) is { } earlier)
        {
            await SimulatorServer.AnswerAsync(context, Behaviour.Status(earlier.Status), earlier.Body);
            return;
        }

        var behaviour = await server.PlayAsync(call, context.RequestAborted);
        var body = behaviour.Text?.Invoke(call) ?? OwnBody(behaviour.StatusCode);
        if (behaviour.StatusCode is >= 200 and < 300)
        {
            ledger.Accept(key, call, behaviour.StatusCode, body);
        }

        await SimulatorServer.AnswerAsync(context, behaviour, body);
    }

    private static bool IsSigned(ReceivedCall call, string header, string secret) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(call.Headers.GetValueOrDefault(header, "")), Encoding.ASCII.GetBytes(Sign(secret, call.Body.Span)));

    private static string OwnBody(int status) => status >= 400
        ? ErrorBody(status)
        : new JsonObject { ["success"] = true, ["transactionId"] = Guid.CreateVersion7().ToString() }.ToJsonString();

    private static string ErrorBody(int status)
    {
        var code = status switch
        {
            401 or 403 => "AUTH_INVALID",
            409 => "DUPLICATE",
            429 => "RATE_LIMIT",
            >= 500 => "UNAVAILABLE",
            _ => "INVALID",
        };
        var error = new JsonObject { ["code"] = code, ["message"] = $"Simulated status {status}." };
        return new JsonObject { ["success"] = false, ["error"] = error }.ToJsonString();
    }
}
