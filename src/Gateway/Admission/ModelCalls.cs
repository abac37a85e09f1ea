using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Gateway.Telemetry;
using Steward.Jobs;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Admission;

/// <summary>What <see cref="ModelCalls"/> needs.</summary>
internal sealed record ModelCallParts(PriceTable Prices, Purse Purse, ProviderHealth Health, GatewayMetrics Metrics, CallTelemetry Telemetry, TimeProvider Time);

/// <summary>What to ask a model, for whom, and how much it may use at most.</summary>
/// <param name="Body">A request of OpenAI's format, which becomes the provider's own.</param>
/// <param name="Payer">Who pays, and what for.</param>
/// <param name="MostOutput">Most tokens of all answers.</param>
/// <param name="Apart">What the request's pictures may take beyond its bytes, in tokens; below zero where their bytes are no tokens.</param>
/// <param name="Streams">The answer is to come in pieces.</param>
/// <param name="Usual">The price of the model that was not asked for being dearer.</param>
/// <param name="Embeds">Vectors of texts are wanted: the request is of OpenAI's embeddings, not of its chat.</param>
/// <param name="Unsent">Who asks notes, with what else he writes, that the call is about to be sent.</param>
internal sealed record CallOrder(JsonObject Body, Payer Payer, long MostOutput, long Apart = 0, bool Streams = false, Price? Usual = null, bool Embeds = false, bool Unsent = false);

/// <summary>Calls of models, and the only loop that asks again: the same model once more where that may help at once, then the next.</summary>
internal sealed class ModelCalls(ModelCallParts parts, ILogger<ModelCalls> log)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>What the first model answers that answers.</summary>
    /// <param name="targets">The models in their order.</param>
    /// <param name="own">The request is ours: where a model refuses it as wrong that is the model's trouble, and the next may take it. A client's wrong request is wrong everywhere.</param>
    /// <param name="ask">Asks one of them; told which attempt this is.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProviderException">None did; this is how the last failed.</exception>
    public async Task<T> FirstAsync<T>(IReadOnlyList<ModelTarget> targets, bool own, Func<ModelTarget, int, Task<T>> ask, CancellationToken ct)
    {
        ProviderException? last = null;
        var tooShort = 0L;
        foreach (var target in targets)
        {
            // One that reads no more would say the same.
            if (last?.Cause == ProviderCause.ContextTooLong && parts.Prices.RowOf(target)?.MaxInput <= tooShort) continue;
            if (parts.Health.MayAsk(target) is { Ticks: > 0 } left)
            {
                last ??= ProviderException.Resting(target, left);
                continue;
            }

            for (var attempt = 1; ; attempt++)
            {
                var started = parts.Time.GetTimestamp();
                try
                {
                    var answer = await ask(target, attempt);
                    parts.Health.Answered(target, parts.Time.GetElapsedTime(started));
                    return answer;
                }
                catch (ProviderException error)
                {
                    GatewayLog.ProviderFailed(log, target.Name, target.Model, error.TypeName, error.Message);
                    if (own || error.Type != JobErrorType.Validation) parts.Health.Failed(target, error.Type);
                    last = error;
                    if (error.IsFinal) throw;
                    if (attempt > 1 || !error.WorthRetrying || (error.RetryAfter ?? Pause) > LongestWait) break;
                    await Task.Delay(error.RetryAfter ?? Pause, parts.Time, ct);
                }
            }

            if (last.Cause == ProviderCause.ContextTooLong) tooShort = parts.Prices.RowOf(target)?.MaxInput ?? 0;
            // No provider is asked behind the policy of another.
            if (!own && (last.Cause == ProviderCause.ContentPolicy || (last.Type == JobErrorType.Validation && last.Cause == ProviderCause.Other))) break;
        }

        throw last!;
    }

    /// <summary>A call with the money set aside that it may cost at most.</summary>
    /// <exception cref="ProviderException">The model has no price.</exception>
    /// <exception cref="Platform.Errors.ProblemException">402, 413 or 429: a limit does not suffice.</exception>
    public async Task<ModelCall> OpenAsync(ModelTarget target, CallOrder order, CancellationToken ct)
    {
        var price = parts.Prices.Find(target.Name, target.Model) ?? throw ProviderException.NoPrice(target);
        order.Body["model"] = target.Model;
        var request = order.Embeds ? target.Provider.PrepareEmbeddings(order.Body) : target.Provider.Prepare(order.Body, order.Streams);
        // A token is at least one byte of the request.
        var most = Math.Max(1, request.Body.Length + order.Apart);
        var spending = order.Payer.Spending(target) with { PriceVersion = price.Version };
        var reserved = await parts.Purse.RequireAsync(spending, new Most(price.WorstOf(most, order.MostOutput), most + order.MostOutput), order.Streams, ct, order.Unsent);
        return new ModelCall(parts, new Opened(target, price, reserved, spending, order), request with { Noting = (sent, stop) => parts.Purse.NoteAsync(reserved, sent, stop) }, most);
    }
}

/// <summary>Who pays for a call, and what for.</summary>
internal sealed record Payer(Guid TenantId, string Task, string PromptVersion, string? UserId, string? KeyId = null, Guid? JobId = null, long Lease = 0)
{
    /// <summary>The caller's company, for a user that he names or else for himself.</summary>
    public static Payer Of(Caller caller, string task, string? user = null) =>
        new(caller.Company(), task, "", user ?? caller.Id, caller.Id.StartsWith("key:", StringComparison.Ordinal) ? caller.Id["key:".Length..] : null);

    public Spending Spending(ModelTarget target) => Spending(target.Name, target.Model);

    public Spending Spending(string provider, string model) => new(TenantId, Task, PromptVersion, provider, model, JobId, Lease, UserId, KeyId);
}
