using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Errors;
using Steward.Platform.Tracing;
using Steward.Privacy.Detection;

namespace Steward.Gateway.Admission;

/// <summary>Calls of one provider for one task: each reserved before and settled after, at most two, the second only when it may help.</summary>
internal sealed class PaidCall(Purse purse, PriceTable prices, GatewayMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task<AiResult<TResult>> RunAsync<TRequest, TResult>(
        ModelTarget provider, AiTask<TRequest, TResult> task, TRequest request, AiCall call, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        // Also where it is refused for want of a price or a budget: the job says who was to be asked.
        call.Job?.Charge(provider.Name, provider.Model, 0);
        var price = prices.Find(provider.Name, provider.Model)
            ?? throw new ProviderException(JobErrorType.Validation, $"There is no price for {provider.Name}/{provider.Model}; the call is refused, not free.");
        var spending = new Spending(call.TenantId, task.Name, task.PromptVersion, provider.Name, provider.Model, call.JobId, call.Lease, call.UserId);
        // The model sees masked text, so its answer is judged against masked text.
        request = Masked(task, request);
        var paying = new Paying<TRequest, TResult>(task, request, call, spending);
        try
        {
            return await AskAsync(provider, price, paying, ct);
        }
        catch
        {
            if (paying.Refused) Judged(paying, Rung.Failed);
            throw;
        }
    }

    private async Task<AiResult<TResult>> AskAsync<TRequest, TResult>(ModelTarget provider, Price price, Paying<TRequest, TResult> paying, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        var task = paying.Task;
        var turns = new List<string> { task.Prompt(paying.Request) };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var ask = new TaskRequest(task.System, turns, task.Schema ?? Schema<TResult>.Node, Safe(task.Name), Math.Min(task.MaxOutputTokens, paying.Call.Sampling?.MaxTokens ?? int.MaxValue), paying.Call.Sampling);
                var (answer, mended) = await CallAsync(provider, price, ask, paying, ct);
                if (answer is not null) return answer;
                paying.Refused = true;
                if (attempt == 2) throw new ProviderException(JobErrorType.Model, $"{provider.Name} answered twice what does not fit: {mended.Problem}") { Answer = mended.Text };
                turns.AddRange([mended.Text, $"That answer cannot be used. {mended.Problem} Answer again with the corrected JSON only."]);
            }
            catch (ProviderException error) when (attempt == 1 && error.WorthRetrying && (error.RetryAfter ?? Pause) <= LongestWait)
            {
                await Task.Delay(error.RetryAfter ?? Pause, time, ct);
            }
            catch (ProviderException error)
            {
                error.SpentPico = paying.SpentPico;
                throw;
            }
        }
    }

    private async Task<(AiResult<TResult>? Answer, (string Text, string Problem) Mended)> CallAsync<TRequest, TResult>(
        ModelTarget provider, Price price, TaskRequest ask, Paying<TRequest, TResult> paying, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        var (reservation, worst) = await ReserveAsync(price, ask, paying.Spending, ct);
        TaskAnswer answer;
        try
        {
            answer = await AnswerOfAsync(provider, ask, ct);
        }
        catch (ProviderException error)
        {
            var cost = error.MayHaveBilled ? worst.Input * price.Input : 0;
            paying.SpentPico += cost;
            await SettleAsync(reservation, paying, new Settlement("failed", new TokenUsage(error.MayHaveBilled ? worst.Input : 0, 0, 0), cost, error.MayHaveBilled, 0, null));
            throw;
        }
        catch (OperationCanceledException)
        {
            // We hung up during the call: what it cost is unknown, so its input is charged.
            await SettleAsync(reservation, paying, new Settlement("failed", new TokenUsage(worst.Input, 0, 0), worst.Input * price.Input, true, 0, null));
            throw;
        }
        catch
        {
            // Nothing was sent: the request could not even be built.
            await SettleAsync(reservation, paying, new Settlement("failed", new TokenUsage(0, 0, 0), 0, false, 0, null));
            throw;
        }

        var usage = answer.Usage ?? new TokenUsage(worst.Input, 0, Encoding.UTF8.GetByteCount(answer.Text) / 3 + 1);
        var costPico = price.CostOf(usage);
        paying.SpentPico += costPico;
        var (value, problem) = Checked(answer, paying);
        var step = problem is null && paying.Call.JobId is { } job ? StepOf(job, paying, AnswerReader.Write(value!), usage, costPico) : null;
        await SettleAsync(reservation, paying,
            new Settlement(problem is null ? "ok" : "invalid", usage, costPico, answer.Usage is null, (long)answer.Took.TotalMilliseconds, step));
        metrics.Called(paying.Spending, usage, costPico, problem is null ? "ok" : "invalid", answer.Took);
        if (problem is null) Judged(paying, paying.Refused ? Rung.Retried : AnswerReader.NeedsMending(answer.Text) ? Rung.Repaired : Rung.Valid);
        return problem is null
            ? (new AiResult<TResult>(value!, provider.Name, provider.Model, usage, paying.SpentPico, answer.Took), ("", ""))
            : (null, (answer.Text, problem));
    }

    private static async Task<TaskAnswer> AnswerOfAsync(ModelTarget provider, TaskRequest ask, CancellationToken ct)
    {
        using var span = Spans.Start("ai.llm.call", ActivityKind.Client);
        span?.SetTag("provider", provider.Name).SetTag("model", provider.Model);
        try
        {
            var answer = TaskAnswer.Of(provider, await provider.Provider.CompleteAsync(ask.For(provider), ct));
            span?.SetTag("prompt_tokens", answer.Usage?.Prompt).SetTag("completion_tokens", answer.Usage?.Output);
            return answer;
        }
        catch (Exception error)
        {
            span.Failed((error as ProviderException)?.Type.ToString().ToLowerInvariant() ?? error.GetType().Name);
            throw;
        }
    }

    private static (TResult? Value, string? Problem) Checked<TRequest, TResult>(TaskAnswer answer, Paying<TRequest, TResult> paying) where TRequest : class where TResult : class
    {
        using var span = Spans.Start("ai.validation");
        var (value, problem) = AnswerReader.Read<TResult>(answer.Text);
        if (value is not null && paying.Task.Problems(paying.Request, value) is { Count: > 0 } wrong) problem = string.Join(" ", wrong.Take(10));
        if (answer.CutShort && problem is not null) problem = "The answer was cut off; answer shorter. " + problem;
        span?.SetTag("task", paying.Task.Name).SetTag("valid", problem is null);
        return (value, problem);
    }

    // A token is at least one byte of UTF-8, so bytes bound the input from above.
    private async Task<(Guid Id, TokenUsage Worst)> ReserveAsync(Price price, TaskRequest ask, Spending spending, CancellationToken ct)
    {
        var input = Encoding.UTF8.GetByteCount(ask.System) + ask.Turns.Sum(Encoding.UTF8.GetByteCount) + Encoding.UTF8.GetByteCount(ask.Schema.ToJsonString()) + 100;
        var worst = new TokenUsage(input, 0, ask.MaxTokens);
        return (await purse.RequireAsync(spending, price.CostOf(worst), streams: false, ct), worst);
    }

    // Not the caller's token: what was spent is written even when nobody waits for the answer any more.
    private Task SettleAsync<TRequest, TResult>(Guid reservation, Paying<TRequest, TResult> paying, Settlement settlement) where TRequest : class where TResult : class
    {
        var spending = paying.Spending;
        paying.Call.Job?.Charge(spending.Provider, spending.Model, settlement.CostPico);
        if (settlement.Outcome == "failed") metrics.Called(spending, settlement.Usage, settlement.CostPico, "failed", TimeSpan.Zero);
        return purse.SettleForSureAsync(reservation, spending, settlement);
    }

    private void Judged<TRequest, TResult>(Paying<TRequest, TResult> paying, Rung rung) where TRequest : class where TResult : class
    {
        metrics.Answered(paying.Task.Name, rung);
        paying.Call.Job?.Validated(rung != Rung.Failed);
    }

    // Masks keep every character's place, so that quotes found in the answer still point into the original.
    private static TRequest Masked<TRequest, TResult>(AiTask<TRequest, TResult> task, TRequest request) where TRequest : class where TResult : class
    {
        if (task.PeoplesText(request) is not { } text) return request;
        var masked = text.ToCharArray();
        foreach (var span in PiiDetector.Find(text)) masked.AsSpan(span.Start, span.Length).Fill('*');
        return task.WithText(request, new string(masked));
    }

    private static StoredStep StepOf<TRequest, TResult>(Guid job, Paying<TRequest, TResult> paying, string answer, TokenUsage usage, long costPico)
        where TRequest : class where TResult : class => new()
    {
        JobId = job, Step = paying.Call.Step, TenantId = paying.Call.TenantId, Task = paying.Task.Name, Answer = answer, Provider = paying.Spending.Provider,
        Model = paying.Spending.Model, InputTokens = usage.Input + usage.CacheWrite, CachedTokens = usage.CachedInput, OutputTokens = usage.Output, CostPico = costPico,
    };

    private static string Safe(string name) => name.Replace('.', '_').Replace('-', '_');

    private sealed record TaskAnswer(string Text, TokenUsage? Usage, bool CutShort, TimeSpan Took)
    {
        public static TaskAnswer Of(ModelTarget target, Completion completion) => completion.Text is { Length: > 0 } text
            ? new TaskAnswer(text, completion.Usage, completion.FinishReason == "length", completion.Took)
            : throw new ProviderException(JobErrorType.Model, $"{target.Name} answered without content ({completion.FinishReason ?? "no reason"}).");
    }

    private sealed record Paying<TRequest, TResult>(AiTask<TRequest, TResult> Task, TRequest Request, AiCall Call, Spending Spending)
        where TRequest : class where TResult : class
    {
        public long SpentPico { get; set; }

        /// <summary>An answer came that cannot be used.</summary>
        public bool Refused { get; set; }
    }

    private static class Schema<TResult> where TResult : class
    {
        public static readonly JsonNode Node = AnswerReader.SchemaOf<TResult>();
    }
}
