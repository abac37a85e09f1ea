using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Steward.Gateway.Admission;
using Steward.Gateway.Providers;
using Steward.Jobs;

namespace Steward.Gateway.Front;

/// <summary>An answer for a client.</summary>
internal sealed record ChatReply(JsonObject Body, string Provider, string Model, long CostPico);

/// <summary>What <see cref="ChatCalls"/> needs.</summary>
internal sealed record ChatParts(ModelCatalog Models, ModelCalls Calls, FreeCall Free, TimeProvider Time, IOptions<GatewayOptions> Options);

/// <summary>
/// Calls of clients: route → price → reserve → call → settle → answer. Another model that stands for the same name is asked where it may help and nothing
/// has been sent yet. The last byte of an answer leaves when the ledger has its entry.
/// </summary>
internal sealed class ChatCalls(ChatParts parts)
{
    public const string Task = "chat";
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    public async Task<ChatReply> CompleteAsync(ChatRequest request, Payer payer, CancellationToken ct)
    {
        var targets = parts.Models.Resolve(request.Model);
        if (targets.Count == 0) return await BuiltinAsync(payer, ct);
        try
        {
            return await parts.Calls.FirstAsync(targets, own: false, async (target, _) =>
            {
                var call = await parts.Calls.OpenAsync(target, request.Order(payer), ct);
                var completion = await call.CompleteAsync(ct);
                await call.SettleAsync("ok", call.UsageOf(completion), completion.Usage is null);
                return new ChatReply(completion.Body, target.Name, target.Model, call.CostPico);
            }, ct);
        }
        catch (ProviderException error)
        {
            throw ChatErrors.ProblemOf(error).AsException();
        }
    }

    /// <summary>Streams. Goes on reading for a while where the client is gone, to learn what it cost.</summary>
    public async Task StreamAsync(ChatRequest request, Payer payer, ChatSink sink, CancellationToken clientGone)
    {
        var targets = parts.Models.Resolve(request.Model);
        if (targets.Count == 0)
        {
            await ChatBuiltin.StreamAsync(await BuiltinAsync(payer, clientGone), request, sink);
            return;
        }

        using var reading = new CancellationTokenSource(TimeSpan.FromSeconds(parts.Options.Value.LongestSeconds));
        await using var gone = clientGone.Register(() => reading.CancelAfter(Drain));
        try
        {
            await parts.Calls.FirstAsync(targets, own: false, async (target, _) =>
            {
                var stream = new ChatStream(await parts.Calls.OpenAsync(target, request.Order(payer), clientGone), request.IncludeUsage);
                await stream.RunAsync(sink, (clientGone, reading.Token));
                return true;
            }, clientGone);
        }
        catch (ProviderException error) when (!sink.Begun)
        {
            throw ChatErrors.ProblemOf(error).AsException();
        }
        catch (ProviderException)
        {
            // Who reads the stream was told in it.
        }
    }

    private async Task<ChatReply> BuiltinAsync(Payer payer, CancellationToken ct)
    {
        await parts.Free.RecordAsync(payer.Spending(ProviderRoute.Builtin, "chat"), TimeSpan.Zero, ct);
        return new ChatReply(ChatBuiltin.Answer(parts.Time.GetUtcNow()), ProviderRoute.Builtin, "chat", 0);
    }
}
