using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tracing;

namespace Steward.Gateway.Admission;

/// <summary>What admission needs.</summary>
internal sealed record AdmissionParts(ProviderRoute Route, ModelCatalog Models, ModelRouter Router, PaidCall Paid, FreeCall Free, StepStore Steps, ExactRate Rate, PriceTable Prices);

/// <summary>
/// The one way to a model: text gate → stored step → route → rate → reserve → call → mend → validate → one paid retry → settle → record.
/// When a provider fails the next one is asked; the built-in engine is the last.
/// </summary>
public sealed class AiGateway
{
    private readonly AdmissionParts _parts;
    private readonly IServiceProvider _scope;
    private readonly MinuteLimit _perCompany;

    internal AiGateway(AdmissionParts parts, IServiceProvider scope, IOptions<GatewayOptions> options)
    {
        (_parts, _scope) = (parts, scope);
        _perCompany = new MinuteLimit("q2q", options.Value.Q2QPerMinute);
    }

    /// <summary>Providers in the order they are asked, with their models.</summary>
    public IReadOnlyList<(string Provider, string Model)> Route => [.. _parts.Route.Hops.Select(h => h is null ? (ProviderRoute.Builtin, FreeCall.Model) : (h.Name, h.Model))];

    /// <summary>A provider on the route with a model of it, or with its usual one; null where there is none such, or the model has no price.</summary>
    /// <param name="provider">Its name; <c>claude</c> and <c>gemini</c> are understood too.</param>
    /// <param name="model">The model; the provider's usual one unless given.</param>
    public (string Provider, string Model)? Find(string provider, string? model = null)
    {
        var (name, usual) = Route.FirstOrDefault(hop => hop.Provider == _parts.Prices.ProviderOf(provider));
        if (name is null) return null;
        var found = (Provider: name, Model: model ?? usual);
        return (name == ProviderRoute.Builtin ? found.Model == FreeCall.Model : _parts.Prices.Find(name, found.Model) is not null) ? found : null;
    }

    /// <summary>Runs a task for a tenant.</summary>
    /// <exception cref="TextHeldException">The text gate holds the text.</exception>
    /// <exception cref="ProblemException">409: nobody else may be asked, and the provider is not on the route. 429: the company's rate or budget is used up. 503: no text gate is installed, or no provider answered a caller who waits.</exception>
    /// <exception cref="JobException">No provider answered a job.</exception>
    public async Task<AiResult<TResult>> RunAsync<TRequest, TResult>(AiTask<TRequest, TResult> task, TRequest request, AiCall call, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        // A job has its worker's span.
        using var span = call.JobId is null ? Spans.StartFirst("ai.proxy.request", ActivityKind.Server) : null;
        span?.SetTag("client_id", call.TenantId).SetTag("request_id", RequestIds.Current).SetTag("task", task.Name);
        try
        {
            var answer = await AskAsync(task, request, call, ct);
            span?.SetTag("provider", answer.Provider).SetTag("model", answer.Model);
            return answer;
        }
        catch (Exception error)
        {
            span.Failed((error as ProblemException)?.Problem.Code ?? error.GetType().Name);
            throw;
        }
    }

    private async Task<AiResult<TResult>> AskAsync<TRequest, TResult>(AiTask<TRequest, TResult> task, TRequest request, AiCall call, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        var policy = task.PeoplesText(request) is { } text ? await TextGate.PassAsync(_scope, call, text, ct) : "";
        if (await _parts.Steps.FindAsync<TResult>(task.Name, call, ct) is { } stored)
        {
            // What it cost was noted by the attempt that paid.
            call.Job?.Charge(stored.Provider, stored.Model, 0);
            return stored;
        }

        var hops = _parts.Route.HopsFor(call);
        var models = new ModelOrder([.. hops.TakeWhile(h => h is not null).OfType<ModelTarget>()]);
        var isLast = models.Targets.Count == hops.Count;
        // Who names a provider or a model has it; otherwise the models that are set for the task are asked.
        if (call is { Provider: null, Models.Count: 0 } && _parts.Models.OfTask(task.Name) is { } choice)
            (models, isLast) = (_parts.Router.Order(choice, Encoding.UTF8.GetByteCount(task.System) + Encoding.UTF8.GetByteCount(task.Prompt(request)), task.MaxOutputTokens), !hops.Contains(null));
        if (task.CountsAsQ2Q && (call.JobId is null || models.Targets.Count > 0)) await PassRateAsync(call.TenantId, ct);
        var wasted = 0L;
        try
        {
            if (models.Targets.Count > 0) return await _parts.Paid.RunAsync(models, task, request, (call, policy), ct);
        }
        catch (ProviderException last)
        {
            if (isLast) throw last.For(call);
            wasted = last.SpentPico;
        }

        return await _parts.Free.RunAsync(task, request, call, ct) with { CostPico = wasted };
    }

    private async Task PassRateAsync(Guid tenant, CancellationToken ct)
    {
        var wait = await _parts.Rate.AskAsync(tenant, _perCompany, ct);
        if (wait > TimeSpan.Zero)
            throw new Problem(429, "rate_limited", "Too Many Requests", $"The limit is {_perCompany.Quota} Q2Q requests a minute per company.") { RetryAfter = wait }.AsException();
    }
}
