using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Steward.Gateway.Admission;
using Steward.Gateway.Cache;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;

namespace Steward.Gateway.Front;

/// <summary>What is told beside an answer.</summary>
internal record FrontReply(string Provider, string Model, long? CostPico, IReadOnlyList<MinuteState> Minutes, string? Cache = null);

/// <summary>An answer for a client.</summary>
internal sealed record ChatReply(JsonObject Body, string Provider, string Model, long? CostPico, IReadOnlyList<MinuteState> Minutes, string? Cache = null)
    : FrontReply(Provider, Model, CostPico, Minutes, Cache);

/// <summary>What <see cref="ChatCalls"/> needs.</summary>
internal sealed record ChatParts(ModelCatalog Models, ModelRouter Router, ModelCalls Calls, AnswerCache Cache, FreeCall Free, TimeProvider Time, IOptions<GatewayOptions> Options);

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
        var choice = parts.Models.Resolve(request.Model);
        if (await KnownAsync(choice, request, payer, ct) is { } known) return known;
        var (targets, usual) = parts.Router.Order(choice, request);
        try
        {
            return await parts.Calls.FirstAsync(targets, own: false, async (target, _) =>
            {
                var call = await parts.Calls.OpenAsync(target, request.Order(payer) with { Usual = usual }, ct);
                var completion = await call.CompleteAsync(ct);
                await call.SettleAsync("ok", call.UsageOf(completion), completion.Usage is null, cached: Keep(completion, choice, request, call));
                return new ChatReply(completion.Body, target.Name, target.Model, call.CostPico, call.Minutes, request.Question is null ? null : "miss");
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
        var choice = parts.Models.Resolve(request.Model);
        if (await KnownAsync(choice, request, payer, clientGone) is { } known)
        {
            await ChatReplay.StreamAsync(known, request.IncludeUsage, sink);
            return;
        }

        using var reading = new CancellationTokenSource(TimeSpan.FromSeconds(parts.Options.Value.LongestSeconds));
        await using var gone = clientGone.Register(() => reading.CancelAfter(Drain));
        var (targets, usual) = parts.Router.Order(choice, request);
        try
        {
            await parts.Calls.FirstAsync(targets, own: false, async (target, _) =>
            {
                var call = await parts.Calls.OpenAsync(target, request.Order(payer) with { Usual = usual }, clientGone);
                var stream = new ChatStream(call, request.IncludeUsage, request.Question is null ? null : whole => Keep(whole, choice, request, call));
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

    // What needs no model: the built-in answer, and one that was given before.
    private async Task<ChatReply?> KnownAsync(ModelChoice choice, ChatRequest request, Payer payer, CancellationToken ct)
    {
        if (choice.Models.Count == 0)
        {
            await parts.Free.RecordAsync(payer.Spending(ProviderRoute.Builtin, "chat"), new Settlement("ok", TokenUsage.None, 0, false, 0, null), ct);
            return new ChatReply(ChatBuiltin.Answer(parts.Time.GetUtcNow()), ProviderRoute.Builtin, "chat", 0, []);
        }

        return request.Question is not null && await parts.Cache.FindAsync(payer, KeyOf(choice, request.Question), payer.UserId, ct) is { } found
            ? new ChatReply((JsonObject)JsonNode.Parse(found.Answer)!, found.Provider, found.Model, 0, [], "hit") : null;
    }

    // Only what is whole: an answer that was cut off or refused is worth another try. Of a stream the likelihood of its words is not put together again.
    private CachedAnswer? Keep(Completion completion, ModelChoice choice, ChatRequest request, ModelCall call) =>
        request.Question is null || !parts.Cache.IsOn || !completion.IsWhole || (request.Stream && request.Body["logprobs"] is not null) ? null : new CachedAnswer
        {
            Key = KeyOf(choice, request.Question), TenantId = call.Spending.TenantId, Task = Task, Answer = completion.Body.ToJsonString(), Provider = call.Spending.Provider, Model = call.Spending.Model,
            SubjectId = call.Spending.UserId,
        };

    private static string KeyOf(ModelChoice choice, string question) => AnswerCache.KeyOf(Task, string.Join(' ', choice.Models.Select(m => $"{m.Target.Name}/{m.Target.Model}")), question);
}
