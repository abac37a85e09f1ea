using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Steward.Gateway.Cache;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Gateway.Telemetry;
using Steward.Platform.Errors;
using Steward.Platform.Tracing;

namespace Steward.Gateway.Admission;

/// <summary>What a call was opened with.</summary>
internal sealed record Opened(ModelTarget Target, Price Price, Reserved Reserved, Spending Spending, CallOrder Order);

/// <summary>One call of one model, which has money set aside and is settled once, however it ends.</summary>
internal sealed class ModelCall(ModelCallParts parts, Opened of, WireRequest request, long mostInput)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public Spending Spending => of.Spending;

    /// <summary>What was set aside for it.</summary>
    public Guid ReservationId => of.Reserved.Id;

    /// <summary>Where limits of a minute stand since it is counted.</summary>
    public IReadOnlyList<MinuteState> Minutes => of.Reserved.Minutes;

    /// <summary>What it cost, once it is settled, in pico-dollars.</summary>
    public long CostPico { get; private set; }

    /// <summary>The whole answer. Where there is none the call is settled.</summary>
    /// <exception cref="ProviderException">There is none.</exception>
    public Task<Completion> CompleteAsync(CancellationToken ct) => AskAsync("chat", async told =>
    {
        var completion = await of.Target.Provider.CompleteAsync(request, ct);
        told.Answered(completion.Body, completion.Usage);
        return (completion, completion.Usage);
    });

    /// <summary>The vectors of so many texts. Where there are none the call is settled.</summary>
    /// <exception cref="ProviderException">There are none.</exception>
    public Task<Embedded> EmbedAsync(int texts, CancellationToken ct) => AskAsync("embeddings", async told =>
    {
        var embedded = await of.Target.Provider.EmbedAsync(request, texts, ct);
        told.Embedded(embedded.Vectors[0].Length, embedded.Usage);
        return (embedded, embedded.Usage);
    });

    /// <summary>The answer in pieces. However it ends, the caller settles.</summary>
    /// <exception cref="ProviderException">There is none, or it broke off.</exception>
    public async IAsyncEnumerable<StreamPart> StreamAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var span = SpanOf();
        using var chat = parts.Telemetry.Begin(of.Target, of.Order.Body, streams: true);
        await using var pieces = of.Target.Provider.StreamAsync(request, ct).GetAsyncEnumerator(ct);
        TokenUsage? usage = null;
        while (true)
        {
            try
            {
                if (!await pieces.MoveNextAsync()) break;
            }
            catch (Exception error)
            {
                chat.Failed(error);
                span.Failed(ProviderException.NameOf(error));
                throw;
            }

            usage = pieces.Current.Usage ?? usage;
            if (pieces.Current.Chunk is { } chunk) chat.Piece(chunk);
            yield return pieces.Current;
        }

        chat.Ended(usage);
        Tell(span, usage);
    }

    /// <summary>Settles a call that brought nothing: its input, at its worst, where the provider may have worked all the same.</summary>
    public Task FailedAsync(Exception error)
    {
        var mayHaveBilled = request.HasLeft && error is not (ProviderException { MayHaveBilled: false } or ProblemException);
        return SettleAsync("failed", mayHaveBilled ? Estimate(0) : TokenUsage.None, mayHaveBilled);
    }

    /// <summary>Settles a call. Not by the caller's token: what was spent is written even when nobody waits for the answer any more.</summary>
    /// <param name="outcome"><c>ok</c>, <c>invalid</c> or <c>failed</c>.</param>
    /// <param name="usage">The tokens.</param>
    /// <param name="estimated">The provider did not tell them.</param>
    /// <param name="step">The answer, where a job is to find it again.</param>
    /// <param name="cached">The same, where any further call may.</param>
    public async Task SettleAsync(string outcome, TokenUsage usage, bool estimated, StoredStep? step = null, CachedAnswer? cached = null)
    {
        var took = Stopwatch.GetElapsedTime(_started);
        CostPico = of.Price.CostOf(usage);
        if (step is not null) step.CostPico = CostPico;
        if (cached is not null) cached.CostPico = CostPico;
        await parts.Purse.SettleForSureAsync(of.Reserved, Spending, new Settlement(outcome, usage, CostPico, estimated, (long)took.TotalMilliseconds, step)
        {
            Cached = cached, SavedPico = outcome == "ok" && of.Order.Usual is { } usual ? Math.Max(0, usual.CostOf(usage) - CostPico) : 0,
        });
        parts.Metrics.Called(Spending, usage, CostPico, outcome, took);
    }

    /// <summary>What was used as far as can be seen: the input at its worst, a token for three bytes of the answer.</summary>
    public TokenUsage Estimate(long answerBytes) => new(mostInput, 0, answerBytes == 0 ? 0 : answerBytes / 3 + 1);

    /// <summary>What an answer used: as the provider says, or else as far as can be seen.</summary>
    public TokenUsage UsageOf(Completion completion) => completion.Usage ?? Estimate(Encoding.UTF8.GetByteCount(completion.Text ?? ""));

    private async Task<T> AskAsync<T>(string operation, Func<CallSpan, Task<(T Answer, TokenUsage? Usage)>> ask)
    {
        using var span = SpanOf();
        using var told = parts.Telemetry.Begin(of.Target, of.Order.Body, streams: false, operation);
        try
        {
            var (answer, usage) = await ask(told);
            Tell(span, usage);
            return answer;
        }
        catch (Exception error)
        {
            told.Failed(error);
            span.Failed(ProviderException.NameOf(error));
            await FailedAsync(error);
            throw;
        }
    }

    private Activity? SpanOf()
    {
        var span = Spans.Start("ai.llm.call", ActivityKind.Client);
        return span?.SetTag("provider", of.Target.Name).SetTag("model", of.Target.Model);
    }

    private static void Tell(Activity? span, TokenUsage? usage) => span?.SetTag("prompt_tokens", usage?.Prompt).SetTag("completion_tokens", usage?.Output);
}
