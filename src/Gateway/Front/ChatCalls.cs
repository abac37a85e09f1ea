using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Gateway.Admission;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Errors;
using Steward.Platform.Tracing;

namespace Steward.Gateway.Front;

/// <summary>Who pays for a call of a client, and for whom it is made.</summary>
internal sealed record ChatPayer(Guid TenantId, string UserId, string? KeyId);

/// <summary>An answer for a client.</summary>
internal sealed record ChatReply(JsonObject Body, string Provider, string Model, long CostPico);

/// <summary>What <see cref="ChatCalls"/> needs.</summary>
internal sealed record ChatParts(ModelCatalog Models, PriceTable Prices, Purse Purse, FreeCall Free, GatewayMetrics Metrics, ProviderHealth Health, TimeProvider Time, IOptions<GatewayOptions> Options);

/// <summary>
/// Calls of clients: route → price → reserve → call → settle → answer. Another model that stands for the same name is asked where it may help and nothing
/// has been sent yet. The last byte of an answer leaves when the ledger has its entry.
/// </summary>
internal sealed class ChatCalls(ChatParts parts, ILogger<ChatCalls> log)
{
    public const string Task = "chat";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(250), Drain = TimeSpan.FromSeconds(30);

    public async Task<ChatReply> CompleteAsync(ChatRequest request, ChatPayer payer, CancellationToken ct)
    {
        var targets = parts.Models.Resolve(request.Model);
        if (targets.Count == 0) return await BuiltinAsync(request, payer, ct);
        return await FirstAsync(targets, async target =>
        {
            var call = await BeginAsync(target, request, payer, ct);
            Completion completion;
            try
            {
                using var span = SpanOf(target);
                completion = await target.Provider.CompleteAsync(request.For(target.Model), ct);
            }
            catch (Exception error)
            {
                await FailedAsync(call, error);
                throw;
            }

            var usage = completion.Usage ?? call.Estimate(Encoding.UTF8.GetByteCount(completion.Text ?? ""));
            var cost = await SettleAsync(call, "ok", usage, completion.Usage is null);
            parts.Health.Answered(target);
            return new ChatReply(completion.Body, target.Name, target.Model, cost);
        }, ct);
    }

    /// <summary>Streams. Goes on reading for a while where the client is gone, to learn what it cost.</summary>
    public async Task StreamAsync(ChatRequest request, ChatPayer payer, ChatSink sink, CancellationToken clientGone)
    {
        var targets = parts.Models.Resolve(request.Model);
        if (targets.Count == 0)
        {
            await ChatBuiltin.StreamAsync(await BuiltinAsync(request, payer, clientGone), request, sink);
            return;
        }

        using var reading = new CancellationTokenSource(TimeSpan.FromSeconds(parts.Options.Value.LongestSeconds));
        await using var gone = clientGone.Register(() => reading.CancelAfter(Drain));
        await FirstAsync(targets, async target =>
        {
            var call = await BeginAsync(target, request, payer, clientGone);
            var stream = new ChatStream(call, request.IncludeUsage);
            try
            {
                using var span = SpanOf(target);
                await stream.PumpAsync(target.Provider.StreamAsync(request.For(target.Model), reading.Token), sink, clientGone);
            }
            catch (Exception error) when (!stream.Begun)
            {
                await FailedAsync(call, error);
                throw;
            }
            catch (Exception error)
            {
                await SettleAsync(call, "failed", stream.Used, !stream.IsUsageKnown);
                Failed(target, error);
                await stream.BreakOffAsync(sink, ChatErrors.Body(ProblemOf(error)), clientGone);
                return true;
            }

            await SettleAsync(call, "ok", stream.Used, !stream.IsUsageKnown);
            parts.Health.Answered(target);
            await stream.EndAsync(sink, clientGone);
            return true;
        }, clientGone);
    }

    // One more try with the same model where that may help at once; then the next model.
    private async Task<T> FirstAsync<T>(IReadOnlyList<ModelTarget> targets, Func<ModelTarget, Task<T>> ask, CancellationToken ct)
    {
        ProviderException? last = null;
        foreach (var target in targets)
        {
            if (parts.Health.MayAsk(target) is { Ticks: > 0 } left)
            {
                last ??= ProviderException.Resting(target, left);
                continue;
            }

            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await ask(target);
                }
                catch (ProviderException error)
                {
                    Failed(target, error);
                    last = error;
                    if (attempt > 1 || !error.WorthRetrying || (error.RetryAfter ?? Pause) > LongestWait) break;
                    await System.Threading.Tasks.Task.Delay(error.RetryAfter ?? Pause, parts.Time, ct);
                }
            }

            // What one model refuses as wrong the next would refuse too, and no provider is asked behind the policy of another.
            if (last.Cause == ProviderCause.ContentPolicy || (last.Type == JobErrorType.Validation && last.Cause == ProviderCause.Other)) break;
        }

        throw ProblemOf(last!).AsException();
    }

    private async Task<ChatCall> BeginAsync(ModelTarget target, ChatRequest request, ChatPayer payer, CancellationToken ct)
    {
        var price = parts.Prices.Find(target.Name, target.Model)
            ?? throw new Problem(400, "no_price", "No price", $"There is no price for {target.Name}/{target.Model}; the call is refused, not free.").AsException();
        var spending = new Spending(payer.TenantId, Task, "", target.Name, target.Model, null, 0, payer.UserId, payer.KeyId);
        var worst = checked(request.MostInput * price.MostInput + request.MostOutput * price.Output);
        return new ChatCall(await parts.Purse.RequireAsync(spending, worst, request.Stream, ct), spending, price, request.MostInput, Stopwatch.GetTimestamp());
    }

    private Task FailedAsync(ChatCall call, Exception error)
    {
        var mayHaveBilled = error is ProviderException { MayHaveBilled: true } or OperationCanceledException;
        return SettleAsync(call, "failed", mayHaveBilled ? call.Estimate(0) : TokenUsage.None, mayHaveBilled);
    }

    private async Task<long> SettleAsync(ChatCall call, string outcome, TokenUsage usage, bool estimated)
    {
        var (cost, took) = (call.Price.CostOf(usage), Stopwatch.GetElapsedTime(call.Started));
        await parts.Purse.SettleForSureAsync(call.Reservation, call.Spending, new Settlement(outcome, usage, cost, estimated, (long)took.TotalMilliseconds, null));
        parts.Metrics.Called(call.Spending, usage, cost, outcome, took);
        return cost;
    }

    private async Task<ChatReply> BuiltinAsync(ChatRequest request, ChatPayer payer, CancellationToken ct)
    {
        await parts.Free.RecordAsync(new Spending(payer.TenantId, Task, "", ProviderRoute.Builtin, "chat", null, 0, payer.UserId, payer.KeyId), TimeSpan.Zero, ct);
        return new ChatReply(ChatBuiltin.Answer(parts.Time.GetUtcNow()), ProviderRoute.Builtin, "chat", 0);
    }

    private void Failed(ModelTarget target, Exception error)
    {
        var failed = error as ProviderException;
        GatewayLog.ProviderFailed(log, target.Name, target.Model, failed?.TypeName ?? "unknown", failed?.Message ?? error.GetType().Name);
        // A client's wrong request says nothing of the model.
        if (failed is { Type: not JobErrorType.Validation }) parts.Health.Failed(target, failed.Type);
    }

    private static Activity? SpanOf(ModelTarget target)
    {
        var span = Spans.Start("ai.llm.call", ActivityKind.Client);
        return span?.SetTag("provider", target.Name).SetTag("model", target.Model);
    }

    private static Problem ProblemOf(Exception error) => error is not ProviderException failed
        ? error is OperationCanceledException ? new Problem(504, "provider_timeout", "Provider timeout", "The answer took too long.") : new Problem(500, "internal", "Internal error", "Something went wrong here.")
        : failed.Type switch
        {
            JobErrorType.Validation => new Problem(failed.Status is 404 or 413 or 422 ? failed.Status : 400,
                failed.Cause == ProviderCause.ContextTooLong ? "context_length_exceeded" : failed.Cause == ProviderCause.ContentPolicy ? "content_policy_violation" : "refused_by_provider",
                "Refused by the provider", failed.Said.Length > 0 ? failed.Said : failed.Message),
            JobErrorType.RateLimit => new Problem(429, "provider_rate_limited", "Too Many Requests", failed.Message) { RetryAfter = failed.RetryAfter ?? TimeSpan.FromSeconds(10) },
            JobErrorType.Timeout => new Problem(504, "provider_timeout", "Provider timeout", failed.Message),
            // The key is ours, not the caller's: he can do nothing about it.
            JobErrorType.Auth => new Problem(502, "provider_auth", "Provider refused our key", failed.Message),
            _ => new Problem(503, "ai_unavailable", "AI unavailable", failed.Message) { RetryAfter = failed.RetryAfter ?? TimeSpan.FromSeconds(10) },
        };
}

/// <summary>A call that has money set aside.</summary>
internal sealed record ChatCall(Guid Reservation, Spending Spending, Price Price, long MostInput, long Started)
{
    /// <summary>Where the provider did not say: the input at its worst, a token for three bytes of the answer.</summary>
    public TokenUsage Estimate(long answerBytes) => new(MostInput, 0, answerBytes == 0 ? 0 : answerBytes / 3 + 1);
}
