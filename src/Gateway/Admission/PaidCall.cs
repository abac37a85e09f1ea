using System.Text.Json.Nodes;
using Steward.Gateway.Cache;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Tracing;
using Steward.Privacy.Detection;

namespace Steward.Gateway.Admission;

/// <summary>A task done by models: what the first of them answers that answers what can be used. One whose answer cannot be used is told why and asked once more.</summary>
internal sealed class PaidCall(ModelCalls calls, AnswerCache cache, GatewayMetrics metrics)
{
    /// <exception cref="ProviderException">No model answered what can be used; it says what that cost.</exception>
    public async Task<AiResult<TResult>> RunAsync<TRequest, TResult>(
        ModelOrder models, AiTask<TRequest, TResult> task, TRequest request, (AiCall Call, string Policy) asked, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        // The model sees masked text, so its answer is judged against masked text.
        var paying = new Paying<TRequest, TResult>(task, Masked(task, request), asked.Call) { Key = KeyOf(models.Targets, task, Masked(task, request), asked), Usual = models.Usual };
        if (await FindAsync(paying, ct) is { } known) return known;
        try
        {
            return await calls.FirstAsync(models.Targets, own: true, (model, attempt) => AskAsync(model, paying, mayMend: attempt == 1, ct), ct);
        }
        catch (ProviderException error)
        {
            error.SpentPico = paying.SpentPico;
            throw;
        }
    }

    private async Task<AiResult<TResult>> AskAsync<TRequest, TResult>(ModelTarget model, Paying<TRequest, TResult> paying, bool mayMend, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        // Also where it is refused for want of a price or a budget: the job says who was to be asked.
        paying.Call.Job?.Charge(model.Name, model.Model, 0);
        var turns = new List<string> { paying.Task.Prompt(paying.Request) };
        var (answer, unusable) = await CallAsync(model, turns, paying, ct);
        if (answer is not null) return answer;
        try
        {
            if (!mayMend) throw Unusable($"{model.Name} answered what does not fit: {unusable.Problem}", unusable.Text);
            turns.AddRange([unusable.Text, $"That answer cannot be used. {unusable.Problem} Answer again with the corrected JSON only."]);
            (answer, unusable) = await CallAsync(model, turns, paying, ct, again: true);
            return answer ?? throw Unusable($"{model.Name} answered twice what does not fit: {unusable.Problem}", unusable.Text);
        }
        catch (Exception error)
        {
            // Two calls are enough: nothing that failed after the first answer is asked again.
            if (error is ProviderException failed) failed.IsSecond = true;
            Judged(paying, Rung.Failed);
            throw;
        }
    }

    private async Task<(AiResult<TResult>? Answer, (string Text, string Problem) Unusable)> CallAsync<TRequest, TResult>(
        ModelTarget model, List<string> turns, Paying<TRequest, TResult> paying, CancellationToken ct, bool again = false)
        where TRequest : class where TResult : class
    {
        var (task, asked) = (paying.Task, paying.Call);
        var ask = new TaskRequest(task.System, turns, task.Schema ?? Schema<TResult>.Node, Safe(task.Name), Math.Min(task.MaxOutputTokens, asked.Sampling?.MaxTokens ?? int.MaxValue), asked.Sampling);
        var call = await calls.OpenAsync(model, new CallOrder(ask.For(model), paying.Payer, ask.MaxTokens, Usual: paying.Usual), ct);
        Completion completion;
        try
        {
            completion = await call.CompleteAsync(ct);
        }
        finally
        {
            Charge(paying, call);
        }

        var usage = call.UsageOf(completion);
        var (value, problem) = Checked(completion, paying);
        var step = problem is null && asked.JobId is { } job ? StepOf(job, paying, call.Spending, AnswerReader.Write(value!), usage) : null;
        await call.SettleAsync(problem is null ? "ok" : "invalid", usage, completion.Usage is null, step, problem is null ? paying.Keep(call.Spending, AnswerReader.Write(value!)) : null);
        Charge(paying, call);
        if (completion.Text is not { Length: > 0 } text) throw Unusable($"{model.Name} answered without content ({completion.FinishReason ?? "no reason"}).", null);
        if (problem is not null) return (null, (text, problem));
        Judged(paying, again ? Rung.Retried : AnswerReader.NeedsMending(text) ? Rung.Repaired : Rung.Valid);
        return (new AiResult<TResult>(value!, model.Name, model.Model, usage, paying.SpentPico, completion.Took), ("", ""));
    }

    // The same question, whoever asks it: of one tenant, to the same models, in the same words, passed by the same rules. Only where the same answer is wanted each time: not where a model itself is looked at.
    private string? KeyOf<TRequest, TResult>(IReadOnlyList<ModelTarget> models, AiTask<TRequest, TResult> task, TRequest request, (AiCall Call, string Policy) asked) where TRequest : class where TResult : class =>
        !cache.IsOn || asked.Call.NobodyElse || asked.Call.Sampling is { Temperature: > 0 } ? null
        : AnswerCache.KeyOf(task.Name, task.PromptVersion, asked.Policy, string.Join(' ', models.Select(m => $"{m.Name}/{m.Model}")), task.System, task.Prompt(request), asked.Call.Sampling?.ToString() ?? "");

    private async Task<AiResult<TResult>?> FindAsync<TRequest, TResult>(Paying<TRequest, TResult> paying, CancellationToken ct) where TRequest : class where TResult : class
    {
        if (paying.Key is not { } key || await cache.FindAsync(paying.Payer, key, paying.Call.SubjectId, ct) is not { } found || AnswerReader.Read<TResult>(found.Answer).Value is not { } value) return null;
        paying.Call.Job?.Charge(found.Provider, found.Model, 0);
        return new AiResult<TResult>(value, found.Provider, found.Model, TokenUsage.None, 0, TimeSpan.Zero) { Cached = true };
    }

    // What a call cost counts for the task and its job, whatever became of it.
    private static void Charge<TRequest, TResult>(Paying<TRequest, TResult> paying, ModelCall call) where TRequest : class where TResult : class
    {
        paying.SpentPico += call.CostPico;
        paying.Call.Job?.Charge(call.Spending.Provider, call.Spending.Model, call.CostPico);
    }

    private static ProviderException Unusable(string message, string? answer) => new(JobErrorType.Model, message) { Answer = answer };

    private static (TResult? Value, string? Problem) Checked<TRequest, TResult>(Completion answer, Paying<TRequest, TResult> paying) where TRequest : class where TResult : class
    {
        using var span = Spans.Start("ai.validation");
        var (value, problem) = AnswerReader.Read<TResult>(answer.Text ?? "");
        if (value is not null && paying.Task.Problems(paying.Request, value) is { Count: > 0 } wrong) problem = string.Join(" ", wrong.Take(10));
        if (answer.FinishReason == "length" && problem is not null) problem = "The answer was cut off; answer shorter. " + problem;
        span?.SetTag("task", paying.Task.Name).SetTag("valid", problem is null);
        return (value, problem);
    }

    private void Judged<TRequest, TResult>(Paying<TRequest, TResult> paying, Rung rung) where TRequest : class where TResult : class
    {
        metrics.Answered(paying.Task.Name, rung);
        paying.Call.Job?.Validated(rung != Rung.Failed);
    }

    private static TRequest Masked<TRequest, TResult>(AiTask<TRequest, TResult> task, TRequest request) where TRequest : class where TResult : class
    {
        return task.PeoplesText(request) is { } text ? task.WithText(request, PiiDetector.Starred(text)) : request;
    }

    private static StoredStep StepOf<TRequest, TResult>(Guid job, Paying<TRequest, TResult> paying, Spending spending, string answer, TokenUsage usage)
        where TRequest : class where TResult : class => new()
    {
        JobId = job, Step = paying.Call.Step, TenantId = paying.Call.TenantId, Task = paying.Task.Name, Answer = answer, Provider = spending.Provider,
        Model = spending.Model, InputTokens = usage.Input + usage.CacheWrite, CachedTokens = usage.CachedInput, OutputTokens = usage.Output,
    };

    private static string Safe(string name) => name.Replace('.', '_').Replace('-', '_');

    private sealed record Paying<TRequest, TResult>(AiTask<TRequest, TResult> Task, TRequest Request, AiCall Call) where TRequest : class where TResult : class
    {
        public long SpentPico { get; set; }

        public Price? Usual { get; init; }

        /// <summary>What the question is called in the cache; null where its answer is not to be given again.</summary>
        public string? Key { get; init; }

        public Payer Payer { get; } = new(Call.TenantId, Task.Name, Task.PromptVersion, Call.UserId, JobId: Call.JobId, Lease: Call.Lease);

        public CachedAnswer? Keep(Spending spending, string answer) => Key is null ? null : new CachedAnswer
        {
            Key = Key, TenantId = Call.TenantId, Task = Task.Name, Answer = answer, Provider = spending.Provider, Model = spending.Model, SubjectId = Call.SubjectId,
        };
    }

    private static class Schema<TResult> where TResult : class
    {
        public static readonly JsonNode Node = AnswerReader.SchemaOf<TResult>();
    }
}
