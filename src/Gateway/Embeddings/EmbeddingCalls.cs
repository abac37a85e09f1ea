using System.Diagnostics;
using System.Text.Json.Nodes;
using Steward.Gateway.Admission;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;

namespace Steward.Gateway.Embeddings;

/// <summary>Vectors, who made them and what that took.</summary>
internal sealed record MadeVectors(IReadOnlyList<float[]> Vectors, TokenUsage Usage, Spending By, long CostPico, IReadOnlyList<MinuteState> Minutes, TimeSpan Took);

/// <summary>Calls for vectors of texts: of one model at its providers in their order, or of the built-in one.</summary>
internal sealed class EmbeddingCalls(ModelCalls calls, FreeCall free)
{
    public const string Task = "embed";

    /// <summary>What the first provider makes that answers.</summary>
    /// <param name="targets">One model at its providers.</param>
    /// <param name="order">The request; whose client asks, or a product of ours.</param>
    /// <param name="texts">How many texts it holds.</param>
    /// <param name="stepOf">What a job keeps of it to find it again.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProviderException">None answered.</exception>
    public Task<MadeVectors> AskAsync(IReadOnlyList<ModelTarget> targets, (JsonObject Body, Payer Payer, bool Own) order, int texts, Func<MadeVectors, StoredStep>? stepOf, CancellationToken ct) =>
        calls.FirstAsync(targets, order.Own, async (target, _) =>
        {
            var call = await calls.OpenAsync(target, new CallOrder(order.Body, order.Payer, MostOutput: 0, Embeds: true), ct);
            var embedded = await call.EmbedAsync(texts, ct);
            var made = new MadeVectors(embedded.Vectors, embedded.Usage ?? call.Estimate(0), call.Spending, 0, call.Minutes, embedded.Took);
            await call.SettleAsync("ok", made.Usage, embedded.Usage is null, stepOf?.Invoke(made));
            return made with { CostPico = call.CostPico };
        }, ct);

    /// <summary>What local code makes of the texts; in the ledger like any other call.</summary>
    public async Task<MadeVectors> BuiltinAsync(IReadOnlyList<string> texts, int dimensions, Payer payer, CancellationToken ct)
    {
        var (started, vectors) = (Stopwatch.GetTimestamp(), new List<float[]>(texts.Count));
        foreach (var text in texts)
        {
            ct.ThrowIfCancellationRequested();
            vectors.Add(BuiltinEmbedding.Of(text, dimensions));
        }

        var (took, spending) = (Stopwatch.GetElapsedTime(started), payer.Spending(ProviderRoute.Builtin, BuiltinEmbedding.Model));
        await free.RecordAsync(spending, new Settlement("ok", TokenUsage.None, 0, false, (long)took.TotalMilliseconds, null), ct);
        return new MadeVectors(vectors, TokenUsage.None, spending, 0, [], took);
    }
}
